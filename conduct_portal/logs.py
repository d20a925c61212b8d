"""Keeps people out of the logs: parents' links, with which anybody could answer as that parent, and addresses."""

import json
import logging
import re

LINK = re.compile(r"/(s|r)/[^/\s\"']+")
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


# PostgreSQL quotes the whole row that it refuses, names and all, to the end of what it says.
STATEMENT = re.compile(r"^LINE \d+: .*$", re.MULTILINE)  # and a part of the statement that it does not understand
ROW = re.compile(r"DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)


def without_people(words):
    """The same words, the token of every parent's address, every e-mail address and every row quoted taken out."""
    words = ROW.sub("DETAIL: …", STATEMENT.sub("LINE: …", words))
    return EMAIL.sub("…@…", LINK.sub(r"/\1/…", words))


class HideTokens(logging.Filter):
    """Replaces the token in every parent's address, wherever in a log line it stands."""

    def filter(self, record):
        record.msg = LINK.sub(r"/\1/…", record.getMessage())
        record.args = ()
        return True


class Plain(logging.Formatter):
    """Lines to read. Tracebacks, too, quote what a database or a mail server said."""

    def format(self, record):
        return without_people(super().format(record))


class Json(Plain):
    """One JSON object a line, for programs that collect them."""

    def format(self, record):
        told = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
        }
        if record.exc_info:
            told["error"] = without_people(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)

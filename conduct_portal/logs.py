"""Keeps people out of the logs: links with which anybody could answer or log in as somebody else, and addresses."""

import json
import logging
import re

# What stands after these opens something to whoever has it: a parent's pages, the school link's, a receipt, a signed
# copy's, a new password. However it is written: an address with capitals opens nothing and is logged all the same.
BEFORE_TOKENS = r"s|r|join/+(?:confirm|codes)|check|password/+reset/+key"
LINK = re.compile(rf"(/(?:{BEFORE_TOKENS})/+)[^/\s\"']+", re.IGNORECASE)
QUERY = re.compile(r"(/[^\s\"'?]*\?)[^\s\"']+")  # whom somebody looked for; the code that a log-in elsewhere ends with
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


# PostgreSQL quotes the whole row that it refuses, names and all, to the end of what it says.
STATEMENT = re.compile(r"^LINE \d+: .*$", re.MULTILINE)  # and a part of the statement that it does not understand
ROW = re.compile(r"DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)


def without_people(words):
    """The same words, the token of every link, every e-mail address and every row quoted taken out."""
    words = ROW.sub("DETAIL: …", STATEMENT.sub("LINE: …", words))
    return EMAIL.sub("…@…", without_tokens(words))


def without_tokens(words):
    """The same words; of every address, the part that opens something or says whom somebody looked for is taken out."""
    return QUERY.sub(r"\1…", LINK.sub(r"\1…", words))


class HideTokens(logging.Filter):
    """Replaces the token in every address, wherever in a log line it stands."""

    def filter(self, record):
        record.msg = without_tokens(record.getMessage())
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

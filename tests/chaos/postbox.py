"""A mail server that takes every e-mail and keeps in mind what it was about."""

import email
import logging
import re
from collections import Counter

from aiosmtpd.controller import Controller

from scripts import ports

LINK = re.compile(r"http://localhost:\d+/s/[\w-]+/")

logging.getLogger("mail.log").setLevel(logging.ERROR)


class Postbox:
    """`arrived` counts each Message-ID; `links` holds a way in for every adult written to."""

    def __init__(self):
        self.arrived, self.links = Counter(), {}
        self.controller = Controller(self, hostname="127.0.0.1", port=ports.free_port())

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, _server, _session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.arrived[letter["Message-ID"]] += 1
        link = LINK.search(letter.get_body(["plain"]).get_content())
        if link:
            self.links.setdefault(envelope.rcpt_tos[0], link.group())
        return "250 OK"

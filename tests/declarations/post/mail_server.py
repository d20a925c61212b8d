"""A mail server on this machine that does to our e-mails what real ones do."""

import asyncio
import email
import email.policy
import logging
import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller

SILENCE, HANG_UP, SLOWLY = "silence", "hang up", "slowly"
LONGER_THAN_WE_WAIT = 3  # seconds; settings.EMAIL_TIMEOUT is 1 at most in these tests
A_WHILE = 0.1  # seconds

logging.getLogger("mail.log").setLevel(logging.CRITICAL)


class MailServer:
    """`answers` holds what it says to MAIL, RCPT and DATA: a reply or a word from above. `letters` is what it took."""

    def __init__(self):
        self.answers, self.letters, self.connections = {}, [], 0

    def says(self, **answers):
        """From now on, say this."""
        self.answers = answers

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(self, server, _session, envelope, address, _options):
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(self, server, _session, envelope, address, _options):
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server, _session, envelope):
        answer = await self._answer("DATA", server)
        if answer.startswith("250"):
            letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.letters.append((envelope.rcpt_tos[0], letter["Message-ID"]))
        return answer

    async def _answer(self, command, server):
        answer = self.answers.get(command, "250 OK")
        if answer == SILENCE:
            await asyncio.sleep(LONGER_THAN_WE_WAIT)
        if answer in (SILENCE, HANG_UP):
            server.transport.abort()
            return "421 Gone"
        if answer == SLOWLY:
            await asyncio.sleep(A_WHILE)
            return "250 OK"
        return answer


@contextmanager
def serving(server):
    """The port at which this server answers."""
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def mute():
    """The port of a machine that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def free_port():
    """A port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]

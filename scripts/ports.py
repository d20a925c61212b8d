"""Which ports of this machine are free."""

import contextlib
import socket


def free_port():
    """One that nobody uses at this moment."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port, host="127.0.0.1"):
    """Whether somebody listens there."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def is_taken(port):
    """Whether a web server on this port would meet somebody, under either of localhost's two addresses."""
    return answers(port) or answers(port, "::1")

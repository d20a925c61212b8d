"""A connection that was used a moment ago need not be asked whether it is still good: its end can be heard.

When the server ends a connection, the socket has something to read. What no socket tells (a firewall that forgets what
was quiet for long) takes longer than a moment, and then Django asks, as ever.
"""

import select
import time

from django.db.backends.postgresql import base

A_MOMENT = 5  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    used_at = 0

    def close_if_health_check_failed(self):
        """Called before each use; asks the database only after a rest, or when it has said something unasked."""
        rested, self.used_at = time.monotonic() - self.used_at, time.monotonic()
        if rested < A_MOMENT and not self.health_check_done and self._is_quiet():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_quiet(self):
        """Whether the server has said nothing unasked: its last word is that it ends the connection."""
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0)

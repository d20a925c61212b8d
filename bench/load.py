"""A browser that never reads: asks for pages over a few open connections and says how long they took.

A process of its own, so that it takes nothing from what it measures but the cores they share. Told as JSON: port,
connections, seconds, cookie, and journeys: lists of steps, each a method, an address and (for POST) what to send.
"{token}" in what is sent is the token of the form on the page before; an address that is null is where the answer
before led to.
"""

import json
import re
import socket
import sys
import threading
import time
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
COOKIE = re.compile(rb"^set-cookie: (csrftoken=[^;\r]+)", re.IGNORECASE | re.MULTILINE)
PLACE = re.compile(rb"^location: ([^\r]+)", re.IGNORECASE | re.MULTILINE)
LENGTH = re.compile(rb"^content-length: (\d+)", re.IGNORECASE | re.MULTILINE)
FORM = ("Content-Type: application/x-www-form-urlencoded", "Origin: http://localhost:8000")


class Browser:
    """One open connection."""

    def __init__(self, port, cookie):
        self.port, self.cookie, self.connection = port, cookie, None

    def walk(self, steps):
        """One journey; complains about an answer that is an error."""
        token, place, own = "", "", self.cookie
        for method, address, sent in steps:
            body = urlencode({name: token if value == "{token}" else value for name, value in sent.items()})
            head, page = self._ask(method, address or place, own, body)
            if head[9:10] not in b"23":
                raise SystemExit(f"{method} {address or place}: {head[:200]!r}")
            found, given, led = TOKEN.search(page), COOKIE.search(head), PLACE.search(head)
            token = found[1].decode() if found else token
            own = "; ".join(filter(None, [self.cookie, given[1].decode()])) if given else own
            place = led[1].decode() if led else place
        if led:
            raise SystemExit(f"The last page of a journey led on to {place}.")

    def _ask(self, method, address, cookie, body):
        head = [f"{method} {address} HTTP/1.1", "Host: localhost:8000", "User-Agent: Bench"]
        head += [f"Cookie: {cookie}"] if cookie else []
        head += [*FORM, f"Content-Length: {len(body)}"] if method == "POST" else []
        question = "\r\n".join([*head, "", body]).encode()
        try:
            return self._asked(question)
        except ConnectionError:  # a server may close what was idle, but not twice
            self.connection = None
            return self._asked(question)

    def _asked(self, question):
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(question)
        return self._read()

    def _read(self):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _end, page = data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if b"transfer-encoding: chunked" in head.lower():
            self._read_chunks(page)
        while length and len(page) < int(length[1]):
            page += self._more()
        if b"connection: close" in head.lower():
            self.connection.close()
            self.connection = None
        return head, page

    def _read_chunks(self, page):
        """To the end of what is streamed; a few letters of it are kept, to know the end by."""
        while not page.endswith(b"\r\n0\r\n\r\n"):
            page = (page + self._more())[-7:]

    def _more(self):
        data = self.connection.recv(262_144)
        if not data:
            raise ConnectionError
        return data


def main():
    """Walk journeys until time or journeys are over; print how many and how long each took."""
    told = json.load(sys.stdin)
    waiting, took, lock = iter(told["journeys"]), [], threading.Lock()
    ends = time.monotonic() + told["seconds"]

    def walk():
        browser = Browser(told["port"], told.get("cookie", ""))
        while time.monotonic() < ends:
            with lock:
                steps = next(waiting, None)
            if steps is None:
                return
            began = time.perf_counter()
            browser.walk(steps)
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    threads = [threading.Thread(target=walk) for _ in range(told["connections"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"done": len(took), "seconds": time.perf_counter() - began, "took": took}))


if __name__ == "__main__":
    main()

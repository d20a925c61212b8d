"""The baseline of sending: the same letter again and again over one connection. Told as JSON: port, letter, number."""

import json
import smtplib
import sys
import time


def main():
    """Send, and print how long it took."""
    told = json.load(sys.stdin)
    letter = told["letter"].encode("latin-1")
    with smtplib.SMTP("127.0.0.1", told["port"]) as server:
        began = time.perf_counter()
        for _ in range(told["number"]):
            server.sendmail("portal@portal.example", ["parent@home.example"], letter)
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()

"""Asks the web server how it is, as the address parents use, because it answers to no other."""

import http.client
import os
import sys
import urllib.parse


def main():
    """Succeed when the answer is 200."""
    host = urllib.parse.urlsplit(os.environ["SITE_URL"]).netloc
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
    connection.request("GET", "/healthz", headers={"Host": host})
    sys.exit(0 if connection.getresponse().status == http.client.OK else 1)


if __name__ == "__main__":
    main()

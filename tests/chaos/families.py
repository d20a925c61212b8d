"""Parents who sign through the web, and try again when the page does not come."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin

import requests
from lxml import html

TIMEOUT = 10
MOST_TRIES = 200
SIGNATURE = {"outcome": "signed", "typed_name": "Sam Okafor", "relationship": "mother", "intends": "on"}


def sign(link):
    """Open the link, sign what waits there; whether the school has the signature by now."""
    with requests.Session() as browser:
        page = browser.get(link, timeout=TIMEOUT)
        page.raise_for_status()
        forms = [form for form in html.fromstring(page.content).forms if "content_hash" in form.fields]
        if not forms:
            return True  # signed already: the answer to an earlier try was lost on the way
        typed = dict(forms[0].fields) | {
            "outcome": "signed",
            "typed_name": "Sam Okafor",
            "relationship": "mother",
            "intends": "on",
        }
        answer = browser.post(
            urljoin(page.url, forms[0].action or ""),
            {name: value for name, value in typed.items() if value},
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
        return "/r/" in answer.url


class Families(threading.Thread):
    """Every tenth adult signs as soon as the letter is there."""

    def __init__(self, postbox, adults):
        super().__init__(daemon=True)
        self.postbox, self.waiting = postbox, {f"adult{n}@home.example" for n in range(0, adults, 10)}
        self.signed = 0

    def run(self):
        with ThreadPoolExecutor(2) as pool:
            while self.waiting:
                came = [address for address in self.waiting if address in self.postbox.links]
                self.waiting.difference_update(came)
                self.signed += sum(pool.map(self.persist, [self.postbox.links[address] for address in came]))
                time.sleep(0.2)

    def persist(self, link):
        """Whether they have signed in the end; nobody tries all day."""
        for _try in range(MOST_TRIES):
            try:
                return sign(link)
            except requests.RequestException:
                time.sleep(0.5)
        return False

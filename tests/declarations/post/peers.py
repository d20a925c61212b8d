"""Small servers that speak as the real ones are documented to, on this machine."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# https://docs.notifications.service.gov.uk/rest-api.html#error-codes
REFUSALS = {
    "bad address": (400, "ValidationError", "email_address Not a valid email address"),
    "bad postal address": (400, "ValidationError", "Must be a real UK postcode"),
    "no letters": (400, "BadRequestError", "Service is not allowed to send letters"),
    "trial": (400, "BadRequestError", "Cannot send letters when service is in trial mode - see https://www.…"),
    "bad template": (400, "BadRequestError", "Missing personalisation: after"),
    "wrong key": (403, "AuthError", "Invalid token: API key not found"),
    "too many": (429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
    "broken": (500, "Exception", "Internal server error"),
}


SLOWLY = 0.3  # seconds; the tests wait longer
ENDS_WITHIN = 0.02  # seconds


class Notify:
    """What GOV.UK Notify answers, and what it was sent. `mood`: a key of REFUSALS, "slow", "silent", "gibberish"."""

    def __init__(self):
        self.mood, self.sent, self.tokens, self.states = "", [], [], {}
        self.token_header = "Authorization"

    def take(self, path, body):
        if self.mood in REFUSALS:
            code, error, words = REFUSALS[self.mood]
            return code, {"status_code": code, "errors": [{"error": error, "message": words}]}
        self.sent.append((path, body))
        return 201, {"id": f"notification-{len(self.sent)}", "reference": body["reference"]}

    def tell(self, number):
        """What it says of one message: its state, or that it has forgotten it."""
        if self.mood in REFUSALS:
            code, error, words = REFUSALS[self.mood]
            return code, {"status_code": code, "errors": [{"error": error, "message": words}]}
        if number not in self.states:
            return 404, {"status_code": 404, "errors": [{"error": "NoResultFound", "message": "No result found"}]}
        told = {"id": number, "type": "letter", "postage": "second", "completed_at": "2026-11-19T09:30:00.000000Z"}
        return 200, told | {"status": self.states[number]}

    def find(self, reference):
        numbered = enumerate(self.sent, 1)
        found = [{"id": f"notification-{n}"} for n, (_path, body) in numbered if body["reference"] == reference]
        return 200, {"notifications": found, "links": {}}


# https://postmarkapp.com/developer/api/overview#error-codes
POSTMARK_REFUSALS = {
    "bad address": (422, 300, "Invalid 'To' address: '{to}'."),
    "inactive": (
        422,
        406,
        "Found inactive addresses: {to}. Inactive recipients are ones that bounced before.",
    ),
    "something new": (422, 406, "We would rather not."),
    "bad sender": (422, 400, "The 'From' address you supplied is not a Sender Signature on your account."),
    "wrong key": (401, 10, "The Server Token you provided in the X-Postmark-Server-Token request header was invalid."),
    "too many": (429, 429, "Rate limit exceeded"),
    "broken": (500, 100, "Maintenance"),
}


class Postmark:
    """What Postmark answers to one e-mail, and what it was sent. `mood`: a key of the above, or as with Notify."""

    def __init__(self):
        self.mood, self.sent, self.tokens, self.token_header = "", [], [], "X-Postmark-Server-Token"

    def take(self, _path, body):
        if self.mood in POSTMARK_REFUSALS:
            code, number, words = POSTMARK_REFUSALS[self.mood]
            return code, {"ErrorCode": number, "Message": words.format(to=body["To"])}
        self.sent.append(body)
        told = {"To": body["To"], "SubmittedAt": "2026-11-20T16:33:54Z", "MessageID": f"postmark-{len(self.sent)}"}
        return 200, told | {"ErrorCode": 0, "Message": "OK"}


@contextmanager
def serving(notify):
    """The address at which this Notify, or Postmark, answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            notify.tokens.append(self.headers[notify.token_header])
            self.answer(*notify.take(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

        def do_GET(self):
            notify.tokens.append(self.headers["Authorization"])
            if "reference=" in self.path:
                self.answer(*notify.find(self.path.partition("reference=")[2]))
            else:
                self.answer(*notify.tell(self.path.rpartition("/")[2]))

        def answer(self, code, content):
            if notify.mood == "silent":
                notify.patience.wait(5)
                return
            if notify.mood == "slow":
                notify.patience.wait(SLOWLY)
            words = b"<html>" if notify.mood == "gibberish" else json.dumps(content).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_):
            """Silence."""

    notify.patience = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=[ENDS_WITHIN], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        notify.patience.set()
        server.shutdown()
        server.server_close()

"""A small OpenID provider that speaks the real protocol on this machine, and lies when a test asks it to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET, KEY_ID = "portal-at-school", "a secret between two programs", "key-1"


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """`person` is who sits at the screen; `token` changes what is said about them, `key` who signs it."""

    def __init__(self, address):
        self.address = self.calls_itself = address
        self.key = self.known_key = new_key()
        self.algorithm = "RS256"
        self.person = {"sub": "1001", "email": "ada@school.example", "email_verified": True, "hd": "school.example"}
        self.token, self.without, self.waiting = {}, [], {}

    def discovery(self):
        return {
            "issuer": self.calls_itself,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        public = json.loads(RSAAlgorithm.to_jwk(self.known_key.public_key()))
        return {"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked):
        """Where the browser is sent: the person has agreed."""
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.waiting[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, given):
        """The token for a code, once, to whoever knows the secret and began the journey; otherwise None."""
        asked = self.waiting.pop(given.get("code"), None)
        if asked is None or given.get("client_secret") != CLIENT_SECRET:
            return None
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "id_token": self.identity(asked)}

    def identity(self, asked):
        now = int(time.time())
        told = {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked.get("nonce")}
        told |= self.person | self.token
        told = {name: value for name, value in told.items() if name not in self.without}
        return jwt.encode(told, self.key, algorithm=self.algorithm, headers={"kid": KEY_ID})


class Handler(BaseHTTPRequestHandler):
    """The four addresses of a provider."""

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", self.server.provider.authorize(asked))
            self.end_headers()
            return
        pages = {"/.well-known/openid-configuration": "discovery", "/keys": "keys"}
        self.say(getattr(self.server.provider, pages[parts.path])())

    def do_POST(self):
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        token = self.server.provider.redeem({name: values[0] for name, values in given.items()})
        self.say(token or {"error": "invalid_grant"}, 200 if token else 400)

    def say(self, content, status=200):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Tests are quiet."""


@contextmanager
def running():
    """A provider at work."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.provider
        server.shutdown()
        thread.join()

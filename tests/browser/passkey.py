"""A passkey as it is kept on file: well formed, and nobody has the device that belongs to it."""

import json
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

USER_IS_THERE, HAS_CREDENTIAL = 0x05, 0x40


def kept(name, *, number=b"key-of-a-test"):
    """What the portal keeps of it."""
    public_key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(bytes(16), number, public_key)
    said = AuthenticatorData.create(sha256(b"localhost").digest(), USER_IS_THERE | HAS_CREDENTIAL, 1, credential)
    client = {"type": "webauthn.create", "challenge": websafe_encode(bytes(32)), "origin": "http://localhost"}
    response = {
        "clientDataJSON": websafe_encode(json.dumps(client).encode()),
        "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
    }
    key = {"id": websafe_encode(number), "rawId": websafe_encode(number), "type": "public-key", "response": response}
    return {"name": name, "credential": key | {"clientExtensionResults": {"credProps": {"rk": True}}}}

"""The portal's seal: a private key from the environment. Anybody can check what it sealed; nobody else can seal.

The certificate of every seal that was ever in use is kept among the files, so that old seals can still be checked.
"""

import asyncio
import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import lru_cache

from asn1crypto import cms, pem, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from organisations import files
from organisations.errors import CannotSeal

FOLDER = "seals"
DEMO_KEY = f"{FOLDER}/demonstration.p12"
DEMO_NAME = "Demonstration seal: it proves nothing"
LASTS = timedelta(days=10 * 365)


@dataclass(frozen=True)
class Seal:
    """A key ready to seal with, and what its certificate calls it."""

    signer: SimpleSigner

    @property
    def certificate(self):
        return self.signer.signing_cert

    @property
    def name(self):
        return self.certificate.subject.native["common_name"]


def current():
    """The seal in use. Raises CannotSeal."""
    if settings.SEAL_KEY:
        seal = _loaded(settings.SEAL_KEY, settings.SEAL_PASSWORD)
    elif settings.DEMO:
        seal = _loaded(_demo_key(), "")
    else:
        raise CannotSeal(_("There is no seal: SEAL_KEY is empty. See `manage.py make_seal`."))
    if not seal.certificate.not_valid_before <= timezone.now() <= seal.certificate.not_valid_after:
        raise CannotSeal(_("The certificate of the seal has run out. Make or buy a new one."))
    _keep(seal.certificate)
    return seal


def is_demo():
    """Whether what is sealed now proves nothing."""
    return settings.DEMO and not settings.SEAL_KEY


def make(name):
    """A new key with its certificate, as one line for SEAL_KEY."""
    key, today = ec.generate_private_key(ec.SECP256R1()), timezone.now().astimezone(UTC)
    subject = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, name)])
    builder = certificates.CertificateBuilder().subject_name(subject).issuer_name(subject)
    builder = builder.public_key(key.public_key()).serial_number(certificates.random_serial_number())
    builder = builder.not_valid_before(today - timedelta(days=1)).not_valid_after(today + LASTS)
    for extension, critical in _extensions(key):
        builder = builder.add_extension(extension, critical)
    certificate = builder.sign(key, hashes.SHA256())
    packed = pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, NoEncryption())
    return base64.b64encode(packed).decode()


def sign(content):
    """A signature over these bytes, to be kept beside them (CMS, detached: openssl can check it)."""
    return asyncio.run(current().signer.async_sign_general_data(content, "sha256", detached=True)).dump()


def is_ours(content, signature, known):
    """Whether one of the `known` seals signed exactly these bytes."""
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        trusting_nobody = ValidationContext(trust_roots=[], allow_fetching=False)  # we compare with the known ourselves
        status = asyncio.run(async_validate_detached_cms(content, signed, trusting_nobody))
    except (ValueError, TypeError, SignatureValidationError):
        return False
    return status.intact and status.valid and status.signing_cert.sha256 in known


def known():
    """The fingerprints of all seals that were ever in use here."""
    return {_read(name).sha256 for name in files.names(FOLDER) if name.endswith(".pem")}


@lru_cache(maxsize=4)
def _loaded(key, password):
    try:
        packed = base64.b64decode(key, validate=True)
        return Seal(SimpleSigner.load_pkcs12_data(packed, other_certs=[], passphrase=password.encode() or None))
    except (binascii.Error, ValueError) as error:
        raise CannotSeal(_("SEAL_KEY is not a key with its certificate (PKCS #12, in base64).")) from error


def _demo_key():
    """Made at the first use; whoever comes second takes the one that is there."""
    if not default_storage.exists(DEMO_KEY):
        name = default_storage.save(DEMO_KEY, ContentFile(make(DEMO_NAME).encode()))
        if name != DEMO_KEY:
            default_storage.delete(name)
    return files.read(DEMO_KEY).decode()


def _extensions(key):
    usage = certificates.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    yield certificates.BasicConstraints(ca=False, path_length=None), True
    yield usage, True
    yield certificates.SubjectKeyIdentifier.from_public_key(key.public_key()), False


def _keep(certificate):
    name = f"{FOLDER}/{certificate.sha256.hex()[:32]}.pem"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(pem.armor("CERTIFICATE", certificate.dump())))


def _read(name):
    return x509.Certificate.load(pem.unarmor(files.read(f"{FOLDER}/{name}"))[2])

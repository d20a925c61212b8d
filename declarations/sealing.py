"""The seal on a PDF (PAdES): whoever changes one byte of it afterwards breaks it."""

from io import BytesIO

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from organisations import seal

FIELD = "Seal"
# Room for the signature: without it pyHanko seals everything twice, the first time to measure.
RESERVED = 16_384


class _AsItIs(IncrementalPdfFileWriter):
    """Adds the seal and nothing else: pyHanko would put the print's claims about itself into other words."""

    def _update_meta(self):
        return


def sealed(content):
    """The same PDF with the portal's seal on it. Raises organisations.errors.CannotSeal."""
    current = seal.current()
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        name=current.name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    out = BytesIO()
    PdfSigner(metadata, signer=current.signer).sign_pdf(_AsItIs(BytesIO(content)), bytes_reserved=RESERVED, output=out)
    return out.getvalue()


def flaw(content, known):
    """What is wrong with the seal on this PDF, in one sentence; nothing when it is whole and one of the `known`."""
    try:
        signatures = PdfFileReader(BytesIO(content)).embedded_signatures
        if len(signatures) != 1:
            return _("it does not carry one seal, but %(number)s") % {"number": len(signatures)}
        certificate = signatures[0].signer_cert
        status = validate_pdf_signature(
            signatures[0], ValidationContext(trust_roots=[certificate], allow_fetching=False)
        )
    except (PdfError, SignatureValidationError, ValueError, AttributeError):
        # pyHanko looks algorithms up by their names: one changed byte makes a name of nothing.
        return _("it cannot be read as a sealed PDF")
    # What is appended after the seal leaves the bytes under it alone; so it must cover the whole file.
    if not (status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE):
        return _("it was changed after it was sealed")
    return "" if certificate.sha256 in known else _("its seal is not one of this portal")

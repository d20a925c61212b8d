"""A code from a file to a signed copy: fictional ones, and real ones where they lie beside the project."""

import pathlib

import pytest
from django.core.management import call_command

from declarations import asking, copies, signing
from policies import lifecycle, preflight, words
from policies.models import Policy
from tests import factories as make
from tests import prints

pytestmark = pytest.mark.django_db
HERE = pathlib.Path(__file__).resolve().parent
FICTIONAL = sorted((HERE / "policies" / "importing" / "codes").glob("*.txt"))
REAL = sorted((HERE.parents[1] / "shared" / "codes").glob("*.txt"))


def imported(path, school, head):
    call_command("import_code", str(path), organisation=school.slug, by=head.email, verbosity=0)
    return Policy.objects.get(owner=school).draft


def mended(draft, head):
    """What stands in the way of publishing, taken out as a head would: blanks, lost lists, damaged sentences."""
    for finding in preflight.blocking(preflight.check(draft)):
        quote, said = str(finding.quote), str(finding.quote).removesuffix(":") + "."
        without = "our school" if finding.rule == "unfilled" else said
        changed = {name: getattr(draft, name).replace(quote, without) for name in ("body", "covering_letter")}
        if str(finding.place) == "Declaration":
            changed["declaration"] = "I have read this code and agree to follow it."
        draft = lifecycle.edit(draft, by=head, **changed)
    return draft


@pytest.mark.parametrize("path", FICTIONAL + REAL, ids=lambda path: path.stem)
def test_a_code_is_imported_approved_published_signed_and_printed(path):
    school = make.SchoolFactory()
    head = make.head_of(school)
    make.parent_at(school)
    draft = mended(imported(path, school, head), head)

    lifecycle.submit(draft, by=head)
    lifecycle.approve(draft, by=make.UserFactory())
    version = lifecycle.publish(draft, by=head, change="substantial")
    asking.bring_up_to_date(version.policy)

    assert words.content_hash(version) == version.content_hash
    if version.policy.asks_for_answer:
        assert_can_be_signed_and_printed(version)


def assert_can_be_signed_and_printed(version):
    request = version.requests.get()
    outcome = signing.agreement_for(version.policy)
    declaration = make.answer(request, outcome, typed_name="Zoë O'Brien-Łukaszewicz")
    with copies.store(declaration).file.open() as file:
        text = " ".join(prints.pages(file.read()))
    assert "Zoë O'Brien-Łukaszewicz" in text
    assert version.content_hash[:8] in text

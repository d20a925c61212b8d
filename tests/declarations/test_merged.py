"""Two records of one person become one: what either has answered counts, and no answer is changed for it."""

import re

import pytest
from django.utils import timezone

from declarations import asking, links, signing, verifying
from declarations.models import Declaration
from organisations import ledger
from organisations.errors import StillNeeded
from organisations.models import Event
from organisations.roll import people, unmerging
from organisations.roll.models import Change
from tests import factories as make
from tests.declarations.people import Parent, text
from tests.declarations.staff import Staff, office_at
from tests.organisations.roll.desk import Desk

pytestmark = pytest.mark.django_db


class Two:
    """One person on the roll twice, and the code both were asked about."""

    def __init__(self):
        self.school = make.SchoolFactory()
        self.child = make.ChildFactory(school=self.school)
        self.kept, self.other = make.parent_of(self.child), make.parent_of(self.child)
        self.version = make.published(self.school)

    def asked(self, adult):
        return adult.requests.get(version=self.version)

    def signs(self, adult):
        Parent(adult).signs(self.asked(adult))
        return Declaration.objects.latest("pk")

    def merge(self):
        people.merge(self.school, self.kept, self.other, by=make.UserFactory())
        asking.bring_all_up_to_date()
        ledger.chain_all()


def test_what_the_dropped_record_signed_counts_for_the_one_kept():
    two = Two()
    given = two.signs(two.other)
    before = Declaration.objects.values().get()

    two.merge()

    assert two.asked(two.kept).answer == given
    assert not two.kept.requests.open().exists()
    assert Declaration.objects.values().get() == before
    told = Event.objects.get(verb="answer_of_merged")
    assert told.detail == {"adult": two.kept.pk, "merged": two.other.pk, "answer": given.pk}
    assert not list(verifying.flaws([two.school]))


def test_run_again_it_changes_nothing():
    two = Two()
    two.signs(two.other)
    two.merge()
    asking.bring_all_up_to_date()
    assert Event.objects.filter(verb="answer_of_merged").count() == 1


def test_where_both_have_answered_each_answer_stays_where_it_is():
    two = Two()
    first, second = two.signs(two.kept), two.signs(two.other)
    two.merge()
    assert (two.asked(two.kept).answer, two.asked(two.other).answer) == (first, second)


def test_it_can_be_withdrawn_from_its_old_receipt_and_given_again():
    two = Two()
    given = two.signs(two.other)
    receipt = links.mint_receipt(given)[1]
    two.merge()

    page = Parent(two.kept).browser.post(f"/r/{receipt}/withdraw/", {"comment": ""}, follow=True)

    assert "Your signature is withdrawn" in text(page) or "It counted until" in text(page)
    assert two.asked(two.kept).answer.outcome == "withdrawn"
    two.signs(two.kept)
    assert two.asked(two.kept).answer.outcome == "signed"
    ledger.chain_all()
    assert not list(verifying.flaws([two.school]))


def test_a_minor_change_carries_it_on_and_a_substantial_one_asks_once():
    two = Two()
    given = two.signs(two.other)
    two.merge()
    minor = make.revise(two.version, change="minor", summary_of_changes="A comma.")
    assert two.kept.requests.get(version=minor).answer == given
    substantial = make.revise(minor)
    assert [each.adult for each in substantial.requests.open()] == [two.kept]


def test_the_office_sees_what_both_records_were_asked():
    two = Two()
    two.signs(two.other)
    two.merge()
    page = office_at(two.school).opens("adult", two.kept.pk)
    assert "Signed as Sam Okafor" in text(page)


def test_an_answer_set_aside_does_not_come_back():
    two = Two()
    given = two.signs(two.other)
    two.merge()
    signing.invalidate(two.asked(two.kept), by=make.UserFactory(), reason="It was somebody else.")
    asking.bring_all_up_to_date()

    assert two.asked(two.kept).answer.replaces == given
    assert two.kept.requests.open().exists()


# ── And two again ─────────────────────────────────────────────────────────────────────────────────


def undo(two):
    change = Change.objects.filter(kind="merged").latest("pk")
    unmerging.undo(two.school, change, by=make.UserFactory())
    asking.bring_all_up_to_date()
    ledger.chain_all()


def test_when_it_is_undone_each_has_the_answers_it_gave():
    two = Two()
    given = two.signs(two.other)
    two.merge()
    undo(two)
    assert two.asked(two.other).answer == given
    assert not two.asked(two.other).cancelled_at
    assert two.kept.requests.open().get().answer is None
    told = Event.objects.get(verb="answer_given_back").detail
    assert told == {"adult": two.kept.pk, "merged": two.other.pk, "answer": given.pk}
    assert not list(verifying.flaws([two.school]))


def test_where_both_had_answered_undoing_changes_no_answer():
    two = Two()
    first, second = two.signs(two.kept), two.signs(two.other)
    two.merge()
    undo(two)
    assert (two.asked(two.kept).answer, two.asked(two.other).answer) == (first, second)
    assert not list(verifying.flaws([two.school]))


def test_what_was_answered_since_stands_in_the_way_and_is_listed():
    two = Two()
    two.merge()
    two.signs(two.kept)
    change, office = Change.objects.get(kind="merged"), Desk(two.school)
    for page in (office.opens("unmerge", change.pk), office.posts("unmerge", change.pk)):
        assert "nobody can say by which of the two" in text(page)
        assert "Answers: 1" in text(page)
    two.other.refresh_from_db()
    assert two.other.merged_into == two.kept


def test_a_no_written_down_for_an_earlier_day_stands_in_the_way_too():
    two = Two()
    two.merge()
    office = office_at(two.school)
    day = timezone.localdate().isoformat()
    said = {"route": "paper", "answered_on": day, "outcome": "declined"}
    office.posts("record", two.kept.pk, two.asked(two.kept).pk, **said)
    with pytest.raises(StillNeeded):
        undo(two)


def test_the_link_of_the_other_opens_its_own_page_again():
    two = Two()
    parent = Parent(two.other)
    two.merge()
    undo(two)
    parent.signs(two.asked(two.other))
    assert Declaration.objects.get().request.adult == two.other


def test_the_page_of_the_dropped_record_leads_to_the_one_kept_and_to_no_closed_door():
    two = Two()
    two.merge()
    head = Staff(two.school, role="head")

    page = head.opens("adult", two.other.pk)

    assert "This record was merged into another one" in page.text
    addresses = {each for each in re.findall(r'href="(/o/[^"#]+)"', page.text) if str(two.other.pk) in each}
    assert {head.browser.get(address.replace("&amp;", "&")).status_code for address in addresses} == {200}
    assert "merged into another" not in head.opens("adult", two.kept.pk).text

"""Filing what came back: nothing without a look, nothing twice, and always with the words that were printed."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from declarations import asking, signing, verifying
from declarations.errors import AlreadyAnswered, PageSettled, VersionReplaced
from declarations.models import CarriedForward, Declaration, Request
from declarations.papers import filing
from declarations.papers.models import Form, Paper
from organisations.models import Adult, Event
from policies import lifecycle
from tests import factories as make
from tests.declarations.papers import scanner
from tests.declarations.papers.printed import printed
from tests.declarations.papers.returned import bring, come_back, parent, signs_online, typed
from tests.declarations.staff import office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


class Back:
    """At one school the sheets of three parents came back in a pile; at another a sheet whose words were replaced."""

    def __init__(self):
        self.school = make.SchoolFactory(name="Larkrise Primary School")
        for name in ("Ada", "Ben", "Cem"):
            parent(self.school, given_name=name)
        self.pages = come_back(self.school, make.published(self.school))
        self.asked = self.pages[0].form.request
        self.other_school = make.SchoolFactory()
        self.replaced = replaced(self.other_school)


built = once(Back)


@pytest.fixture
def back(built):
    return deepcopy(built)


@pytest.fixture
def school(back):
    return back.school


# ── A pile, page by page ─────────────────────────────────────────────────────────────────────────


def test_only_what_somebody_has_looked_at_is_filed(back, office):
    ada, ben, cem = back.pages

    typed_in = typed(ada) | typed(ben, looked="") | typed(cem, outcome="declined", typed_name="")
    page = office.posts("pile", ada.pile_id, **typed_in)

    assert "2 answers are filed" in page.text
    filed = {answer.request.adult.given_name: answer.outcome for answer in Declaration.objects.all()}
    assert filed == {"Ada": "signed", "Cem": "declined"}
    assert "Page 2" in page.text and "Page 1:" not in page.text


def test_without_a_tick_nothing_is_filed_and_the_page_says_so(back, office):
    page = back.pages[0]
    after = office.posts("pile", page.pile_id, **typed(page, looked=""))
    assert "Nothing was filed" in after.text
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": ""}, "Choose what they answered"),
        ({"outcome": "withdrawn"}, "Choose one of those shown here"),
        ({"typed_name": ""}, "Enter the name as they wrote"),
        ({"answered_on": ""}, "Enter a date"),
        ({"answered_on": "2001-01-01"}, "not in force yet"),
        ({"answered_on": "2999-01-01"}, "still to come"),
        ({"typed_name": "x" * 201}, "at most 200 characters"),
        ({"typed_name": "nul\x00l"}, "an invisible sign"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_page_and_nothing_typed_is_lost(back, office, fields, said):
    ada, ben, _cem = back.pages

    page = office.posts(
        "pile", ada.pile_id, **typed(ada, comment="In biro", **fields), **typed(ben, looked="", comment="Kept")
    )

    assert page.status_code == 422
    assert said in page.text and "In biro" in page.text and "Kept" in page.text
    assert not Declaration.objects.exists()


def test_one_bad_page_does_not_hold_up_the_good_ones(back, office):
    ada, ben, _cem = back.pages
    page = office.posts("pile", ada.pile_id, **typed(ada), **typed(ben, outcome=""))
    assert page.status_code == 422
    assert "1 answer is filed" in page.text
    assert f"page-{ben.pk}-title" in page.text and f"page-{ada.pk}-title" not in page.text
    assert [answer.request.adult.given_name for answer in Declaration.objects.all()] == ["Ada"]


def test_the_picture_becomes_the_paper_and_is_kept_once(back, office):
    page = back.pages[0]
    before = page.picture.name
    office.posts("pile", page.pile_id, **typed(page))

    page.refresh_from_db()
    assert Paper.objects.get().file.name == before
    assert not page.picture
    assert default_storage.exists(before)
    assert office.opens("page_picture", page.pk).status_code == 404
    assert "This page is filed" in office.opens("page", page.pk).text


def test_filing_twice_at_once_leaves_one_answer(back, office):
    page = back.pages[0]
    office.posts("pile", page.pile_id, **typed(page))
    again = office.posts("page", page.pk, **{name.split("-")[-1]: value for name, value in typed(page).items()})
    assert "This page is filed" in again.text
    assert Declaration.objects.count() == 1


def test_a_page_that_is_filed_is_not_filed_again_for_somebody_else(back, school, office):
    page, asked = back.pages[0], back.asked
    parent(school, given_name="Ines", family_name="Bell")
    asking.bring_up_to_date(asked.version.policy)
    filing.file(page, asked, by=office.user, outcome="declined", at=timezone.now())

    other = Request.objects.get(adult__family_name="Bell")
    with pytest.raises(PageSettled):
        filing.file(page, other, by=office.user, outcome="declined", at=timezone.now())

    assert Declaration.objects.get().request == asked


def test_the_same_sheet_twice_in_a_pile_is_recognised_and_filed_once():
    school = make.SchoolFactory()
    office = office_at(school)
    parent(school)
    version = make.published(school)
    (form,) = scanner.pages(printed(version, school))
    pile, (first, second) = bring(school, scanner.scan(form, scanner.badly(form)))
    assert "This sheet was scanned before: page 1" in office.opens("pile", pile.pk).text

    page = office.posts("pile", pile.pk, **typed(first), **typed(second))

    assert "1 answer is filed" in page.text
    assert "This person has answered already. Nothing was changed." in page.text
    assert Declaration.objects.count() == 1


def test_a_pile_brought_in_again_says_that_all_is_answered(back, school, office):
    page = back.pages[0]
    office.posts("pile", page.pile_id, **typed(page))
    again = come_back_again(school)[0]

    shown = office.opens("pile", again.pile_id).text

    assert "Answered already: Signed" in shown and "On paper" in shown
    assert "This sheet was scanned before" in shown
    assert "File this page" not in office.opens("page", again.pk).text


def come_back_again(school):
    """The very same sheets once more."""
    with school.printings.get().file.open() as file:
        sheets = scanner.pages(file.read())
    return bring(school, scanner.scan(*sheets))[1]


def test_who_has_signed_online_meanwhile_is_left_as_they_are(back, office):
    page, asked = back.pages[0], back.asked
    signs_online(asked)
    assert "Answered already: Signed" in office.opens("pile", page.pile_id).text
    office.posts("pile", page.pile_id, **typed(page))
    assert Declaration.objects.get().route == "online"


def test_who_wanted_to_talk_may_sign_on_paper_afterwards(back, office):
    page, asked = back.pages[0], back.asked
    make.answer(asked, "wants_to_talk")
    assert "What you file takes its place" in office.opens("pile", page.pile_id).text
    office.posts("pile", page.pile_id, **typed(page))
    assert Request.objects.get(pk=asked.pk).answer.outcome == "signed"


def test_who_has_left_meanwhile_is_not_asked_any_more(back, office):
    page, asked = back.pages[0], back.asked
    Adult.objects.update(contact_rule="no_contact")
    asking.bring_up_to_date(asked.version.policy)
    assert "not asked for any more" in office.opens("pile", page.pile_id).text
    office.posts("pile", page.pile_id, **typed(page))
    assert not Declaration.objects.exists()


# ── Words that were replaced while the paper was at home ─────────────────────────────────────────


def replaced(school, change="substantial", **fields):
    """A form of words in force for ten days, which came back after newer words took their place an hour ago."""
    parent(school)
    version = make.draft(school)
    lifecycle.submit(version, by=version.written_by)
    lifecycle.approve(version, by=make.UserFactory())
    version = lifecycle.publish(version, by=version.written_by, change="substantial")
    asking.bring_up_to_date(version.policy)
    asked = version.requests.get()
    sheets = scanner.pages(printed(version, school))
    newer = make.revise(version, change=change, **fields)
    _pile, (page,) = bring(school, scanner.scan(*sheets))
    return page, asked, newer


def test_a_paper_is_filed_with_the_words_printed_on_it_and_the_newer_ones_are_still_asked(back):
    page, asked, newer = back.replaced
    office = office_at(back.other_school)
    shown = office.opens("pile", page.pile_id).text
    assert "replaced while the paper was away" in shown and "still asked about those" in shown

    office.posts("pile", page.pile_id, **typed(page))

    declaration = Declaration.objects.get()
    assert (declaration.request, declaration.content_hash) == (asked, asked.version.content_hash)
    assert asked.version.effective_at <= declaration.answered_at < newer.effective_at
    assert Request.objects.get(version=newer).answer is None
    assert [str(flaw) for flaw in verifying.flaws([back.other_school])] == []


def test_after_a_minor_change_the_paper_counts_for_the_newer_words_too():
    school = make.SchoolFactory()
    office = office_at(school)
    page, _asked, newer = replaced(school, change="minor", summary_of_changes="A new telephone number.")
    assert "counts for the newer words, too" in office.opens("pile", page.pile_id).text

    office.posts("pile", page.pile_id, **typed(page))

    declaration = Declaration.objects.get()
    assert Request.objects.get(version=newer).answer == declaration
    assert CarriedForward.objects.get().declaration == declaration
    assert Event.objects.get(verb="carried").detail == {"declarations": [declaration.pk]}
    assert [str(flaw) for flaw in verifying.flaws([school])] == []


def test_a_paper_dated_after_the_words_were_replaced_is_refused(back):
    page, asked, newer = back.replaced
    office = office_at(back.other_school)
    with pytest.raises(VersionReplaced, match="not in force on that day"):
        filing.file(page, asked, by=office.user, outcome="declined", at=newer.effective_at + timedelta(seconds=1))


def test_who_has_answered_the_newer_words_keeps_that_answer(back):
    page, asked, newer = back.replaced
    office = office_at(back.other_school)
    signs_online(Request.objects.get(version=newer))
    assert "answered the newer words already" in office.opens("pile", page.pile_id).text
    with pytest.raises(AlreadyAnswered):
        signing.answer_of_then(asked, outcome="declined", at=asked.version.effective_at)


def test_a_withdrawn_version_takes_no_paper(back, office):
    page, asked = back.pages[0], back.asked
    lifecycle.withdraw(asked.version, by=office.user, reason="A mistake.")
    asking.bring_up_to_date(asked.version.policy)
    assert "not asked for any more" in office.opens("pile", page.pile_id).text
    with pytest.raises(VersionReplaced):
        signing.answer_of_then(Request.objects.get(pk=asked.pk), outcome="declined", at=asked.version.effective_at)


def test_a_form_with_the_newer_words_is_one_click_away(back):
    page, _asked, newer = back.replaced
    office = office_at(back.other_school)
    parent(back.other_school, given_name="Ines")
    asking.bring_up_to_date(newer.policy)
    adult = page.form.request.adult
    assert "Print a form with the newer words" in office.opens("page", page.pk).text

    office.posts("forms", choices=f"code={newer.policy_id}", adult=adult.pk)

    assert Form.objects.filter(request__version=newer).get().request.adult == adult

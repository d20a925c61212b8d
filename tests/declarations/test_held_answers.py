"""Without a link of one's own: confirm the address, read, answer. It counts once the office knows who it is."""

from copy import deepcopy

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from declarations import asking, corrections, links, reminders, sending, statement
from declarations.joining import holding, introducing, matching
from declarations.joining.models import HeldAnswer, Introduction
from declarations.models import CarriedForward, Correction, Declaration, Message
from organisations.models import Adult, Event
from policies import lifecycle
from tests import factories as make
from tests.declarations.people import SIGNATURE, text
from tests.declarations.staff import office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db
SAID = {"name": "Sam Okafor", "email": "sam@new.example", "child": "Amira Okafor", "class_name": "4 Oak"}
WEEKS_AGO = "2026-01-01T12:00Z"


@once
def school_of_all():
    school = make.SchoolFactory(slug="larkrise")
    child = make.ChildFactory(school=school, given_name="Amira")
    make.parent_of(child, given_name="Sam", family_name="Okafor", email="old@home.example")
    make.published(school)
    return school


@pytest.fixture
def school(db, school_of_all):
    return deepcopy(school_of_all)


class Newcomer:
    """Somebody with the link of the e-mail that asks whether the address is theirs."""

    def __init__(self, school, **said):
        self.introduction = Introduction.objects.create(organisation=school, **(SAID | said))
        self.token, self.browser = introducing.mint(self.introduction), Client()

    def confirms(self):
        return self.browser.post(f"/join/confirm/{self.token}/", follow=True)

    def reads(self, version):
        return self.browser.get(f"/join/codes/{self.token}/{version.pk}/", follow=True)

    def sends(self, version, **typed):
        typed = {"content_hash": version.content_hash} | typed
        return self.browser.post(f"/join/codes/{self.token}/{version.pk}/", typed, follow=True)

    def signs(self, version, **typed):
        return self.sends(version, **(SIGNATURE | typed))


def confirmed(school, **said):
    newcomer = Newcomer(school, **said)
    newcomer.confirms()
    return newcomer


def the_code(school):
    return school.policies.get().versions.in_force().get()


def sam():
    return Adult.objects.get(given_name="Sam")


def found(newcomer, adult=None):
    return matching.match(newcomer.introduction, adult or sam(), by=make.UserFactory())


def test_before_the_address_is_confirmed_nothing_can_be_read_or_answered(school):
    newcomer = Newcomer(school)
    assert newcomer.reads(the_code(school)).status_code == 404
    assert newcomer.signs(the_code(school)).status_code == 404
    assert not HeldAnswer.objects.exists()


def test_opening_the_email_confirms_nothing(school):
    newcomer = Newcomer(school)
    page = newcomer.browser.get(f"/join/confirm/{newcomer.token}/")
    assert "This is my address" in page.text
    assert Introduction.objects.get().confirmed_at is None


def test_confirming_leads_to_the_words_and_the_answer_is_held(school):
    newcomer, version = Newcomer(school), the_code(school)
    assert "Being kind online" in newcomer.confirms().text
    assert "Unkind posts" in newcomer.reads(version).text

    page = newcomer.signs(version)

    held = HeldAnswer.objects.get()
    assert (held.typed_name, held.relationship, held.content_hash) == ("Sam Okafor", "mother", version.content_hash)
    assert "Waits for the school office." in text(page)
    assert not Declaration.objects.exists()
    assert sam().requests.open().exists()
    assert Event.objects.get(verb="held").detail["sha256"] == holding.digest(held)


HOSTILE = [
    {"typed_name": ""},
    {"intends": ""},
    {"relationship": ""},
    {"typed_name": "a\0b"},
    {"typed_name": "S" * 2_000},
    {"relationship": "headteacher"},
    {"outcome": "invalidated"},
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_missing_is_said(school, typed):
    page = confirmed(school).signs(the_code(school), **typed)
    assert page.status_code == 422
    assert not HeldAnswer.objects.exists()


def test_someone_without_responsibility_is_thanked(school):
    page = confirmed(school).signs(the_code(school), relationship="other", responsible="no")
    assert "Thank you for telling us" in text(page)
    assert not HeldAnswer.objects.exists()


def says_no(newcomer):
    return newcomer.signs(the_code(newcomer.introduction.organisation), relationship="other", responsible="no")


def test_the_office_hears_of_a_no_once_and_before_anything_is_matched(school):
    newcomer, office = confirmed(school), office_at(school)
    assert "no parental responsibility" not in text(office.opens("to_do"))
    assert "The school office sees that you said so." in text(says_no(newcomer))
    says_no(newcomer)

    assert "1 of them says that they have no parental responsibility." in text(office.opens("to_do"))
    assert "Says that they have no parental responsibility" in text(office.opens("unmatched"))
    assert "Nothing was signed." in text(office.opens("match", newcomer.introduction.pk))
    assert Event.objects.filter(verb="said_not_responsible").count() == 1


def test_a_no_before_the_address_is_confirmed_reaches_nobody(school):
    newcomer = Newcomer(school)
    assert says_no(newcomer).status_code == 404
    assert Introduction.objects.get().not_theirs_at is None


def test_once_matched_a_no_waits_on_the_roll_and_nobody_is_reminded(school):
    newcomer = confirmed(school)
    says_no(newcomer)
    reminders.queue_all()
    sending.send(Message.objects.get(adult=sam()).pk)
    Message.objects.update(sent_at=WEEKS_AGO, created_at=WEEKS_AGO)

    found(newcomer)

    told = Correction.objects.get()
    assert (told.adult, told.about, told.link, told.message) == (sam(), "not_mine", None, None)
    assert "Said at the school link" in text(office_at(school).opens("to_do"))
    assert not reminders.queue_all()
    corrections.settle(told, by=make.UserFactory())
    assert reminders.queue_all() == 1


def test_a_no_after_the_office_has_settled_it_says_nothing_new(school):
    newcomer = confirmed(school)
    matching.refuse(newcomer.introduction, by=make.UserFactory())
    holding.say_not_theirs(newcomer.introduction)
    assert Introduction.objects.get().not_theirs_at is None


# ── Codes that ask single year groups only ────────────────────────────────────────────────────────


@pytest.fixture
def for_year_4(school):
    return make.published(school, title="Going swimming", reference="swimming", year_groups=["4"])


def test_a_code_for_single_years_is_offered_after_the_others_and_names_them(school, for_year_4):
    page = text(confirmed(school).confirms())
    assert "Only for parents and carers of year group 4" in page
    assert page.index("Being kind online") < page.index("Going swimming")


def test_what_is_answered_for_a_year_counts_for_who_has_a_child_in_it(school, for_year_4):
    newcomer = confirmed(school)
    assert "Only for parents and carers of year group 4" in text(newcomer.reads(for_year_4))
    newcomer.signs(for_year_4)
    assert "year group 4" in text(office_at(school).opens("match", newcomer.introduction.pk))
    found(newcomer)
    asking.bring_all_up_to_date()
    assert sam().requests.standing().get(version=for_year_4).answer.outcome == "signed"


def test_for_anybody_else_it_is_kept_and_they_are_not_counted(school, for_year_4):
    newcomer = confirmed(school)
    newcomer.signs(for_year_4)
    school.children.update(year_group="5")
    found(newcomer)
    asking.bring_all_up_to_date()
    assert Declaration.objects.get().request.cancelled_why == "not_concerned"


@pytest.mark.parametrize("content_hash", ["0" * 64, "x", "’"])
def test_words_that_were_not_on_the_page_are_not_answered(school, content_hash):
    page = confirmed(school).signs(the_code(school), content_hash=content_hash)
    assert page.status_code == 409
    assert not HeldAnswer.objects.exists()


@pytest.mark.parametrize("spoil", [lambda token: token[:-1], lambda token: token + "x", lambda _token: "’" * 43])
def test_a_spoilt_or_foreign_token_opens_nothing(school, spoil):
    newcomer, version = confirmed(school), the_code(school)
    newcomer.token = spoil(newcomer.token)
    assert newcomer.signs(version).status_code == newcomer.reads(version).status_code == 404
    newcomer.token = links.mint(sam())[1]
    assert newcomer.signs(version).status_code == 404
    assert not HeldAnswer.objects.exists()


def test_after_two_weeks_the_link_opens_nothing(school):
    newcomer = confirmed(school)
    Introduction.objects.update(at=timezone.now() - introducing.KEPT)
    assert newcomer.signs(the_code(school)).status_code == 404


def test_sent_twice_it_is_held_once(school):
    newcomer = confirmed(school)
    newcomer.signs(the_code(school))
    page = newcomer.signs(the_code(school), typed_name="Another Name")
    assert "You have answered already." in text(page)
    assert HeldAnswer.objects.get().typed_name == "Sam Okafor"


def test_words_replaced_while_reading_are_shown_and_the_name_stays(school):
    newcomer, old = confirmed(school), the_code(school)
    make.revise(old, body="<p>Quite new words.</p>")
    page = newcomer.signs(old)
    assert page.status_code == 409
    assert "Quite new words." in page.text
    assert 'value="Sam Okafor"' in page.text
    assert not HeldAnswer.objects.exists()


def test_no_draft_no_other_school_and_no_withdrawn_words_are_shown(school):
    newcomer, version = confirmed(school), the_code(school)
    others = [make.published(make.SchoolFactory()), make.draft(school, reference="draft")]
    assert [newcomer.reads(each).status_code for each in others] == [404, 404]
    assert [newcomer.signs(each).status_code for each in others] == [404, 404]
    lifecycle.withdraw(version, by=version.written_by, reason="It was a mistake.")
    assert newcomer.signs(version).status_code == 404


def test_the_office_sees_what_was_answered(school):
    newcomer = confirmed(school)
    newcomer.signs(the_code(school), typed_name="S. Okafor")
    page = office_at(school).opens("match", newcomer.introduction.pk)
    assert "They have answered" in page.text
    assert "<ins><bdi>S. Okafor</bdi></ins>" in page.text


def test_once_matched_it_counts_with_its_own_time_and_words(school):
    newcomer, version = confirmed(school), the_code(school)
    newcomer.signs(version)
    held = HeldAnswer.objects.get()

    [given] = found(newcomer)

    given = Declaration.objects.get(pk=given.pk)
    assert (given.request.adult, given.outcome, given.answered_at) == (sam(), "signed", held.answered_at)
    assert (given.typed_name, given.relationship, given.route) == ("Sam Okafor", "mother", "online")
    assert not sam().requests.open().exists()
    told = Event.objects.get(verb="held_answer_counts").detail
    assert (told["sha256"], told["held"]) == (holding.digest(held), held.pk)
    assert Event.objects.get(verb="signed").detail["sha256"] == statement.digest(given)


def test_the_receipt_goes_to_the_address_that_was_confirmed(school):
    newcomer = confirmed(school)
    newcomer.signs(the_code(school))
    found(newcomer)
    sending.send(Message.objects.get(purpose="receipt").pk)
    assert mail.outbox[-1].to == ["sam@new.example"]


def test_somebody_added_to_the_roll_for_it_is_taken_at_their_word_too(school):
    newcomer = confirmed(school, name="Jo New")
    newcomer.signs(the_code(school), typed_name="Jo New")
    jo = make.parent_of(school.children.get(), given_name="Jo", family_name="New", email="")
    [given] = found(newcomer, jo)
    asking.bring_all_up_to_date()
    assert given.request.adult == jo
    assert not jo.requests.open().exists()


def test_an_answer_found_late_belongs_to_the_words_it_was_given_to(school):
    newcomer, old = confirmed(school), the_code(school)
    newcomer.signs(old)
    newer = make.revise(old)
    [given] = found(newcomer)
    assert given.content_hash == old.content_hash
    assert sam().requests.open().get().version == newer


def test_a_minor_change_since_then_keeps_it(school):
    newcomer, old = confirmed(school), the_code(school)
    newcomer.signs(old)
    newer = make.revise(old, change="minor", summary_of_changes="A telephone number.")
    [given] = found(newcomer)
    assert not sam().requests.open().exists()
    assert CarriedForward.objects.get().version == newer
    assert sam().requests.get(version=newer).answer_id == given.pk


def test_whoever_has_signed_meanwhile_is_left_as_they_are(school):
    newcomer, version = confirmed(school), the_code(school)
    newcomer.sends(version, outcome="declined")
    request = sam().requests.get()
    make.answer(request, relationship="mother")
    assert found(newcomer) == []
    assert Declaration.objects.get().outcome == "signed"


def test_what_was_said_in_two_introductions_is_one_persons(school):
    first, second = confirmed(school), confirmed(school)
    first.sends(the_code(school), outcome="wants_to_talk", question="When?")
    second.signs(the_code(school))
    assert [given.outcome for given in found(second)] == ["wants_to_talk", "signed"]


def test_whoever_is_not_found_is_told_kindly_and_nothing_counts(school):
    newcomer = confirmed(school)
    newcomer.signs(the_code(school))
    office_at(school).posts("refuse", newcomer.introduction.pk)

    for _ in range(2):
        introducing.tell_refused(newcomer.introduction.pk)

    [email] = mail.outbox
    assert email.to == ["sam@new.example"]
    assert "Nothing that you answered there counts" in email.body
    assert not Declaration.objects.exists()
    assert "Please read and answer" not in text(newcomer.reads(the_code(school)))


def test_an_answer_that_is_held_cannot_be_changed(school):
    confirmed(school).signs(the_code(school))
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE declarations_heldanswer SET outcome = 'declined'")


def test_it_goes_with_the_introduction_two_weeks_later(school):
    newcomer = confirmed(school)
    newcomer.signs(the_code(school))
    matching.refuse(newcomer.introduction, by=make.UserFactory())
    Introduction.objects.update(at="2026-01-01T00:00Z", settled_at=timezone.now() - introducing.KEPT * 2)
    introducing.forget_old()
    assert not HeldAnswer.objects.exists()


def test_in_a_demo_the_office_opens_the_email(school, settings):
    settings.DEMO = True
    newcomer, office = Newcomer(school), office_at(school)
    assert "Open the e-mail as the parent" in office.opens("unmatched").text
    assert "This is my address" in office.posts("open_introduction", newcomer.introduction.pk).text


def test_nowhere_else(school, settings):
    settings.DEMO = False
    newcomer, office = Newcomer(school), office_at(school)
    assert "Open the e-mail" not in office.opens("unmatched").text
    assert office.posts("open_introduction", newcomer.introduction.pk).status_code == 404

"""Data protection complaints: the public form, the log and its clock of 30 days."""

import csv
from datetime import date

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.urls import reverse

from declarations.care import complaints, telling
from declarations.care.models import Complaint
from declarations.post import digests
from declarations.post.models import Digest
from organisations.keeping import holds, sweeping
from organisations.models import Event
from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db
SAID = {"who": "Zoë Łukaszewicz", "contact": "zoe@home.example", "about": "My address was read out at the gate."}


class Clerk(Staff):
    pages = "care"

    def to_do(self):
        return " ".join(self.browser.get(reverse("declarations:to_do", args=[self.organisation.slug])).text.split())


def came(organisation, on="2026-10-01", **said):
    return complaints.receive(organisation, route="form", received_on=date.fromisoformat(on), **(SAID | said))


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-10-20T09:00Z")


def test_everybody_can_complain_and_is_told_by_when_they_hear(client):
    school = make.SchoolFactory()
    page = client.post(reverse("join:complain", args=[school.slug]), SAID)

    kept = Complaint.objects.get()
    assert (kept.organisation, kept.route, kept.about) == (school, "form", SAID["about"])
    assert "19 November 2026" in page.text
    assert str(kept.pk) in page.text


def test_the_page_on_what_is_kept_leads_to_the_form_and_the_form_to_other_ways(client):
    school = make.SchoolFactory(office_phone="01632 960123")
    about = client.get(reverse("organisations:privacy", args=[school.slug]))
    address = reverse("join:complain", args=[school.slug])
    form = client.get(address)
    assert address in about.text
    assert school.office_email in form.text
    assert "01632 960123" in form.text
    assert "ico.org.uk" in form.text


def test_no_number_is_named_where_the_office_gives_none(client):
    address = reverse("join:complain", args=[make.SchoolFactory(office_phone="").slug])
    assert ", ring" not in client.get(address).text
    assert ", ring 01632 960123," in client.get(reverse("join:complain", args=[make.SchoolFactory().slug])).text


def test_what_was_typed_comes_back_when_something_is_missing(client):
    page = client.post(reverse("join:complain", args=[make.SchoolFactory().slug]), SAID | {"contact": ""})
    assert page.status_code == 422
    assert SAID["about"] in page.text
    assert not Complaint.objects.exists()


def test_nobody_floods_the_log(client):
    address = reverse("join:complain", args=[make.SchoolFactory().slug])
    seen = [client.post(address, SAID).status_code for _ in range(21)]
    assert (seen[19], seen[20]) == (200, 429)


@pytest.mark.parametrize(
    ("received", "due", "days", "soon", "late"),
    [
        ("2026-10-20", date(2026, 11, 19), 30, False, False),
        ("2026-09-27", date(2026, 10, 27), 7, True, False),
        ("2026-09-20", date(2026, 10, 20), 0, True, False),
        ("2026-09-19", date(2026, 10, 19), -1, False, True),
    ],
)
def test_the_clock_counts_thirty_days_from_the_day_after(received, due, days, soon, late):
    complaint = came(make.SchoolFactory(), received)
    assert (complaint.due_on, complaint.days_left, complaint.is_soon, complaint.is_late) == (due, days, soon, late)


def test_it_stands_on_the_morning_s_list_until_it_is_acknowledged():
    office = Clerk(make.SchoolFactory())
    complaint = came(office.organisation, "2026-09-25")
    assert "acknowledge within 5 days" in office.to_do()

    office.posts("complaint", complaint.pk, acknowledged_on="2026-10-20")

    assert SAID["who"] not in office.to_do()
    complaint.refresh_from_db()
    assert complaint.acknowledged_on == date(2026, 10, 20)


def test_what_is_late_says_so():
    office = Clerk(make.SchoolFactory())
    came(office.organisation, "2026-09-01")
    assert "late: to be acknowledged by 1 October" in office.to_do()


def test_what_was_acknowledged_and_is_open_for_a_month_is_back():
    office = Clerk(make.SchoolFactory())
    complaint = came(office.organisation, "2026-09-01")
    complaints.acknowledge(complaint, by=office.user, on=date(2026, 9, 2))
    assert "acknowledged, still open" in office.to_do()


def test_an_outcome_closes_it_and_needs_no_letter_before():
    office = Clerk(make.SchoolFactory())
    complaint = came(office.organisation)
    page = office.posts("complaint", complaint.pk, outcome="We apologised.", closed_on="2026-10-19")
    assert "closed" in page.text
    assert "We apologised." in page.text
    complaint.refresh_from_db()
    assert not complaint.waits


@pytest.mark.parametrize("day", ["2026-09-30", "2026-10-21", ""])
def test_a_day_before_it_came_or_after_today_is_refused(day):
    office = Clerk(make.SchoolFactory())
    complaint = came(office.organisation)
    page = office.posts("complaint", complaint.pk, outcome="We apologised to Zoë.", closed_on=day)
    assert page.status_code == 422
    assert "We apologised to Zoë." in page.text
    complaint.refresh_from_db()
    assert complaint.is_open


def test_one_that_came_by_phone_is_written_down_with_the_adult():
    office = Clerk(make.SchoolFactory())
    adult = make.parent_at(office.organisation, family_name="Łukaszewicz")
    assert adult.email in office.opens("write_down", adult=adult.pk).text

    told = {"received_on": "2026-10-19", "route": "phone", **SAID}
    address = reverse("care:write_down", args=[office.organisation.slug], query={"adult": adult.pk})
    page = office.browser.post(address, told, follow=True)

    kept = Complaint.objects.get()
    assert (kept.adult, kept.written_by, kept.due_on) == (adult, office.user, date(2026, 11, 18))
    assert "Acknowledge it by 18 November 2026" in page.text


@pytest.mark.parametrize("wrong", [{"received_on": "2026-10-21"}, {"route": "form"}, {"who": ""}])
def test_what_cannot_be_is_refused_and_comes_back(wrong):
    office = Clerk(make.SchoolFactory())
    page = office.posts("write_down", **({"received_on": "2026-10-19", "route": "phone", **SAID} | wrong))
    assert page.status_code == 422
    assert SAID["about"] in page.text
    assert not Complaint.objects.exists()


def test_an_adult_of_another_school_is_not_found():
    stranger = make.parent_at(make.SchoolFactory())
    assert Clerk(make.SchoolFactory()).opens("write_down", adult=stranger.pk).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "approver"])
def test_nobody_else_sees_the_log(role):
    clerk = Clerk(make.SchoolFactory(), role)
    complaint = came(clerk.organisation)
    pages = [("complaints",), ("complaints_csv",), ("write_down",), ("complaint", complaint.pk)]
    assert {clerk.opens(*page).status_code for page in pages} == {403}


def test_a_school_sees_its_own_and_the_trust_all():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    complaint = came(there)
    assert Clerk(here).opens("complaint", complaint.pk).status_code == 404
    assert Clerk(trust, "trust").opens("complaint", complaint.pk).status_code == 200
    assert SAID["who"] in Clerk(trust, "trust").opens("complaints").text


def test_the_log_is_a_file_that_no_spreadsheet_runs():
    office = Clerk(make.SchoolFactory())
    came(office.organisation, about="=1+1")
    content = b"".join(office.opens("complaints_csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(content.splitlines())
    assert row["About"] == "'=1+1"
    assert row["Acknowledge by"] == "2026-10-31"
    assert Event.objects.filter(verb="exported_complaints", actor=office.user).exists()


def test_the_history_tells_that_there_was_one_and_not_what_it_said():
    office = Clerk(make.SchoolFactory())
    complaint = came(office.organisation)
    complaints.acknowledge(complaint, by=office.user, on=date(2026, 10, 20))
    complaints.acknowledge(complaint, by=office.user, on=date(2026, 10, 20))
    complaints.close(complaint, by=office.user, on=date(2026, 10, 20), outcome="We apologised.")

    events = Event.objects.filter(about_type="complaint").order_by("pk")
    assert [event.verb for event in events] == ["complained", "complaint_acknowledged", "complaint_closed"]
    assert "Łukaszewicz" not in str(list(events.values()))


def test_the_database_wants_an_outcome_with_its_day():
    complaint = came(make.SchoolFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(closed_on=date(2026, 10, 20))


def test_a_closed_one_goes_after_its_period_unless_it_is_held():
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    complaint, kept = came(school, "2022-01-01"), came(school, "2022-01-01", adult=adult)
    came(school, "2022-01-01")
    Complaint.objects.filter(pk__in=[complaint.pk, kept.pk]).update(closed_on=date(2022, 1, 9), outcome="Done")
    holds.place(school, by=make.UserFactory(), reason="A claim", review_on="2027-01-01", adult=adult)

    assert sweeping.apply(school) == {"complaints": 1}
    assert Complaint.objects.count() == 2


@pytest.mark.parametrize("number", [1, 20])
def test_the_log_asks_as_much_of_the_database_for_many_as_for_one(number, django_assert_num_queries):
    office = Clerk(make.SchoolFactory())
    for _ in range(number):
        came(office.organisation, adult=make.parent_at(office.organisation))
    with django_assert_num_queries(7):
        office.opens("complaints")


# ── Who is told ───────────────────────────────────────────────────────────────────────────────────


def test_the_office_has_an_email_of_what_came_by_the_form(client, at_work, django_capture_on_commit_callbacks):
    school = make.SchoolFactory()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("join:complain", args=[school.slug]), SAID)

    [email] = mail.outbox
    assert email.to == [school.office_email]
    assert "until 19 November 2026" in email.body
    assert reverse("care:complaints", args=[school.slug]) in email.body
    assert not any(said in email.subject + email.body for said in ("Zoë", "zoe@", "gate"))


def test_one_email_an_hour_tells_of_all_that_came(time_machine):
    school = make.SchoolFactory()
    came(school)
    assert telling.tell_all() == 1
    came(school), came(school)
    assert telling.tell_all() == 0
    time_machine.move_to("2026-10-20T10:01Z")
    assert [telling.tell_all(), telling.tell_all()] == [1, 0]
    assert [email.subject for email in mail.outbox] == [
        "A data protection complaint came",
        "2 data protection complaints came",
    ]


def test_what_staff_wrote_down_or_have_acknowledged_is_told_to_nobody():
    school, clerk = make.SchoolFactory(), make.UserFactory()
    complaints.receive(school, route="letter", by=clerk, **SAID)
    complaints.acknowledge(came(school), by=clerk, on=date(2026, 10, 2))
    assert telling.tell_all() == 0


def test_an_email_that_could_not_be_sent_is_told_later(monkeypatch):
    came(make.SchoolFactory())

    def refuse(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        assert telling.tell_all() == 0
    assert telling.tell_all() == 1


@pytest.mark.parametrize(("received", "told"), [("2026-09-28", 0), ("2026-09-27", 1), ("2026-09-01", 1)])
def test_the_mail_of_the_morning_tells_while_the_days_run_out(received, told):
    school = make.SchoolFactory()
    complaint = came(school, received)

    assert [digests.send_all(), digests.send_all()] == [told, 0]

    assert [email.subject for email in mail.outbox] == ["A data protection complaint has to be acknowledged"] * told
    complaints.acknowledge(complaint, by=make.UserFactory(), on=date(2026, 10, 20))
    Digest.objects.all().delete()
    assert digests.send_all() == 0

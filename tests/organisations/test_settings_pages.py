import re

import pytest
from django.test import Client
from django.urls import reverse

from organisations.models import Event, StaffMember, User
from tests import factories as make

pytestmark = pytest.mark.django_db


class Head:
    """Somebody who looks after the settings of one school."""

    def __init__(self, school=None):
        self.school = school or make.SchoolFactory()
        self.user, self.browser = make.head_of(self.school), Client()
        self.browser.force_login(self.user)

    def address(self, page, *args):
        return reverse(f"settings:{page}", args=[self.school.slug, *args])

    def opens(self, page, *args):
        return self.browser.get(self.address(page, *args))

    def posts(self, page, *args, **typed):
        return self.browser.post(self.address(page, *args), typed, follow=True)


DETAILS = {
    "name": "Larkrise School",
    "urn": "",
    "office_email": "office@larkrise.example",
    "office_phone": "01632 960199",
    "complaints_url": "larkrise.example/complaints",
    "brand_colour": "#aa3311",
}
ADA = {"full_name": "Ada Jones-Łukaszewicz", "email": "ada@larkrise.example", "role": "office"}


def test_details_are_kept_and_written_down():
    head = Head()
    page = head.posts("details", **DETAILS)
    head.school.refresh_from_db()
    assert "Saved." in page.text
    assert head.school.complaints_url == "https://larkrise.example/complaints"
    assert "name" in Event.objects.get(verb="changed").detail["fields"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"office_email": "office"}, {"brand_colour": "red"}, {"brand_colour": "#aa3311\n;}"}]
)
def test_what_is_wrong_comes_back_and_changes_nothing(wrong):
    head = Head()
    page = head.posts("details", **(DETAILS | {"office_phone": "typed"} | wrong))
    assert page.status_code == 422
    assert "typed" in page.text
    assert head.school.name in page.text
    assert not Event.objects.filter(verb="changed").exists()


def test_an_invited_person_chooses_a_password_and_comes_in(mailoutbox):
    head = Head()

    page = head.posts("invite", **ADA)

    assert "is invited" in page.text
    (mail,) = mailoutbox
    assert mail.to == ["ada@larkrise.example"]
    link = re.search(r"http\S+", mail.body)[0]
    ada = Client()
    form = ada.get(link.removeprefix("http://localhost:8000"), follow=True)
    ada.post(form.request["PATH_INFO"], {"password1": "meadow-lark-rises", "password2": "meadow-lark-rises"})
    ada.post("/log-in/", {"login": "ada@larkrise.example", "password": "meadow-lark-rises"})
    assert ada.get(f"/o/{head.school.slug}/").status_code == 200


def elsewhere(**user):
    """Somebody with a log-in at another school."""
    return make.StaffMemberFactory(organisation=make.SchoolFactory(), **{f"user__{k}": v for k, v in user.items()})


def test_of_whoever_works_elsewhere_only_the_address_is_seen_until_they_come():
    head, other = Head(), elsewhere(email=ADA["email"], full_name="Dr Ada Secret")

    pages = [head.posts("invite", **ADA | {"full_name": "Somebody"}), head.opens("staff")]
    member = head.school.staff.get(user=other.user)
    pages += [head.opens("member", member.pk), head.posts("invite", **ADA), head.posts("invite_again", member.pk)]

    assert all("Secret" not in page.text and ADA["email"] in page.text for page in pages)
    assert "Their name is shown here once they have come" in pages[0].text

    ada = Client()
    ada.force_login(other.user)
    assert ada.get(f"/o/{other.organisation.slug}/", follow=True).status_code == 200
    assert "Secret" not in head.opens("staff").text

    assert ada.get(f"/o/{head.school.slug}/", follow=True).status_code == 200
    assert "Dr Ada Secret" in head.opens("staff").text
    assert "Dr Ada Secret" in head.opens("member", member.pk).text


def test_who_leaves_before_they_come_leaves_without_a_name():
    head, other = Head(), elsewhere(email=ADA["email"], full_name="Dr Ada Secret")
    head.posts("invite", **ADA)
    member = head.school.staff.get(user=other.user)

    assert f"{ADA['email']} has no access here any more." in head.posts("leave", member.pk).text
    assert "Secret" not in head.posts("invite", **ADA).text


def test_a_trust_and_a_school_that_knew_them_see_the_name_at_once():
    trust = make.TrustFactory()
    school = make.SchoolFactory(trust=trust)
    make.StaffMemberFactory(organisation=school, user__email=ADA["email"], user__full_name="Ada of the trust")
    head = Head(school=trust)
    assert "Ada of the trust" in head.posts("invite", **ADA).text


def test_the_same_person_twice_is_said():
    head = Head()
    head.posts("invite", **ADA)
    page = head.posts("invite", **ADA)
    assert page.status_code == 422
    assert "works here already" in page.text
    assert StaffMember.objects.filter(user__email=ADA["email"]).count() == 1


def test_when_the_mail_server_is_away_the_head_is_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    head = Head()
    page = head.posts("invite", **ADA)
    assert "could not be sent" in page.text
    assert User.objects.filter(email=ADA["email"]).exists()


def test_a_role_is_changed():
    head = Head()
    member = make.StaffMemberFactory(organisation=head.school, role="viewer")
    head.posts("member", member.pk, role="approver")
    member.refresh_from_db()
    assert member.role == "approver"


def test_the_last_head_is_told_why_they_stay():
    head = Head()
    member = head.user.posts.get()
    page = head.posts("leave", member.pk)
    assert "Give somebody that role first" in page.text
    assert page.status_code == 200


def test_a_leaver_is_gone_from_the_list():
    head = Head()
    member = make.StaffMemberFactory(organisation=head.school, role="office")
    page = head.posts("leave", member.pk)
    assert "has no access here any more" in page.text
    assert member.user.email not in page.text
    assert head.opens("member", member.pk).status_code == 404


@pytest.mark.parametrize("staff", [1, 20])
def test_the_list_asks_as_much_of_the_database_for_many_as_for_one(staff, django_assert_num_queries):
    head = Head()
    for _ in range(staff):
        make.StaffMemberFactory(organisation=head.school, role="office")
    with django_assert_num_queries(6):
        head.opens("staff")

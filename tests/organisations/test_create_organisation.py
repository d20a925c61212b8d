import pytest
from django.core.management import CommandError, call_command

from organisations.models import Event, Organisation, StaffMember, User
from tests import factories as make

pytestmark = pytest.mark.django_db

PEOPLE = {"office_email": "office@larkrise.example", "head_name": "Ann Bell", "head_email": "Ann@larkrise.example"}


def create(name="Larkrise School", **options):
    call_command("create_organisation", name, **{**PEOPLE, **options})
    return Organisation.objects.get(name=name)


def test_a_new_school_has_a_head_who_is_invited(mailoutbox):
    school = create()

    assert (school.slug, school.kind, school.trust) == ("larkrise-school", "school", None)
    assert [(str(member.user), member.role) for member in school.staff.all()] == [("Ann Bell", "head")]
    assert [mail.to for mail in mailoutbox] == [["ann@larkrise.example"]]
    assert "Choose your password here." in mailoutbox[0].body


def test_the_history_begins_with_the_founding():
    school = create()
    assert list(Event.objects.filter(organisation=school).order_by("pk").values_list("verb", flat=True)) == [
        "founded",
        "joined",
    ]


def test_a_trust_is_led_by_a_trust_officer_and_a_school_can_join_it():
    trust = create("Larkrise Trust", trust=True)
    school = create("Candleford School", in_trust="larkrise-trust", head_email="bo@candleford.example")

    assert trust.staff.get().role == "trust"
    assert school.trust == trust


def test_somebody_with_a_login_keeps_it_and_gets_one_more_post():
    user = make.UserFactory(email="ann@larkrise.example")
    assert create().staff.get().user == user


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"in_trust": "nowhere"}, "no trust “nowhere”"),
        ({"slug": "has spaces"}, "slug"),
        ({"name": "   "}, "name"),
        ({"office_email": "office"}, "office email"),
        ({"head_email": "ann"}, "email"),
        ({"head_name": " "}, "full name"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(options, told, mailoutbox):
    with pytest.raises(CommandError, match=told):
        create(**options)
    assert (Organisation.objects.count(), User.objects.count(), len(mailoutbox)) == (0, 0, 0)


def test_an_address_is_given_once():
    create()
    with pytest.raises(CommandError, match="already"):
        create("Another", slug="larkrise-school")
    assert StaffMember.objects.count() == 1


def test_when_the_invitation_cannot_be_sent_nothing_is_kept(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match="nothing was kept"):
        create()
    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)

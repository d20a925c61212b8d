"""The operators' pages: for few, and powerless before the evidence."""

from copy import deepcopy

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from declarations import copies, reminders
from declarations.models import CarriedForward, Declaration, Message, Request, SignedCopy
from organisations import operators
from organisations.models import Event, Organisation, Role, StaffMember, User
from policies.models import Policy, PolicyVersion
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db
EVIDENCE = [Event, Policy, PolicyVersion, Request, Declaration, CarriedForward, SignedCopy, Message]
NEVER_CHANGED = {Event: "verb", PolicyVersion: "body", Declaration: "typed_name", SignedCopy: "sha256"}


@pytest.fixture
def switched_on(settings):
    settings.ROOT_URLCONF = "tests.organisations.operators_urls"


@pytest.fixture
def operator(client, switched_on):
    """A browser in which an operator is logged in."""
    call_command("make_operator", "op@portal.example", "--name", "Olu Park")
    user = User.objects.get(email="op@portal.example")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    client.force_login(user)
    client.user = user
    return client


@once
def with_a_row_of_each():
    return a_row_of_each()


@pytest.fixture
def school(with_a_row_of_each):
    """Where a row of every kind is on file."""
    return deepcopy(with_a_row_of_each)


def a_row_of_each():
    school = make.SchoolFactory()
    request = make.asked(school)
    reminders.queue_all()
    copies.store(make.answer(request))
    make.revise(request.version, change="minor")
    return school


def page(model, act, row=None):
    name = f"operators:{model._meta.app_label}_{model._meta.model_name}_{act}"
    return reverse(name, args=[row.pk] if row else [])


def test_they_are_nowhere_unless_the_operator_names_a_place():
    with pytest.raises(NoReverseMatch):
        reverse("operators:index")
    assert Client().get("/admin/").status_code == 404


def test_whoever_is_not_logged_in_is_led_to_the_portal_s_own_log_in(client, switched_on):
    for address in ["/operators/", "/operators/login/", page(Event, "changelist"), "/operators/jsi18n/"]:
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/log-in/?next=/operators/"), address


def test_after_the_log_in_the_operator_is_there(operator):
    assert operator.get("/operators/login/", follow=True).redirect_chain[-1][0] == "/operators/"


@pytest.mark.parametrize("role", Role)
def test_no_role_in_a_school_or_trust_opens_them(client, switched_on, role):
    user = make.head_of(make.TrustFactory() if role == Role.TRUST else make.SchoolFactory(), role)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    client.force_login(user)
    for model in [*EVIDENCE, User, Organisation, StaffMember]:
        assert client.get(page(model, "changelist"), follow=True).status_code == 403


def test_an_operator_without_a_second_step_is_led_to_set_one_up(operator):
    Authenticator.objects.all().delete()
    answer = operator.get("/operators/", follow=True)
    assert answer.redirect_chain[-1][0] == "/second-step/"


@pytest.mark.parametrize("model", EVIDENCE, ids=lambda model: model.__name__)
def test_evidence_is_read_and_nothing_else(operator, school, model):
    row = model.objects.order_by("pk").first()
    assert operator.get(page(model, "changelist")).status_code == 200
    assert operator.get(page(model, "change", row)).status_code == 200
    assert operator.get(page(model, "add")).status_code == 403
    assert operator.post(page(model, "add"), {}).status_code == 403
    assert operator.post(page(model, "change", row), {"body": "x", "verb": "x"}).status_code == 403
    assert operator.get(page(model, "delete", row)).status_code == 403
    assert operator.post(page(model, "delete", row), {"post": "yes"}).status_code == 403
    operator.post(page(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", NEVER_CHANGED, ids=lambda model: model.__name__)
def test_and_the_database_refuses_besides(school, model):
    rows = model.objects.filter(pk=model.objects.order_by("pk").first().pk)
    for act in (lambda: rows.update(**{NEVER_CHANGED[model]: "x"}), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_only_these_are_there():
    assert set(operators.site._registry) == {*EVIDENCE, Organisation, User, StaffMember}


def test_opening_a_row_is_written_down(operator, school):
    declaration = Declaration.objects.get()
    operator.get(page(Declaration, "change", declaration))
    event = Event.objects.get(verb="looked_at_by_operator")
    assert (event.organisation, event.actor, event.about_id) == (school, operator.user, declaration.pk)


def test_lists_show_no_names_of_families(operator, school):
    for model in [Request, Declaration, Message, SignedCopy]:
        assert "Okafor" not in operator.get(page(model, "changelist")).text


def test_a_post_is_given_moved_and_ended_by_the_rules(operator, mailoutbox):
    school, user = make.SchoolFactory(), User.objects.create_user("ada@school.example", "Ada Jones")
    operator.post(page(StaffMember, "add"), {"user": user.pk, "organisation": school.pk, "role": "head"})
    member = StaffMember.objects.get(user=user)
    assert mailoutbox[0].to == ["ada@school.example"]

    refused = operator.post(page(StaffMember, "change", member), {"role": "office"})
    assert "Nobody else here could publish or invite" in refused.text
    chosen = {"action": "end", "_selected_action": [member.pk]}
    assert "Nobody else here" in operator.post(page(StaffMember, "changelist"), chosen, follow=True).text

    make.head_of(school)
    operator.post(page(StaffMember, "change", member), {"role": "office"})
    operator.post(page(StaffMember, "changelist"), chosen)
    member.refresh_from_db()
    assert member.role == "office" and member.left_at
    verbs = Event.objects.filter(about_type="staffmember", about_id=member.pk, actor=operator.user)
    assert set(verbs.values_list("verb", flat=True)) == {"joined", "moved", "left"}


def test_nobody_has_two_posts_at_one_school_here_either(operator):
    member = make.StaffMemberFactory(organisation=make.SchoolFactory())
    typed = {"user": member.user_id, "organisation": member.organisation_id, "role": "office"}
    assert "works here already" in operator.post(page(StaffMember, "add"), typed).text


def test_who_takes_part_is_mended_but_never_removed(operator):
    school = make.SchoolFactory()
    typed = {"name": "Larkrise School", "slug": school.slug, "kind": "school", "office_email": "o@l.example"}
    operator.post(page(Organisation, "change", school), typed | {"brand_colour": "#0b5b57"})
    school.refresh_from_db()
    assert school.name == "Larkrise School"
    assert Event.objects.filter(verb="mended_by_operator", organisation=school).exists()
    assert operator.post(page(Organisation, "delete", school), {"post": "yes"}).status_code == 403
    assert operator.post(page(User, "delete", operator.user), {"post": "yes"}).status_code == 403


def test_a_lost_second_step_is_forgotten_and_that_is_written_down(operator):
    member = make.StaffMemberFactory(organisation=make.SchoolFactory())
    Authenticator.objects.create(user=member.user, type="totp", data={"secret": "x"})
    operator.post(page(User, "changelist"), {"action": "forget_second_step", "_selected_action": [member.user_id]})
    assert not Authenticator.objects.filter(user=member.user).exists()
    assert Event.objects.filter(verb="second_step_forgotten", about_id=member.pk, actor=operator.user).exists()


def test_a_new_log_in_has_no_password(operator):
    operator.post(page(User, "add"), {"full_name": "Ben Lee", "email": "Ben@School.example", "is_active": "on"})
    user = User.objects.get(email="ben@school.example")
    assert not user.has_usable_password() and not user.is_superuser


def test_an_operator_is_made_and_ended_by_command(capsys):
    with pytest.raises(CommandError, match="--name"):
        call_command("make_operator", "op@portal.example")
    call_command("make_operator", "op@portal.example", "--name", "Olu Park")
    assert "/password/reset/key/" in capsys.readouterr().out
    call_command("make_operator", "op@portal.example", "--end")
    assert not User.objects.get(email="op@portal.example").is_superuser

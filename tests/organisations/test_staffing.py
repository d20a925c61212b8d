import pytest

from organisations import access, staffing
from organisations.models import Event, Role, User
from tests import factories as make

pytestmark = pytest.mark.django_db


def post_of(organisation, role="head"):
    return make.StaffMemberFactory(organisation=organisation, role=role)


def test_an_invited_person_has_a_post_and_no_password():
    school = make.SchoolFactory()
    member = staffing.invite(
        school, email="Ada@School.example", full_name="Ada Jones", role="office", by=make.head_of(school)
    )
    assert access.post_in(member.user, school).role == Role.OFFICE
    assert not member.user.has_usable_password()
    assert Event.objects.filter(verb="joined", about_id=member.pk).exists()


def test_somebody_known_gets_a_second_post():
    school, other = make.SchoolFactory(), make.SchoolFactory()
    user = make.head_of(other)
    staffing.invite(school, email=user.email.upper(), full_name="Whoever", role="office", by=make.head_of(school))
    assert set(access.organisations_of(user)) == {school, other}
    assert User.objects.filter(email__iexact=user.email).count() == 1


def test_nobody_has_two_posts_at_one_school():
    school = make.SchoolFactory()
    user = make.head_of(school)
    with pytest.raises(staffing.AlreadyHere):
        staffing.invite(school, email=user.email, full_name="Again", role="office", by=user)


def test_a_school_has_no_trust_officer():
    school = make.SchoolFactory()
    with pytest.raises(staffing.NoSuchRoleHere):
        staffing.invite(school, email="a@b.example", full_name="A", role="trust", by=make.head_of(school))


@pytest.mark.parametrize(
    "act", [lambda m: staffing.leave(m, by=m.user), lambda m: staffing.move(m, role="office", by=m.user)]
)
def test_the_last_head_stays(act):
    head = post_of(make.SchoolFactory())
    post_of(head.organisation, "office")
    with pytest.raises(staffing.NobodyToLead):
        act(head)


def test_the_last_head_of_a_trust_s_school_may_go():
    trust = make.TrustFactory()
    post_of(trust, "trust")
    head = post_of(make.SchoolFactory(trust=trust))
    staffing.leave(head, by=head.user)
    assert access.post_in(head.user, head.organisation) is None


def test_a_leaver_is_logged_out_everywhere(client):
    school = make.SchoolFactory()
    post_of(school)
    leaver = post_of(school, "office")
    client.force_login(leaver.user)
    assert client.get(f"/o/{school.slug}/").status_code == 200

    staffing.leave(leaver, by=make.UserFactory())

    assert client.get(f"/o/{school.slug}/")["Location"].startswith("/log-in/")


def test_a_leaver_from_one_school_keeps_the_other():
    school, other = make.SchoolFactory(), make.SchoolFactory()
    post_of(school)
    leaver = post_of(school, "office")
    make.StaffMemberFactory(user=leaver.user, organisation=other)

    staffing.leave(leaver, by=make.UserFactory())

    leaver.user.refresh_from_db()
    assert leaver.user.is_active
    assert list(access.organisations_of(leaver.user)) == [other]


def test_whoever_comes_back_can_log_in_again():
    school = make.SchoolFactory()
    head, leaver = post_of(school), post_of(school, "office")
    staffing.leave(leaver, by=head.user)

    back = staffing.invite(school, email=leaver.user.email, full_name="Back", role="viewer", by=head.user)

    assert User.objects.get(pk=back.user_id).is_active

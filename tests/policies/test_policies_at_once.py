"""Two heads at the same moment, in a database of their own in which everything is committed."""

from policies import adoption, lifecycle
from policies.errors import LabelTaken
from policies.models import Policy
from tests import factories as make

SETTINGS = {"asks": "signature", "resign_rule": "substantial", "review_months": 12}


def test_eight_policies_begun_at_once_with_one_reference_are_one(at_once):
    school, head = make.SchoolFactory(), make.UserFactory()

    got = at_once(lambda: lifecycle.start_policy(school, by=head, title="Gate", reference="gate", **SETTINGS))

    assert Policy.objects.count() == 1
    assert sum(isinstance(each, LabelTaken) for each in got) == 7


def test_a_master_adopted_eight_times_at_once_is_adopted_once(at_once):
    school = make.SchoolFactory(trust=make.TrustFactory())
    master = make.publish(make.draft(school.trust, reference="master", is_master=True))
    head = make.UserFactory()

    got = at_once(lambda: adoption.adopt(master.policy, school, by=head))

    assert {policy.pk for policy in got} == {Policy.objects.get(owner=school).pk}

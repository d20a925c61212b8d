"""Whatever happens in whatever order, the requests say who owes an answer now."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from declarations import asking, signing
from declarations.errors import AlreadyAnswered, NothingToWithdraw
from declarations.models import CarriedForward, Declaration, Request
from declarations.signing import Outcome
from organisations.models import Adult, Child
from organisations.roll import people
from policies import lifecycle
from tests import factories as make
from tests.examples import tried_with

pytestmark = pytest.mark.django_db


class School:
    """One school, one code, and everything that can happen to it and its families."""

    def __init__(self):
        self.school = make.SchoolFactory()
        self.policy = make.published(self.school).policy

    def happens(self, deed, who):
        self.policy.__dict__.pop("in_force", None)
        getattr(self, deed)(who)
        asking.bring_up_to_date(self.policy)

    def joins(self, _who):
        make.parent_at(self.school)

    def leaves(self, who):
        for child in self._one_of(Child.objects.on_roll(), who):
            Child.objects.filter(pk=child.pk).update(left_on="2026-01-01")

    def comes_back(self, who):
        for child in self._one_of(Child.objects.exclude(left_on=None), who):
            Child.objects.filter(pk=child.pk).update(left_on=None)

    def is_not_to_be_contacted(self, who):
        for adult in self._one_of(Adult.objects.all(), who):
            Adult.objects.filter(pk=adult.pk).update(contact_rule="no_contact")

    def is_found_twice(self, who):
        kept, *_others = self._one_of(Adult.objects.filter(merged_into=None), who)
        for other in self._one_of(Adult.objects.filter(merged_into=None).exclude(pk=kept.pk), who):
            people.merge(self.school, kept, other, by=make.UserFactory())

    def signs(self, who):
        self._answer(who, Outcome.SIGNED)

    def declines(self, who):
        self._answer(who, Outcome.DECLINED)

    def takes_back(self, who):
        for request in self._one_of(Request.objects.filter(answer__outcome__in=Declaration.AGREED), who):
            try:
                signing.withdraw(request)
            except NothingToWithdraw:
                assert hasattr(request.answer, "replaced_by")

    def changes_a_little(self, _who):
        self._revise("minor")

    def changes_much(self, _who):
        self._revise("substantial")

    def is_withdrawn(self, _who):
        version = self.policy.in_force
        if version:
            lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")

    def _answer(self, who, outcome):
        for request in self._one_of(Request.objects.standing(), who):
            try:
                make.answer(request, outcome, typed_name="Sam Okafor")
            except AlreadyAnswered:
                assert request.answer.is_agreement or request.answer.outcome == outcome

    def _revise(self, change):
        make.revise(self.policy.versions.published().latest("number"), change=change)

    def _one_of(self, rows, who):
        found = list(rows.order_by("pk"))
        return found[who % len(found) :][:1] if found else []


DEEDS = [name for name in vars(School) if not name.startswith("_") and name != "happens"]


@tried_with(20)
@given(story=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5)), min_size=3, max_size=12))
def test_requests_are_true_after_any_story(db, story):
    with transaction.atomic():
        school = School()
        for deed, who in [("joins", 0), ("joins", 0), *story]:
            school.happens(deed, who)
        check(school.policy)
        transaction.set_rollback(True)


def check(policy):
    version = policy.versions.in_force().first()
    standing = Request.objects.standing().select_related("answer__request__version", "version")
    concerned = set(policy.adults()) if version else set()

    assert [each.version for each in standing if each.version != version] == []
    assert sorted(each.adult_id for each in standing) == sorted(adult.pk for adult in concerned)
    for request in standing:
        check_answer(request)
    before = standing.count(), CarriedForward.objects.count()
    asking.bring_up_to_date(policy)
    assert (standing.count(), CarriedForward.objects.count()) == before


def check_answer(request):
    """An answer counts for the words it was given to, and for later ones only where a row says so."""
    answer = request.answer
    if answer is None:
        return
    given_by = answer.request.adult
    assert request.adult_id in (given_by.pk, given_by.merged_into_id)
    assert not hasattr(answer, "replaced_by")
    same_words = answer.request.version_id == request.version_id
    assert same_words or CarriedForward.objects.filter(version=request.version, declaration=answer).exists()

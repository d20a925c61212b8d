from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.utils import timezone

from organisations import history
from policies import errors, lifecycle
from policies.models import Policy, PolicyVersion
from tests import factories as make
from tests.policies.desk import fresh

pytestmark = pytest.mark.django_db
Status = PolicyVersion.Status


def submitted(**fields):
    version = make.draft(make.SchoolFactory(), **fields)
    return lifecycle.submit(version, by=version.written_by)


def approved(**fields):
    return lifecycle.approve(submitted(**fields), by=make.UserFactory())


def in_force(**fields):
    return make.publish(make.draft(make.SchoolFactory(), **fields))


def next_draft(version, **fields):
    draft = lifecycle.start_version(version.policy, by=version.written_by)
    return lifecycle.edit(draft, by=version.written_by, **({"body": version.body + "<p>More.</p>"} | fields))


def test_a_version_goes_from_draft_to_in_force():
    version = make.draft(make.SchoolFactory())
    author, approver = version.written_by, make.UserFactory()
    assert version.status == Status.DRAFT
    assert lifecycle.submit(version, by=author).status == Status.IN_REVIEW
    assert lifecycle.approve(version, by=approver).status == Status.APPROVED
    assert lifecycle.publish(version, by=author, change="substantial").status == Status.IN_FORCE


def test_the_next_version_replaces_the_one_before():
    old = in_force()
    new = make.publish(next_draft(old))
    assert (fresh(old).status, fresh(new).status) == (Status.SUPERSEDED, Status.IN_FORCE)


@pytest.mark.parametrize(
    "act",
    [
        lambda version, by: lifecycle.edit(version, by=by, title="New"),
        lambda version, by: lifecycle.submit(version, by=by),
        lambda version, by: lifecycle.take_back(version, by=by),
        lambda version, by: lifecycle.approve(version, by=by),
        lambda version, by: lifecycle.publish(version, by=by, change="minor"),
    ],
    ids=["edit", "submit", "take_back", "approve", "publish"],
)
def test_nothing_can_be_done_to_a_published_version_but_withdrawing_it(act):
    version = in_force()
    with pytest.raises(errors.WrongState):
        act(version, make.UserFactory())


def test_a_draft_is_not_published_without_approval():
    with pytest.raises(errors.NotApproved, match="must approve"):
        lifecycle.publish(submitted(), by=make.UserFactory(), change="substantial")


def test_the_author_does_not_approve():
    version = submitted()
    with pytest.raises(errors.ApprovedByAuthor):
        lifecycle.approve(version, by=version.written_by)


def test_a_later_author_does_not_approve_either():
    version, second = make.draft(make.SchoolFactory()), make.UserFactory()
    lifecycle.edit(version, by=second, title="Being kind everywhere")
    lifecycle.submit(version, by=version.written_by)
    with pytest.raises(errors.ApprovedByAuthor):
        lifecycle.approve(version, by=second)


def test_saving_without_a_change_makes_nobody_an_author():
    version, reader = make.draft(make.SchoolFactory()), make.UserFactory()
    lifecycle.edit(version, by=reader, **make.WORDS)
    assert not version.is_written_by(reader)


def test_the_database_refuses_approval_by_the_author_too():
    version = submitted()
    with pytest.raises(IntegrityError, match="approver_is_not_the_author"):
        PolicyVersion.objects.filter(pk=version.pk).update(approved_at=timezone.now(), approved_by=version.written_by)


def test_an_approver_approves_the_words_they_read_and_no_others():
    version, approver = submitted(), make.UserFactory()
    read = version.content_hash
    lifecycle.take_back(version, by=version.written_by)
    lifecycle.edit(version, by=version.written_by, body="<p>Other words.</p>")
    lifecycle.submit(version, by=version.written_by)
    with pytest.raises(errors.OtherWords, match="read them again"):
        lifecycle.approve(version, by=approver, content_hash=read)


@pytest.mark.parametrize("back", [lifecycle.take_back, lambda v, by: lifecycle.send_back(v, by=by, comment="No")])
def test_words_taken_back_after_approval_need_a_new_one(back):
    version = approved()
    back(version, by=version.written_by)
    assert fresh(version).status == Status.DRAFT
    lifecycle.submit(version, by=version.written_by)
    with pytest.raises(errors.NotApproved):
        lifecycle.publish(version, by=version.written_by, change="substantial")


def test_approved_words_changed_behind_our_back_are_not_published():
    version = approved()
    PolicyVersion.objects.filter(pk=version.pk).update(body="<p>Other words.</p>")
    with pytest.raises(errors.NotApproved, match="not the ones"):
        lifecycle.publish(version, by=version.written_by, change="substantial")


@pytest.mark.parametrize(
    "statement", ["UPDATE policies_policyversion SET body = ''", "DELETE FROM policies_policyversion"]
)
def test_the_database_refuses_to_change_a_published_version(statement):
    in_force()
    with pytest.raises(IntegrityError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_bring_a_withdrawn_version_back():
    version = in_force()
    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    with pytest.raises(IntegrityError, match="never changed"):
        PolicyVersion.objects.filter(pk=version.pk).update(withdrawn_at=None, withdrawn_by=None)


def test_the_words_in_force_are_not_published_again():
    draft = lifecycle.start_version(in_force().policy, by=make.UserFactory())
    with pytest.raises(errors.NothingChanged):
        lifecycle.submit(draft, by=draft.written_by)


def test_a_label_is_used_once():
    old = in_force(label="Autumn")
    with pytest.raises(errors.LabelTaken, match="Autumn"):
        next_draft(old, label="Autumn")


def test_the_database_refuses_a_second_use_of_a_label():
    old = in_force()
    draft = next_draft(old)
    with pytest.raises(IntegrityError, match="labels_are_used_once"):
        PolicyVersion.objects.filter(pk=draft.pk).update(label=old.label)


def test_there_is_one_draft_at_a_time():
    old = in_force()
    assert next_draft(old) == lifecycle.start_version(old.policy, by=make.UserFactory())
    with pytest.raises(IntegrityError, match="one_draft_at_a_time"):
        old.policy.versions.create(number=9, label="9", title="Second", written_by=old.written_by)


def test_publishing_twice_is_refused():
    version = approved()
    lifecycle.publish(version, by=version.written_by, change="substantial")
    with pytest.raises(errors.WrongState, match="published already"):
        lifecycle.publish(version, by=version.written_by, change="substantial")


def test_what_others_saved_meanwhile_is_not_written_over():
    version = make.draft(make.SchoolFactory())
    opened_at = version.edited_at
    lifecycle.edit(version, by=make.UserFactory(), title="Theirs")
    with pytest.raises(errors.EditedMeanwhile):
        lifecycle.edit(version, by=version.written_by, opened_at=opened_at, title="Mine")
    assert fresh(version).title == "Theirs"


@pytest.mark.parametrize(
    "fields, missing",
    [
        ({"body": "<p> </p>"}, "no words"),
        ({"undertakings_lead_in": ""}, "lead into it"),
        ({"undertakings": []}, "empty list"),
        ({"declaration": ""}, "declare"),
    ],
)
def test_an_unfinished_draft_is_not_sent_for_approval(fields, missing):
    with pytest.raises(errors.Incomplete, match=missing):
        submitted(**fields)


def test_a_code_for_information_needs_no_declaration():
    version = submitted(asks="information", declaration="", undertakings=[], undertakings_lead_in="")
    assert version.status == Status.IN_REVIEW


def test_a_scheduled_version_takes_effect_by_itself():
    old, moment = in_force(), timezone.now() + timedelta(days=7)
    new = make.publish(next_draft(old), effective_at=moment)
    assert (fresh(old).status, fresh(new).status) == (Status.IN_FORCE, Status.SCHEDULED)
    with time_machine.travel(moment + timedelta(seconds=1)):
        assert (fresh(old).status, fresh(new).status) == (Status.SUPERSEDED, Status.IN_FORCE)


def test_no_version_slips_in_before_a_scheduled_one():
    old = in_force()
    scheduled = make.publish(next_draft(old), effective_at=timezone.now() + timedelta(days=7))
    with pytest.raises(errors.OutOfOrder, match="Version 2 takes effect on"):
        make.publish(next_draft(scheduled))


def test_the_draft_after_a_scheduled_version_begins_with_its_words():
    old = in_force()
    scheduled = make.publish(next_draft(old), effective_at=timezone.now() + timedelta(days=7))
    assert lifecycle.start_version(old.policy, by=make.UserFactory()).body == scheduled.body


def test_withdrawing_leaves_nothing_in_force():
    old = in_force()
    new = make.publish(next_draft(old))
    lifecycle.withdraw(new, by=new.written_by, reason="Wrong file")
    assert Policy.objects.get().in_force is None
    assert (fresh(old).status, fresh(new).status) == (Status.SUPERSEDED, Status.WITHDRAWN)


def test_the_draft_after_a_withdrawal_begins_with_the_words_before_and_may_be_published():
    old = in_force()
    new = make.publish(next_draft(old))
    lifecycle.withdraw(new, by=new.written_by, reason="Wrong file")
    back = lifecycle.start_version(old.policy, by=old.written_by)
    assert make.publish(back, change="minor").body == old.body


def test_a_scheduled_version_that_was_withdrawn_never_counted():
    old, moment = in_force(), timezone.now() + timedelta(days=7)
    new = make.publish(next_draft(old), effective_at=moment)
    lifecycle.withdraw(new, by=new.written_by, reason="Too early")
    assert PolicyVersion.objects.in_force(moment + timedelta(days=1)).get() == old


def test_what_was_in_force_on_a_day_stays_true_after_a_withdrawal():
    version = in_force()
    before = timezone.now()
    lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    assert PolicyVersion.objects.in_force(before).get() == version


def test_only_what_is_in_force_or_scheduled_can_be_withdrawn():
    old = in_force()
    make.publish(next_draft(old))
    with pytest.raises(errors.WrongState, match="replaced"):
        lifecycle.withdraw(old, by=old.written_by, reason="Old")


def test_a_reference_is_used_once_in_a_trust_and_its_schools():
    trust = make.TrustFactory()
    make.draft(trust, reference="kindness")
    with pytest.raises(errors.LabelTaken, match="kindness"):
        make.draft(make.SchoolFactory(trust=trust), reference="kindness")


def test_who_did_what_is_written_down():
    version = in_force()
    told = [event.verb for event in history.of(version)]
    assert told == ["started", "edited", "submitted", "approved", "published"]

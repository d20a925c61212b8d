"""A school adopts its trust's master: the words stay locked, its details fill the slots, its own part follows."""

from django.db import transaction
from django.utils.translation import gettext as _

from organisations import history
from policies import lifecycle, masters
from policies.errors import CannotAdopt
from policies.models import Policy

TAKEN_OVER = ("asks", "resign_rule", "review_months", "reminder_days", "most_reminders")
REFERENCE_LENGTH = Policy._meta.get_field("reference").max_length


@transaction.atomic
def adopt(master, school, *, by):
    """A policy of this school with a draft of the master's words in force. Adopted before: that policy."""
    master = Policy.objects.select_for_update(of=("self",)).get(pk=master.pk)
    known = master.adoptions.filter(owner=school).first()
    if known:
        return known
    if not master.is_master or school not in master.audience() or master.in_force is None:
        raise CannotAdopt(_("There is nothing here that this school can adopt."))
    reference = f"{master.reference[: REFERENCE_LENGTH - len(school.slug) - 1]}-{school.slug}"[:REFERENCE_LENGTH]
    settings = {name: getattr(master, name) for name in TAKEN_OVER} | {"master": master}
    policy = lifecycle.start_policy(school, by=by, title=master.title, reference=reference, **settings)
    policy.draft = _take_over(policy.draft, master.in_force, by)
    history.record(school, "adopted", policy, by=by, master=master.pk)
    return policy


@transaction.atomic
def catch_up(policy, *, by):
    """The next draft, with the words that the master has by now; the school's own part stays."""
    current = policy.master and policy.master.in_force
    if current is None:
        raise CannotAdopt(_("The trust has no version of this in force."))
    return _take_over(lifecycle.start_version(policy, by=by), current, by)


def edit_own_part(version, *, by, addendum="", own_sections=None, **fields):
    """Write on the school's own part and on open sections; the master's other words stay as they are."""
    own = lifecycle.as_kept("own_sections", version.own_sections if own_sections is None else own_sections)
    words = masters.words_of(version.master_version, lifecycle.as_kept("addendum", addendum), own)
    return lifecycle.edit(version, by=by, addendum=addendum, own_sections=own, **(fields | words))


def _take_over(draft, master_version, by):
    own = masters.only_open(master_version, draft.own_sections)
    words = masters.words_of(master_version, draft.addendum, own)
    return lifecycle.edit(draft, by=by, master_version=master_version, own_sections=own, **words)

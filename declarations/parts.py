"""Many adults are asked and written to in parts, side by side: a part is always the same adults."""

from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from organisations.models import Adult

MANY = 10_000  # adults
PARTS, BLOCK = 4, 5_000  # each so many adults in a row belong to the next part
WHOLE = None


def of(policy):
    """The parts in which those whom it concerns are asked."""
    on_file = Adult.objects.filter(controller=policy.owner.controller)
    # Not how many there are, but whether there is one more: a third of the time.
    are_many = on_file.count() > MANY and policy.adults()[MANY : MANY + 1].exists()
    return range(PARTS) if are_many else [WHOLE]


def within(part, adult="pk"):
    """Whether an adult, found by this path, belongs to the part: a condition."""
    return Q() if part is WHOLE else Exact(Mod(F(adult) / BLOCK, PARTS), part)

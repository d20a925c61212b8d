"""The PDF kept of every agreement. A derived artefact: the answer counts whether or not it exists yet."""

import hashlib
import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from declarations import pdf, sealing
from declarations.models import Declaration, SignedCopy, UnfinishedCopy
from organisations import history
from organisations.errors import CannotSeal
from policies.errors import CannotPrint

logger = logging.getLogger(__name__)
# A turn lasts longer than a print may take, so two workers never print the same copy; and no longer than that,
# so that the copy of a worker that was killed is made a minute later.
PRINT_MAY_TAKE = timedelta(seconds=50)
TURN_LASTS = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
STUCK_AFTER = 3
GIVEN_UP_AFTER = 20  # about ten days; then a person says when to try again
BEGUN = "Begun and not ended; the log of the worker says more."


def missing():
    """Agreements whose PDF can be made now; those never tried come first, so a bad one holds up nobody."""
    owed = Declaration.objects.filter(outcome__in=Declaration.AGREED, copy__isnull=True, reduced_at=None)
    again = Q(unfinished_copy__try_after__lte=timezone.now(), unfinished_copy__attempts__lt=GIVEN_UP_AFTER)
    turn = Q(unfinished_copy__isnull=True) | again
    return owed.filter(turn).order_by(F("unfinished_copy__attempts").asc(nulls_first=True), "pk")


def stuck():
    """Agreements whose PDF has failed again and again: a person must look. Each has an `unfinished_copy`."""
    failed = Declaration.objects.filter(copy__isnull=True, unfinished_copy__attempts__gte=STUCK_AFTER)
    return failed.select_related("unfinished_copy", "request__adult").order_by("pk")


def names_children_elsewhere(declaration, organisation):
    """Whether its copy names children of another school, whom staff of this one have no business to see."""
    return not organisation.is_trust and any(child["school_id"] != organisation.pk for child in declaration.children)


def read(copy):
    """The bytes of a copy; none when its file is gone, or went after its period."""
    if not copy.file:
        return b""
    try:
        with copy.file.open() as file:
            return file.read()
    except FileNotFoundError:
        logger.error("The file of signed copy %s is gone.", copy.pk)
        return b""


def try_again(declaration):
    """Somebody has mended what was wrong: the next sweep tries as if for the first time."""
    UnfinishedCopy.objects.filter(declaration=declaration).update(attempts=0, try_after=timezone.now())


def store(declaration):
    """Make and keep the PDF of one agreement, once.

    Returns None while another worker is at it, or when it cannot be printed.
    """
    if _kept(declaration) is None and _take_turn(declaration):
        _make(declaration)
    return _kept(declaration)


def _kept(declaration):
    return SignedCopy.objects.filter(declaration=declaration).first()


@transaction.atomic
def _take_turn(declaration):
    """Count the attempt before it is made: a print that kills its worker must not come back at once."""
    UnfinishedCopy.objects.get_or_create(declaration=declaration)
    turns = UnfinishedCopy.objects.select_for_update().filter(declaration=declaration)
    turn = turns.filter(try_after__lte=timezone.now(), attempts__lt=GIVEN_UP_AFTER).first()
    if turn is None:
        return False
    turn.attempts += 1
    turn.failure = BEGUN
    turn.try_after = timezone.now() + _wait(turn.attempts)
    turn.save()
    return True


def _wait(attempts):
    """Twice as long after each failure, up to a day: a font that is installed later heals what waits."""
    return min(TURN_LASTS * 2 ** min(attempts - 1, 11), LONGEST_WAIT)


def _make(declaration):
    try:
        printed = pdf.signed_copy(declaration)
        content = sealing.sealed(printed)
    except (CannotPrint, CannotSeal) as error:
        name = type(error).__name__
        logger.warning("The signed copy of declaration %s cannot be printed: %s", declaration.pk, name)
        UnfinishedCopy.objects.filter(declaration=declaration).update(failure=f"{name}: {error}"[:300])
    else:
        _keep(declaration, content, _path(declaration, printed))


@transaction.atomic(durable=True)
def _keep(declaration, content, path):
    """File, row and history together. Who holds the lock on the turn is alone; who comes late finds the copy made."""
    turn = UnfinishedCopy.objects.select_for_update().filter(declaration=declaration).first()
    if turn and _kept(declaration) is None:
        copy = SignedCopy(declaration=declaration, sha256=hashlib.sha256(content).hexdigest())
        copy.file = _write(copy, content, path)
        try:
            copy.save()
            owner = declaration.request.version.policy.owner
            history.record(owner, "copy_kept", declaration, sha256=copy.sha256)
        except DatabaseError:
            copy.file.delete(save=False)
            raise
    if turn:
        turn.delete()


def _path(declaration, printed):
    """Named by what was printed, because no two seals are alike: what a dying worker left is found and replaced."""
    day, number = declaration.answered_at, declaration.pk
    return f"signed/{day:%Y/%m}/{number}-{hashlib.sha256(printed).hexdigest()[:16]}.pdf"


def _write(copy, content, path):
    copy.file.storage.delete(path)
    return copy.file.storage.save(path, ContentFile(content))

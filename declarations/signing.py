"""An adult answers the exact words shown: signs, declines, asks to talk, or withdraws a signature."""

import re
import unicodedata
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import corrections, recording
from declarations.errors import AlreadyAnswered, NothingToWithdraw, VersionReplaced
from declarations.models import CarriedForward, Declaration, Request
from organisations import history
from organisations.models import Child, Contact
from policies.models import Policy

Outcome = Declaration.Outcome


@dataclass(frozen=True)
class Circumstances:
    """How an answer reached us: by which link, from where, or recorded by whom."""

    link: object = None
    ip_address: str | None = None
    user_agent: str = ""
    route: str = Declaration.Route.ONLINE
    recorded_by: object = None


ONLINE = Circumstances()


def stood(version, at):
    """Whether these words were in force at that moment."""
    until = version.in_force_until
    return version.effective_at <= at and (until is None or at < until)


def asks_again_since(version):
    """Whether any change since these words asks again those who had answered."""
    later = version.policy.versions.effective().filter(effective_at__gt=version.effective_at)
    return any(each.asks_again for each in later.select_related("policy"))


def answered_for_good(request):
    """Whether an answer stands that another one from paper must not replace: an agreement, or one replaced since."""
    return bool(request and request.answer) and (request.answer.is_agreement or _is_replaced(request.answer))


def agreement_for(policy):
    """What saying yes to this policy is called: signed, or acknowledged."""
    return Outcome.SIGNED if policy.asks == Policy.Asks.SIGNATURE else Outcome.ACKNOWLEDGED


def in_place_of(request):
    """The request for the words in force now: this one, the one that took its place, or None."""
    if request.cancelled_at is None and request.version.is_in_force:
        return request
    newer = Request.objects.standing().filter(adult=request.adult_id, version=request.version.policy.in_force)
    return newer.select_related("answer__request__version", "version__policy__owner").first()


@transaction.atomic
def answer(request, *, outcome, content_hash, comment="", circumstances=ONLINE, at=None, **said):
    """Record one answer to the words with this hash; `said` is who answers: typed_name, relationship, is_responsible.

    Raises VersionReplaced when other words are in force, AlreadyAnswered when this answer stands or
    a signature does (that one is withdrawn first).
    """
    request = _locked(request)
    _check_words(request, content_hash)
    standing = request.answer
    if standing and (standing.is_agreement or (standing.outcome, standing.comment) == (outcome, comment)):
        raise _already_answered(circumstances)
    return _write(request, outcome, comment, circumstances, at, **said)


@transaction.atomic
def answer_held(request, *, at, **said):
    """Record what was answered at this moment, before anybody knew whose answer it was. Raises AlreadyAnswered when
    the adult has signed, or answered since, by another way."""
    request = _locked(request)
    standing = request.answer
    if standing and (standing.is_agreement or standing.answered_at >= at):
        raise AlreadyAnswered(_("You have answered already. Nothing was changed."))
    return _write(request, at=at, **said)


@transaction.atomic
def answer_of_then(request, *, outcome, at, comment="", circumstances=ONLINE, **said):
    """Record an answer, handed in late, to words that were in force on its day and have been replaced since.

    It stays with those words. Where nobody is asked again about what changed, it counts for the words in force now.
    """
    request = _locked(request)
    newer = in_place_of(request)
    if not stood(request.version, at) or request.cancelled_why not in ("", Request.Cancelled.REPLACED):
        raise VersionReplaced(_("These words were not in force on that day, or this answer is not asked for any more."))
    if any(answered_for_good(asked) for asked in (request, newer)):
        raise _already_answered(circumstances)
    declaration = _write(request, outcome, comment, circumstances, at, **said)
    if newer and newer.answer is None and not asks_again_since(request.version):
        _carry(declaration, newer)
    return declaration


@transaction.atomic
def withdraw(request, *, comment="", circumstances=ONLINE):
    """Take back a signature. It was true until now and stays on file."""
    request = _locked(request)
    if not (request.answer and request.answer.is_agreement) or _is_replaced(request.answer):
        raise NothingToWithdraw(_("There is no signature to withdraw."))
    return _write(request, Outcome.WITHDRAWN, comment, circumstances)


@transaction.atomic
def invalidate(request, *, by, reason):
    """Staff say that an answer never should have counted; the adult is asked again."""
    request = _locked(request)
    if request.answer is None or _is_replaced(request.answer):
        raise NothingToWithdraw(_("There is no answer to set aside."))
    circumstances = Circumstances(route=Declaration.Route.IN_PERSON, recorded_by=by)
    return _write(request, Outcome.INVALIDATED, reason, circumstances)


def counts_for(declaration):
    """The request that this agreement answers now, perhaps carried forward; None when it was taken back."""
    agreed = {"answer__outcome__in": Declaration.AGREED, "answer__replaced_by": None}
    answered = Request.objects.filter(answer=declaration, **agreed)
    # PostgreSQL puts the standing one, without a date, first.
    return answered.order_by("-cancelled_at", "-pk").first()


def is_another_name(declaration):
    """Whether no word of the name typed is one of the name on the roll: somebody else may have answered."""
    typed, known = _words(declaration.typed_name), _words(declaration.request.adult.full_name)
    return bool(typed) and not typed & known


def relationships(request):
    """What this adult is to those children, as the roll has it."""
    children = children_of(request).order_by().values("pk")
    contacts = Contact.objects.filter(adult=request.adult_id, child__in=children)
    return contacts.order_by("relationship").values_list("relationship", flat=True).distinct()


def only(relationships):
    """What to expect before the adult says it: where the roll says different things, nothing."""
    return relationships[0] if len(relationships) == 1 else ""


def differences(declaration, relationships):
    """What was typed that is clearly not what the roll says: [(what, typed, on the roll)]."""
    found = []
    if is_another_name(declaration):
        found.append((_("Name"), declaration.typed_name, declaration.request.adult.full_name))
    known = set(relationships)
    if declaration.relationship and known and not known & {declaration.relationship, Contact.Relationship.OTHER}:
        on_roll = ", ".join(str(Contact.Relationship(each).label) for each in sorted(known))
        found.append((_("Relationship"), declaration.get_relationship_display(), on_roll))
    return found


def children_of(request):
    """The children this answer is about: on roll today in the schools the policy concerns."""
    policy = request.version.policy
    children = Child.objects.on_roll().filter(contacts__adult=request.adult_id, school__in=policy.audience())
    return children.select_related("school").order_by("given_name")


def _words(name):
    """The words of a name as one hears them: no capitals, no accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return set(re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def _locked(request):
    # Two statements: what is joined to a row by the one that waits for its lock is as old as the waiting.
    Request.objects.select_for_update().get(pk=request.pk)
    return Request.objects.select_related("answer", "adult", "version__policy__owner").get(pk=request.pk)


def _check_words(request, content_hash):
    if request.cancelled_at or not request.version.is_in_force or request.version.content_hash != content_hash:
        raise VersionReplaced(_("The school has changed these words. Please read the new ones."))


def _already_answered(circumstances):
    """In words for whoever tried: the adult, or a member of staff who writes down what somebody else said."""
    if circumstances.recorded_by:
        return AlreadyAnswered(_("This person has answered already. Nothing was changed."))
    return AlreadyAnswered(_("You have answered already. Nothing was changed."))


def _is_replaced(answer):
    """Closed requests keep the answer they had; a later one may have been given where it was carried to."""
    return Declaration.objects.filter(replaces=answer).exists()


def write(
    request, roll, *, outcome, content_hash, circumstances, comment="", at=None, number=None, receipt_token="", **said
):
    """Put down an answer to these words, once all has been checked under the lock of its request."""
    version = request.version
    declaration = Declaration(
        pk=number,
        request=request,
        replaces=request.answer,
        outcome=outcome,
        content_hash=content_hash,
        comment=comment,
        children=roll.children,
        undertakings=version.undertakings,
        language=version.language,
        answered_at=at or timezone.now(),
        **vars(circumstances),
        **said,
    )
    writes_id = roll.school_id or version.policy.owner_id
    recording.put_down(declaration, writes_id=writes_id, receipt_token=receipt_token)
    if circumstances.link and said:
        corrections.note_differences(declaration, differences(declaration, roll.relationships))
    return declaration


def _write(request, outcome, comment="", circumstances=ONLINE, at=None, **said):
    said |= {"content_hash": request.version.content_hash, "circumstances": circumstances, "at": at}
    return write(request, _roll(request), outcome=outcome, comment=comment, **said)


def _roll(request):
    school = request.adult.school()
    children = [recording.frozen(child) for child in children_of(request)]
    return recording.Roll(children, list(relationships(request)), school and school.pk)


def _carry(declaration, request):
    """Let an answer to earlier words count for this request, and say so."""
    version = request.version
    why = version.summary_of_changes or version.get_change_display()
    CarriedForward.objects.create(declaration=declaration, version=version, decided_by=version.published_by, why=why)
    Request.objects.filter(pk=request.pk).update(answer=declaration)
    history.record(version.policy.owner, "carried", version, by=version.published_by, declarations=[declaration.pk])

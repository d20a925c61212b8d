"""Who is asked about which version. Requests follow the words in force and the roll, found anew each time."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from declarations import inserting, parts
from declarations.models import CarriedForward, Declaration, Request
from organisations import history
from policies.models import Policy

CHUNK = 2_000
STAYS_ANSWERED = ~Q(answer=None) & ~Q(answer__outcome=Declaration.Outcome.INVALIDATED)


def bring_all_up_to_date():
    """Every policy that wants answers. Run it as often as you like: what is right already stays."""
    for policy in Policy.objects.asking().select_related("owner__trust").order_by("pk"):
        bring_up_to_date(policy)


def bring_up_to_date(policy):
    """Make this policy's requests say who owes an answer now: joiners in, leavers out, old words closed."""
    ask(policy)
    close(policy)


def ask(policy):
    """Ask whoever owes an answer to the words in force and has not been asked; stop asking who is not concerned."""
    if version := make_ready(policy):
        for part in parts.of(policy):
            _ask_part(version, part)


def make_ready(policy):
    """Let answers stand that stay good, and ask nobody who is not concerned. Returns what others are to be asked."""
    version = policy.versions.in_force().first()
    if not version or not policy.asks_adults:
        return None
    _carry_forward(version)
    if Request.objects.filter(version=version).exists():  # where nobody was asked, nobody has left or is back
        # Before anybody is asked: the database compares with whoever is asked already.
        _stop_asking_who_is_not_concerned(version)
        _ask_whoever_is_back(version)
    return version


def ask_part(version, part):
    """Ask those of this part who owe an answer to these words, made ready for it, and have not been asked."""
    # Others may have come into force since, for which answers are to be carried forward first.
    if version == version.policy.versions.in_force().first():
        _ask_part(version, part)


def _ask_part(version, part):
    asked = Request.objects.filter(parts.within(part, "adult"), version=version)
    if not asked.exists():  # nor has anybody answered as somebody else
        _ask(version, part, _reason(version))
        return
    # Whoever is asked after the others of their part has joined since.
    joined = asked.exclude(reason=Request.Reason.CARRIED).exists()
    _ask(version, part, Request.Reason.JOINED if joined else _reason(version))
    _count_answers_of_merged(version, part)


@transaction.atomic
def close(policy):
    """Ask nobody any more about words that are not in force."""
    others = policy.versions.exclude(pk__in=policy.versions.in_force().values("pk"))
    numbers = list(others.values_list("pk", flat=True))
    if not numbers:
        return
    stale = Request.objects.standing().filter(version__in=numbers)
    now = timezone.now()
    withdrawn = stale.filter(version__in=others.filter(withdrawn_at__isnull=False))
    withdrawn.update(cancelled_at=now, cancelled_why=Request.Cancelled.WITHDRAWN)
    stale.update(cancelled_at=now, cancelled_why=Request.Cancelled.REPLACED)


def _carry_forward(version):
    """After a minor change an answer to the words before stays good; a row says so for each."""
    previous = version.previous()
    if previous is None or version.asks_again:
        return
    answered = list(_answered(version, previous).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(answered), CHUNK):
        _carry_chunk(version, _answered(version, previous).filter(pk__in=answered[start : start + CHUNK]))


def _answered(version, previous):
    """Requests about the words before whose answer stays good, as far as nobody has carried it forward yet."""
    asked = Request.objects.filter(version=version, adult=OuterRef("adult"))
    return Request.objects.filter(STAYS_ANSWERED, ~Exists(asked), version=previous)


@transaction.atomic
def _carry_chunk(version, chunk):
    if chunk := list(chunk):
        _carry(version, [request.answer_id for request in chunk], by=version.published_by)
        told = {"version": version, "reason": Request.Reason.CARRIED}
        requests = [Request(adult_id=each.adult_id, answer_id=each.answer_id, **told) for each in chunk]
        Request.objects.bulk_create(requests, ignore_conflicts=True)


def _carry(version, answers, *, by):
    """These answers stay good for this version, and history says who decided it."""
    why = version.summary_of_changes or version.get_change_display()
    carried = [CarriedForward(declaration_id=each, version=version, decided_by=by, why=why) for each in answers]
    CarriedForward.objects.bulk_create(carried, ignore_conflicts=True)
    history.record(version.policy.owner, "carried", version, by=by, declarations=answers)


@transaction.atomic
def request_for(adult, version):
    """The request for this adult's answer to these words; where nobody asks for it any more, a closed one."""
    closed = "" if version.is_in_force else Request.Cancelled.REPLACED
    if version.withdrawn_at:
        closed = Request.Cancelled.WITHDRAWN
    asked = {"reason": Request.Reason.JOINED, "cancelled_why": closed}
    asked["cancelled_at"] = timezone.now() if closed else None
    return Request.objects.get_or_create(adult=adult, version=version, defaults=asked)[0]


@transaction.atomic
def carry_on(declaration, *, by):
    """An answer found late stays good for the minor changes made since then."""
    version = declaration.request.version
    newer = version.policy.versions.published().filter(number__gt=version.number, withdrawn_at=None)
    for later in newer.order_by("number"):
        if later.asks_again or not later.effective_at <= timezone.now():
            return
        request = request_for(declaration.request.adult, later)
        if request.answer_id:
            return
        _carry(later, [declaration.pk], by=by)
        Request.objects.filter(pk=request.pk).update(answer=declaration, reason=Request.Reason.CARRIED)


def _reason(version):
    return Request.Reason.CHANGED if version.previous() else Request.Reason.PUBLISHED


def _ask(version, part, reason):
    asked = Request.objects.filter(version=version, adult=OuterRef("pk"))
    # In the order of the adults, as the indexes have them: else each row is written to another page of those.
    new = version.policy.adults().filter(parts.within(part), ~Exists(asked)).order_by("pk")
    inserting.insert(Request, ["adult"], new.values("pk"), version=version.pk, reason=reason)


def _ask_whoever_is_back(version):
    back = Request.objects.filter(version=version, cancelled_why=Request.Cancelled.NOT_CONCERNED)
    back.filter(adult__in=version.policy.adults()).update(cancelled_at=None, cancelled_why="")


def _count_answers_of_merged(version, part):
    """What one record of a person has answered, the record kept has answered: nobody is asked twice for being two."""
    waiting = Request.objects.standing().filter(answer=None, version=version, adult=OuterRef("adult__merged_into"))
    waiting = waiting.filter(parts.within(part, "adult"))
    given = Request.objects.filter(STAYS_ANSWERED, Exists(waiting), version=version, adult__merged_into__isnull=False)
    for request in given.select_related("adult", "version__policy__owner").order_by("-answer__answered_at", "pk"):
        _count_for_kept(request)


@transaction.atomic
def _count_for_kept(given):
    """The answer stays with the record that gave it; that it counts for the one kept stands in history."""
    waiting = Request.objects.select_for_update().standing().filter(answer=None)
    kept = waiting.filter(version=given.version_id, adult=given.adult.merged_into_id).first()
    if kept:
        Request.objects.filter(pk=kept.pk).update(answer=given.answer_id)
        told = {"adult": kept.adult_id, "merged": given.adult_id, "answer": given.answer_id}
        history.record(given.version.policy.owner, "answer_of_merged", kept, **told)


def _stop_asking_who_is_not_concerned(version):
    # "Not exists", never "not in": past some size the database would compare everybody with everybody.
    concerned = version.policy.adults().filter(pk=OuterRef("adult"))
    gone = Request.objects.standing().filter(~Exists(concerned), version=version)
    gone.update(cancelled_at=timezone.now(), cancelled_why=Request.Cancelled.NOT_CONCERNED)

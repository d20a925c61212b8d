"""Everything that is kept as evidence, checked against its hashes: words, answers, messages, copies, history, anchors.

Nothing is written, and only a chunk of it is in memory at any time. The database is asked for what it keeps, never
whether that is right: each text is written anew here, from columns, and hashed here.
"""

import hashlib
import os
from collections import Counter, namedtuple
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from multiprocessing import get_context
from types import SimpleNamespace

from django.db import connection, connections
from django.db.models import BigIntegerField, Exists, F, Func, Max, Min, OuterRef, Q, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from declarations import outgoing, sealing, statement
from declarations.care import reduction
from declarations.models import Declaration, Message, Request, SignedCopy
from declarations.papers.models import Paper
from organisations import anchors, canon, ledger, seal, streaming
from organisations.ledger import Flaw
from organisations.models import Event
from policies import words
from policies.models import PolicyVersion

STATEMENT = """
    pk request_id replaces_id outcome content_hash typed_name relationship is_responsible comment
    language route recorded_by_id link_id ip_address user_agent salt personal_hash
""".split()
Answer = namedtuple("Answer", [*STATEMENT, "answered_at", "children", "undertakings", "request"])
PART = 20_000  # rows that one process checks before it takes others
MUCH = 20_000  # events, of which every answer and every message has one: from here on processes share the work
MOST = 4  # processes, unless somebody asks for more
VERSION = "pk number label title content_hash".split()


def flaws(organisations, checked=None, *, processes=1):
    """All that is wrong with the evidence of these organisations, one flaw after the other; counts what it looks at.

    Several processes share the parts among them. What they find comes in the same order.
    """
    checked = Counter() if checked is None else checked
    parts = list(_parts({organisation.pk: organisation for organisation in organisations}))
    if processes > 1:
        yield from _shared(parts, checked, processes)
    else:
        for part in parts:
            yield from part(checked)


def processes_for(organisations):
    """How many processes share the check by themselves: one for each core of ours where there is much to check.

    In a transaction only one: the others would not see what it has written.
    """
    first_of_them = Event.objects.filter(organisation__in=organisations)[:MUCH]
    if connection.in_atomic_block or first_of_them.count() < MUCH:
        return 1
    return min(MOST, _cores())


def _cores():
    """Those that we may use, where the system tells which."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _parts(organisations):
    """All there is to check, each part to be called with what counts."""
    for check, of_many in CHECKS.items():
        for span in _spans(of_many.objects, "pk") if of_many else [None]:
            yield partial(check, organisations, span=span) if span else partial(check, organisations)
    for organisation in organisations.values():
        for span in _spans(organisation.events, "number"):
            yield partial(ledger.chain_flaws, organisation, span=span)
        yield partial(ledger.late, organisation)
    yield partial(anchors.flaws, organisations)


def _spans(rows, name):
    """Ranges of this number, each of at most so many rows, that hold them all."""
    ends = rows.aggregate(first=Min(name), last=Max(name))
    return [range(start, start + PART) for start in range(ends["first"] or 0, (ends["last"] or -1) + 1, PART)]


def _shared(parts, checked, processes):
    connections.close_all()  # each process opens its own
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        for found, counted in pool.map(_looked_through, parts):
            checked.update(counted)
            yield from found


def _looked_through(part):
    checked = Counter()
    return list(part(checked)), checked


def _of_words(organisations, checked):
    versions = PolicyVersion.objects.filter(policy__owner__in=organisations).exclude(content_hash="")
    published = _told("published", "policyversion", "content_hash")
    for version in _each(versions.select_related("policy").annotate(told=published)):
        checked["versions"] += 1
        place = _("version %(label)s of %(policy)s") % {"label": version.label, "policy": version.policy.reference}
        if words.content_hash(version) != version.content_hash:
            yield Flaw(place, _("these are not the words that were hashed"))
        if version.published_at and version.told != version.content_hash:
            yield Flaw(place, _("history tells of other words"))


def _of_answers(organisations, checked, span):
    given = Declaration.objects.filter(request__version__policy__owner__in=organisations, reduced_at=None)
    versions = {}
    events = Event.objects.annotate(
        said=KeyTextTransform("declaration", "detail"), sha256=KeyTextTransform("sha256", "detail")
    ).filter(about_type="request", about_id=OuterRef("request_id"), said=Cast(OuterRef("pk"), TextField()))
    told = given.values_list(
        *STATEMENT,
        streaming.Moment("answered_at"),
        Cast("children", TextField()),
        Cast(Func("undertakings", function="to_json"), TextField()),
        "request__version",
        Subquery(events.values("sha256")[:1]),
    )
    # Rows of values, not models: half a million of those take longer to make than to check.
    for *said, children, undertakings, version, told_of in _each(told, span, streaming.each_as_kept):
        checked["answers"] += 1
        request = versions.get(version) or versions.setdefault(version, _version(version))
        declaration = Answer(*said, canon.rewritten(children), _rewritten(undertakings), request)
        for what in _wrong_with_answer(declaration, request.version, told_of):
            yield Flaw(_("answer %(number)s") % {"number": declaration.pk}, what)


# The same ones stand on every answer to a version.
_rewritten = lru_cache(maxsize=200)(canon.rewritten)


def _version(pk):
    """A version as the text of an answer speaks of it: what a request leads to."""
    (row,) = PolicyVersion.objects.filter(pk=pk).values(*VERSION)
    return SimpleNamespace(version=SimpleNamespace(**row))


def _wrong_with_answer(declaration, version, told):
    if declaration.content_hash != version.content_hash:
        yield _("it was given to other words than those of its version")
    if told is None:
        yield _("history does not tell of it")
    elif told != statement.digest(declaration) or not statement.personal_part_fits(declaration):
        yield _("it is not as it was given: the hash in history does not fit")


def _of_lost_answers(organisations, _checked):
    told = Event.objects.filter(organisation__in=organisations, about_type="request", detail__has_key="declaration")
    told = told.annotate(said=Cast(KeyTextTransform("declaration", "detail"), BigIntegerField()))
    for event in _each(told.exclude(Exists(Declaration.objects.filter(pk=OuterRef("said"))))):
        place = _("answer %(number)s") % {"number": event.said}
        yield Flaw(place, _("history tells of it, but it is gone"))


def _of_boards(organisations, checked):
    """What the office sees: each request shows its own adult's latest answer to this code, or none."""
    shown = Request.objects.standing().filter(version__policy__owner__in=organisations, answer__isnull=False)
    same_person = Q(answer__request__adult=F("adult")) | Q(answer__request__adult__merged_into=F("adult"))
    own = same_person & Q(answer__request__version__policy=F("version__policy"))
    for request in _each(shown.exclude(own)):
        yield Flaw(_("request %(number)s") % {"number": request.pk}, _("it shows an answer that is not its own"))
    for request in _each(shown.filter(answer__replaced_by__isnull=False)):
        yield Flaw(_("request %(number)s") % {"number": request.pk}, _("it shows an answer that was replaced"))


def _of_messages(organisations, checked, span):
    sent = Message.objects.filter(organisation__in=organisations, sent_at__isnull=False, reduced_at=None)
    told = sent.values_list("pk", "to", "subject", "body", _told("sent", "message", "sha256"))
    for pk, to, subject, body, sha256 in _each(told, span, streaming.each_as_kept):
        checked["messages"] += 1
        if sha256 != outgoing.words_digest(to=to, subject=subject, body=body):
            place = _("message %(number)s") % {"number": pk}
            yield Flaw(place, _("it is not as it was sent: the hash in history does not fit"))


def _of_copies(organisations, checked, span):
    copies = SignedCopy.objects.filter(declaration__request__version__policy__owner__in=organisations)
    copies = copies.exclude(declaration__reduced_at__isnull=False, file="")
    known = seal.known()
    for copy in _each(copies.annotate(told=_told("copy_kept", "declaration", "sha256", "declaration_id")), span):
        checked["signed copies"] += 1
        place = _("signed copy of answer %(number)s (%(file)s)")
        place %= {"number": copy.declaration_id, "file": copy.file.name}
        for what in _wrong_with(copy, known):
            yield Flaw(place, what)


def _of_papers(organisations, checked, span):
    papers = Paper.objects.filter(declaration__request__version__policy__owner__in=organisations)
    papers = papers.exclude(declaration__reduced_at__isnull=False, file="")
    for paper in _each(papers.annotate(told=_told("paper_kept", "declaration", "sha256", "declaration_id")), span):
        checked["papers"] += 1
        place = _("paper of answer %(number)s (%(file)s)")
        place %= {"number": paper.declaration_id, "file": paper.file.name}
        for what in _wrong_with(paper):
            yield Flaw(place, what)


def _wrong_with(kept, known=None):
    """Of a file that is kept; `known` are the seals that may be on it, none where it bears none."""
    if kept.told != kept.sha256:
        yield _("the hash in history does not fit")
    try:
        with kept.file.open() as file:
            content = file.read()
    except FileNotFoundError:
        yield _("the file is gone")
        return
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        yield _("the file is not the one that was kept")
    if known is not None and (broken := sealing.flaw(content, known)):
        yield broken


def _of_lost_copies(organisations, _checked):
    yield from _lost("copy_kept", SignedCopy, organisations, _("signed copy of answer %(number)s"))


def _of_lost_papers(organisations, _checked):
    yield from _lost("paper_kept", Paper, organisations, _("paper of answer %(number)s"))


def _lost(verb, model, organisations, place):
    told = Event.objects.filter(organisation__in=organisations, verb=verb)
    for event in _each(told.exclude(Exists(model.objects.filter(declaration=OuterRef("about_id"))))):
        yield Flaw(place % {"number": event.about_id}, _("history tells of it, but it is gone"))


def _told(verb, about_type, name, about_id="pk"):
    """What the last such event about a row says under this name."""
    events = Event.objects.filter(verb=verb, about_type=about_type, about_id=OuterRef(about_id)).order_by("-pk")
    return Subquery(events.values(said=KeyTextTransform(name, "detail"))[:1])


def _each(rows, span=None, read=streaming.each):
    rows = rows.filter(pk__gte=span.start, pk__lt=span.stop) if span else rows
    return read(rows.order_by("pk"))


# Each check, and what it looks at one after the other, where that may be many and is shared out by number.
CHECKS = {
    _of_words: None,
    _of_answers: Declaration,
    _of_lost_answers: None,
    _of_boards: None,
    _of_messages: Message,
    _of_copies: SignedCopy,
    _of_lost_copies: None,
    _of_papers: Paper,
    _of_lost_papers: None,
    reduction.flaws_of_answers: None,
    reduction.flaws_of_messages: None,
}

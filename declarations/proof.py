"""The files of an evidence pack whose SHA-256 anybody can work out again, without the portal and without trusting it.

Each answer and each event is the very text that was hashed. An event carries the hash of the one before it and, of an
answer or a message, the hash of its text; the name of its file is its own hash.
"""

from itertools import pairwise

from django.db.models import Q
from django.utils.translation import gettext as _

from declarations import copies, statement
from organisations import ledger
from organisations.models import Event
from policies import changes, words


def files(asked, answers, events, organisation):
    """(name, bytes) of the words, what changed in them, the answers and the events."""
    versions = {request.version_id: request.version for request in asked}
    for version in versions.values():
        yield f"words/{_named(version)}.json", words.canonical(version).encode()
        yield f"words/{_named(version)}.txt", _to_read(version).encode()
    yield from _differences(versions.values())
    for answer in answers:
        yield f"answers/{answer.pk}.json", statement.text(answer).encode()
        may_see = not answer.reduced_at and not copies.names_children_elsewhere(answer, organisation)
        if answer.personal_hash and may_see:
            yield f"answers/{answer.pk}-personal.json", statement.personal_text(answer).encode()
    yield from _slice(events)


def _named(version):
    return f"{version.policy.reference}-{version.number}"


def _to_read(version):
    """The words as one reads them, a list item below what leads into it."""
    lines = [version.title, _("Version %(label)s") % {"label": version.label}, ""]
    for block in words.blocks(words.clean(version.body)):
        lines.append(f"{'  ' * block.depth}– {block.text}" if block.kind == "li" else f"{block.text}\n")
    lines += ["", version.declaration, version.undertakings_lead_in]
    return "\n".join([*lines, *(f"– {undertaking}" for undertaking in version.undertakings)]) + "\n"


def _differences(versions):
    """Between each version asked about and the one before it that this adult was asked about, too."""
    in_order = sorted(versions, key=lambda version: (version.policy.reference, version.number))
    for old, new in pairwise(in_order):
        if old.policy_id == new.policy_id:
            told = [_told(change) for change in changes.between(old, new)]
            head = [new.summary_of_changes, ""] if new.summary_of_changes else []
            yield f"diffs/{_named(old)}-to-{new.number}.txt", ("\n".join(head + told) + "\n").encode()


def _told(change):
    where = f"[{change.where}] " if change.where else ""
    before = f"\n  − {change.before}" if change.before else ""
    after = f"\n  + {change.after}" if change.after else ""
    return f"{where}{change.kind}{before}{after}"


def _slice(events):
    """The events that are chained, each as the text whose hash is its name, with the hash of the one before it."""
    chained = [event for event in events if event.hash]
    before = Q(pk__in=[])
    for event in chained:
        before |= Q(organisation=event.organisation_id, number=event.number - 1)
    hashes = dict(_by_place(Event.objects.filter(before)))
    for event in chained:
        previous = hashes.get((event.organisation_id, event.number - 1), ledger.START)
        text = ledger.text(event, event.number, previous)
        yield f"ledger/{event.organisation.slug}-{event.number:07}-{event.hash}.json", text.encode()


def _by_place(events):
    for organisation, number, hash_ in events.values_list("organisation", "number", "hash"):
        yield (organisation, number), hash_

"""Lines become people: one row for every child and every adult in the file, with all that its lines say of them."""

from itertools import groupby, islice
from operator import attrgetter

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import copying
from organisations.roll import matching, progress, values
from organisations.roll.entries import WEAK
from organisations.roll.models import Change, Finding, Line

CHUNK = 2_000
About, Kind = Change.About, Change.Kind
DISAGREE = ("given_name", "family_name", "upn", "email")
SHOWN = {
    "given_name": gettext_lazy("given name"),
    "family_name": gettext_lazy("family name"),
    "upn": gettext_lazy("UPN"),
    "email": gettext_lazy("e-mail address"),
}


def gather(roll_import):
    """Children first, then adults, then which line speaks of whom."""
    matching.look_at_the_tables()
    _strengthen(roll_import)
    for about in (About.CHILD, About.ADULT):
        people = _people(roll_import, about)
        done = 0
        while chunk := list(islice(people, CHUNK)):
            copying.store(chunk)
            done += len(chunk)
            progress.tell(roll_import, _("People found"), done)
    matching.look_at_the_tables()
    for about in (About.CHILD, About.ADULT):
        matching.say_who(roll_import, about)


def _strengthen(roll_import):
    """An adult known by name alone is the one of that name whom another line of the same child knows better."""
    weak = roll_import.lines.filter(adult_key__startswith=WEAK)
    of_that_name = {f"adult__{name}": OuterRef(f"adult__{name}") for name in ("given_name", "family_name")}
    better = Line.objects.filter(roll_import=roll_import, child_key=OuterRef("child_key"), **of_that_name)
    better = better.exclude(adult_key__startswith=WEAK).exclude(adult_key="").order_by("row", "pk")
    known = weak.annotate(better=Subquery(better.values("adult_key")[:1])).filter(better__isnull=False)
    known.update(adult_key=F("better"))


def _people(roll_import, about):
    lines = roll_import.lines.exclude(**{f"{about}_key": ""}).order_by(f"{about}_key", "row", "pk")
    for key, group in groupby(lines.iterator(chunk_size=CHUNK), key=attrgetter(f"{about}_key")):
        yield _person(roll_import, about, key, list(group))


def _person(roll_import, about, key, lines):
    """All lines about one person in one: what is said first stands."""
    facts = {}
    for line in lines:
        said = getattr(line, about)
        if line is not lines[0]:
            _note_differences(roll_import, lines[0], line, facts, said)
        facts = said | facts
    columns = {name: facts.get(name, "") for name in ("given_name", "family_name", "number", "upn", "email", "phone")}
    kind = Kind.UNCLEAR if _are_two(lines, about) else Kind.SAME
    school = facts.get("school") if about == About.CHILD else None
    place = {"roll_import": roll_import, "about": about, "key": key, "row": lines[0].row, "school_id": school}
    return Change(kind=kind, facts=facts, **place, **columns)


def _note_differences(roll_import, first, line, facts, said):
    """Write down where two lines about one person say different things."""
    for name in DISAGREE:
        before, now = facts.get(name), said.get(name)
        if before and now and values.key(before) != values.key(now):
            words = _("Another %(what)s than in row %(row)s for the same person; that of row %(row)s is taken.")
            told = words % {"what": SHOWN[name], "row": first.row}
            kind = Finding.Kind.DIFFERS
            Finding.objects.create(roll_import=roll_import, kind=kind, row=line.row, column=SHOWN[name], words=told)


def _are_two(lines, about):
    """One number, but names that have nothing in common: it may be the number of a family."""
    (given, family), *others = [_name(getattr(line, about)) for line in lines]
    return any(other_given != given and other_family != family for other_given, other_family in others)


def _name(said):
    return values.key(said.get("given_name", "")), values.key(said.get("family_name", ""))

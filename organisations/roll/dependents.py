"""What in the portal points to people on the roll, whichever floor it stands on: asked of the models themselves."""

from dataclasses import dataclass

from django.db.models import ForeignKey

from organisations.models import Adult, Contact
from organisations.roll.models import AdultKnownAs, Change, ChildKnownAs, Planned, Verdict

# What follows from being on the roll and is called off with it, as the floors above say: {model: rows → such rows}.
FOLLOWS = {}
# How they call it off: functions of adults, each giving back the keys of those who must stay on file, off the roll.
CALL_OFF = []

BOOKKEEPING = (AdultKnownAs, ChildKnownAs, Change, Planned, Verdict)  # nobody needs a person because of it
MOST_NAMES = 5


@dataclass(frozen=True)
class Need:
    """Something that would lose its footing: what it is, how often, and for whom."""

    what: str
    number: int
    people: list

    @property
    def is_about_adults(self):
        return isinstance(self.people[0], Adult)

    @property
    def names(self):
        return [person.full_name for person in self.people]


def of(model, people, *, passing_over=None):
    """What depends on these people (their keys, as a query). Contacts that `passing_over` brought do not count."""
    found = []
    for relation in _relations(model):
        rows = relation.model.objects.filter(**{f"{relation.name}__in": people})
        if relation.model is Contact and passing_over is not None:
            rows = _added_by_hand(rows, passing_over)
        if follows := FOLLOWS.get(relation.model):
            rows = rows.exclude(pk__in=follows(rows).values("pk"))
        if number := rows.count():
            whom = model.objects.filter(pk__in=rows.values(relation.name)).order_by("family_name", "given_name")
            found.append(Need(str(relation.model._meta.verbose_name_plural), number, list(whom[:MOST_NAMES])))
    return found


def called_off_with(people):
    """How many of these adults (their keys, as a query) have something that is called off when they go."""
    asked = set()
    for relation in _relations(Adult):
        if follows := FOLLOWS.get(relation.model):
            rows = follows(relation.model.objects.filter(**{f"{relation.name}__in": people}))
            asked.update(rows.values_list(relation.name, flat=True))
    return len(asked)


def call_off(adults):
    """Call off what follows from their being on the roll; the keys of those who must stay on file."""
    return set().union(*(calling(adults) for calling in CALL_OFF))


def _relations(model):
    """Every foreign key to these people."""
    for field in model._meta.get_fields(include_hidden=True):
        points_here = field.auto_created and not field.concrete and isinstance(field.remote_field, ForeignKey)
        if points_here and field.related_model not in BOOKKEEPING:
            yield field.remote_field


def _added_by_hand(contacts, changes):
    """Contacts that these changes did not bring."""
    from_file = Contact.objects.filter(pk__in=contacts.values("pk"), adult__changes__in=changes)
    return contacts.exclude(pk__in=from_file.filter(child__changes__in=changes).values("pk"))

"""Keep the choices of the board under a name, for oneself."""

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.errors import DeclarationError
from declarations.lists.models import SavedList

KEPT = ("code", "q", "year", "class_name", "state", "sort")
MOST = 20


class CannotSave(DeclarationError):
    """Why a list cannot be kept, in words for whoever wanted to."""


def of(user, organisation):
    """The lists of one person at one organisation."""
    return SavedList.objects.filter(user=user, organisation=organisation)


def save(user, organisation, *, name, choices):
    """Keep these choices; a list of the same name is replaced."""
    kept = only_choices(choices)
    if not kept:
        raise CannotSave(_("Choose a year, a class, a state or a name first; then there is a list to keep."))
    mine = of(user, organisation)
    if mine.exclude(name=name).count() >= MOST:
        raise CannotSave(_("You have %(most)s lists. Remove one first.") % {"most": MOST})
    said = {"choices": kept, "saved_at": timezone.now()}
    return mine.update_or_create(organisation=organisation, user=user, name=name, defaults=said)[0]


def only_choices(query):
    """Of an address only what chooses: never a page number, nor anything that somebody added."""
    asked, kept = QueryDict(query), QueryDict(mutable=True)
    for name in KEPT:
        if asked.get(name):
            kept[name] = asked[name][:100]
    return kept.urlencode() if any(name != "code" for name in kept) else ""

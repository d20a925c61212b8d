"""The append-only log of who did what. The database refuses to change a line once it stands."""

from organisations.models import Event


def record(organisation, verb, about, *, by=None, **detail):
    """Write down that `by` (nobody: the portal itself, or a parent) did `verb` to `about`."""
    told = event(organisation, verb, about, by=by, **detail)
    told.save()
    return told


def event(organisation, verb, about, *, by=None, **detail):
    """The line itself, for who writes it together with more."""
    return Event(
        organisation=organisation,
        actor=by,
        verb=verb,
        about_type=about._meta.model_name,
        about_id=about.pk,
        detail=detail,
    )


def of(*things):
    """Everything recorded about these rows, oldest first."""
    events = Event.objects.none()
    for thing in things:
        events |= Event.objects.filter(about_type=thing._meta.model_name, about_id=thing.pk)
    return events.select_related("actor").order_by("at", "pk")

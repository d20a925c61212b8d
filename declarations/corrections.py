"""What an adult tells about the roll: a child missing, a detail wrong. Nothing changes until the office says so."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.errors import ToldOften
from declarations.models import Correction, Message
from declarations.post import ways
from declarations.post.models import Way
from organisations import history
from organisations.models import Adult

MOST_A_DAY = 5


@transaction.atomic
def tell(link, *, about, text):
    """Hand it to the office. A copy goes to the address on record, in case somebody else holds the link."""
    adult = Adult.objects.select_for_update(of=("self",), no_key=True).get(pk=link.adult_id)
    if adult.corrections.filter(at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ToldOften(_("That is a lot for one day. Please ring or write to the school office."))
    organisation = adult.school() or adult.controller
    return _keep(link, adult, organisation, about, text)


@transaction.atomic
def tell_not_mine(link, *, text):
    """Somebody has no parental responsibility: nothing is signed, and no reminder goes out while the office looks."""
    adult = Adult.objects.select_for_update(of=("self",), no_key=True).get(pk=link.adult_id)
    known = adult.corrections.filter(about=Correction.About.NOT_MINE, settled_at=None).first()
    return known or _keep(link, adult, adult.school() or adult.controller, Correction.About.NOT_MINE, text)


@transaction.atomic
def note_not_mine(adult, school, *, at):
    """The same, said at the school link before anybody knew who it was; whoever said it needs no copy."""
    if not adult.corrections.filter(about=Correction.About.NOT_MINE, settled_at=None).exists():
        about = Correction.About.NOT_MINE
        text = _("Said at the school link, before the office knew who it was.")
        _told(None, adult, school, about, text, at=at)


def note_differences(declaration, differences):
    """An answer came with details that are not the adult's: the office looks, and the address on record is told."""
    if not differences:
        return None
    adult, lines = Adult.objects.get(pk=declaration.request.adult_id), []
    for what, typed, on_roll in differences:
        told = {"what": what, "typed": typed, "on_roll": on_roll}
        lines.append(_("%(what)s typed: %(typed)s. On the roll: %(on_roll)s.") % told)
    organisation = adult.school() or declaration.request.version.policy.owner
    return _keep(declaration.link, adult, organisation, Correction.About.DIFFERS, "\n".join(lines))


@transaction.atomic
def settle(correction, *, by):
    """The office has looked at it. Settled twice is settled once."""
    now = timezone.now()
    if Correction.objects.filter(pk=correction.pk, settled_at=None).update(settled_at=now, settled_by=by):
        history.record(correction.organisation, "settled", correction, by=by)


def all_at(organisation):
    """What staff of this organisation may see; a trust's, also that of its schools."""
    return Correction.objects.filter(organisation__in=organisation.reached())


def open_at(organisation):
    """What waits to be looked at, oldest first."""
    return all_at(organisation).filter(settled_at=None)


def _keep(link, adult, organisation, about, text):
    return _told(link, adult, organisation, about, text, message=_owe_copy(adult, organisation))


def _told(link, adult, organisation, about, text, **more):
    told = Correction.objects.create(organisation=organisation, adult=adult, link=link, about=about, text=text, **more)
    history.record(organisation, "told_about_roll", told, adult=adult.pk, what=about)
    return told


def _owe_copy(adult, organisation):
    """By e-mail, or as a text where the school sends them to whoever has no e-mail."""
    if adult.contact_rule != Adult.ContactRule.NORMAL:
        return None
    texts = adult.phone and ways.with_texts().filter(pk=organisation.pk).exists()
    way = Way.EMAIL if adult.email else texts and Way.TEXT
    purpose = Message.Purpose.CORRECTION
    return Message.objects.create(organisation=organisation, adult=adult, purpose=purpose, way=way) if way else None

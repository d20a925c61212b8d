"""Paper: the words of a version, the answer given to them, and a page of evidence, as one PDF."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from declarations import statement
from declarations.models import Declaration, Message
from organisations import qr, seal
from policies import paper, words

LONDON = ZoneInfo("Europe/London")
UTC = ZoneInfo("UTC")
TO_THE_SECOND = "j F Y, H:i:s T"  # T names the zone: GMT, BST or UTC


def signed_copy(declaration, *, whole=False):
    """The words shown, the declaration and the evidence, as the bytes of one PDF.

    No clock and nothing by chance goes into it, so the same answer always gives the same bytes. `whole`: without
    stencil, as what somebody said in words of their own is always printed. Raises policies.errors.CannotPrint.
    """
    with translation.override(settings.LANGUAGE_CODE):
        context = paper.context_of(declaration.request.version) | {
            "declaration": declaration,
            "how": _how(declaration),
            "facts": _facts(declaration),
            "check": _check(declaration),
        }
    told = {
        "made_at": declaration.answered_at,
        "enclosures": _enclosures(declaration),
        "whole": whole or bool(declaration.comment),
    }
    return paper.printed("pdf/signed_copy.html", context, **told)


def masked(address):
    """Enough of an e-mail address for its owner to recognise it: s•••@home.example."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""


def _check(declaration):
    """Where anybody can ask whether this copy is genuine."""
    code = statement.code(declaration)
    address = settings.SITE_URL + reverse("check:code", args=[code])
    return {
        "address": address,
        "page": settings.SITE_URL + reverse("check:check"),
        "code": statement.spaced(code),
        "qr": qr.code(address),
        "is_demo": seal.is_demo(),
    }


def _enclosures(declaration):
    """The texts whose SHA-256 are known: whoever has the file can calculate them without the portal."""
    at, version = declaration.answered_at, declaration.request.version
    texts = [
        ("declaration.json", _("The answer"), statement.text(declaration)),
        ("words.json", _("The words"), words.canonical(version)),
    ]
    if declaration.salt:
        texts.append(("personal.json", _("Who answered"), statement.personal_text(declaration)))
    return [paper.Enclosure(name, description, text, at) for name, description, text in texts]


def _how(declaration):
    if declaration.recorded_by:
        values = {"route": declaration.get_route_display(), "person": declaration.recorded_by.full_name}
        return _("%(route)s; written down by %(person)s") % values
    if declaration.outcome == Declaration.Outcome.SIGNED:
        return _("Name typed by the adult and meant as a signature")
    return _("Answered by the adult online")


def _facts(declaration):
    """The evidence page: headings, whether what follows varies from answer to answer, and rows of (name, value, style).

    What is not known is left out.
    """
    parts = [
        (_("The words"), False, _words(declaration)),
        (_("The answer"), True, _answer(declaration)),
        (_("How it reached us"), True, _journey(declaration)),
    ]
    return [(heading, varies, [row for row in rows if row[1]]) for heading, varies, rows in parts]


def _words(declaration):
    version = declaration.request.version
    return [
        (_("Code"), version.title, ""),
        (_("Reference"), version.policy.reference, ""),
        (_("Version"), _("%(label)s, number %(number)s of this code") % vars(version), ""),
        (_("Language"), declaration.language, ""),
        (_("Approved"), _done(version.approved_at, version.approved_by, version.approving_body), ""),
        (_("Published"), _done(version.published_at, version.published_by), ""),
        (_("In force from"), _in(LONDON, version.effective_at), ""),
        (_("SHA-256 of the words"), declaration.content_hash, "code"),
    ]


def _answer(declaration):
    earlier = declaration.replaces_id and _("number %(number)s") % {"number": declaration.replaces_id}
    return [
        (_("Number"), str(declaration.pk), ""),
        (_("Answer"), declaration.get_outcome_display(), ""),
        (_("Name as typed"), declaration.typed_name, ""),
        (_("To the child, as said"), _relationship(declaration), ""),
        (_("Given as"), _how(declaration), ""),
        *((_("Child"), child["name"], "") for child in declaration.children),
        (_("UK time"), _in(LONDON, declaration.answered_at), ""),
        (_("World time"), _in(UTC, declaration.answered_at), ""),
        (_("In place of answer"), earlier, ""),
    ]


def _relationship(declaration):
    said = declaration.get_relationship_display()
    return _("%(said)s, with parental responsibility or care") % {"said": said} if declaration.is_responsible else said


def _journey(declaration):
    link = declaration.link
    message = link and link.message
    receipt = Message.objects.filter(declaration=declaration).first()
    recorded_by = declaration.recorded_by
    return [
        (_("Route"), declaration.get_route_display(), ""),
        (_("Written down by"), recorded_by and recorded_by.full_name, ""),
        (_("Adult"), _("number %(number)s on the school's roll") % {"number": declaration.request.adult_id}, ""),
        (_("Link made"), link and not message and _in(LONDON, link.created_at), ""),
        (_("Link sent"), message and _sent(message), ""),
        (_("Link first opened"), link and link.opened_at and _in(LONDON, link.opened_at), ""),
        (_("IP address"), declaration.ip_address, ""),
        (_("Browser"), declaration.user_agent, "code"),
        (_("Receipt"), receipt and _("e-mail number %(number)s") % {"number": receipt.pk}, ""),
    ]


def _sent(message):
    values = {"number": message.pk, "address": masked(message.to), "at": _in(LONDON, message.sent_at)}
    if not message.sent_at:
        return _("e-mail number %(number)s") % values
    return _("%(at)s, e-mail number %(number)s to %(address)s") % values


def _done(at, by, body=""):
    values = {"at": _in(LONDON, at), "who": ", ".join(filter(None, [by.full_name, body]))}
    return _("%(at)s by %(who)s") % values


def _in(zone, moment):
    return date_format(timezone.localtime(moment, zone), TO_THE_SECOND) if moment else ""

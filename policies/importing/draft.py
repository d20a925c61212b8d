"""A parsed code becomes a draft, of a new policy or the next one of a known: by the same verbs that people use."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from organisations import history
from policies import lifecycle, slots
from policies.errors import DraftUnderWay, Locked, WrongState
from policies.importing import dates, markup
from policies.models import Policy, PolicyVersion

RESIGN_RULES = {"any change": Policy.ResignRule.ANY, "substantial change": Policy.ResignRule.SUBSTANTIAL}
DECLARED = ("declaration", "undertakings_lead_in", "undertakings")
LANGUAGES = {"en": "en-gb"}
REFERENCE_LENGTH = Policy._meta.get_field("reference").max_length
TITLE_LENGTH = Policy._meta.get_field("title").max_length
LEAD_IN_LENGTH = PolicyVersion._meta.get_field("undertakings_lead_in").max_length
LABEL_LENGTH = PolicyVersion._meta.get_field("label").max_length


@dataclass(frozen=True)
class Wording:
    """What goes into the fields of a draft, and what the portal had to add so that it is complete."""

    title: str
    body: str
    declaration: str
    lead_in: str
    undertakings: tuple[str, ...]
    added: tuple[str, ...] = ()


@transaction.atomic
def make_draft(parsed, organisation, *, by, title="", source="", **settings):
    """A new policy of `organisation` whose first draft holds what was read; returns that draft.

    `parsed` comes from `read`; `by` is the member of staff who becomes the draft's author; `title` replaces the one
    that was read; `source` names the file in the history; `settings` are what a person set right. Form, cover and
    letter stay out of the body. Where the document declares nothing and something must be declared, the portal's own
    sentence stands there, and `wording_of(parsed).added` says so. What `parsed.needs_look` names is left for a person.
    """
    wording = wording_of(parsed, title)
    reference = _reference(organisation, parsed.doc_reference or wording.title)
    settings = settings_of(parsed) | settings
    policy = lifecycle.start_policy(organisation, by=by, title=wording.title, reference=reference, **settings)
    return _write(policy.draft, parsed, wording, by=by, source=source)


def settings_of(parsed):
    """The settings of a new policy, as the document has them."""
    return {
        "asks": parsed.requires,
        "resign_rule": RESIGN_RULES.get(parsed.resign_rule, Policy.ResignRule.SUBSTANTIAL),
        "review_months": dates.MONTHS_OF.get(parsed.review_interval, 12),
    }


@transaction.atomic
def make_next(parsed, policy, *, by, title="", source="", replace=False):
    """The next version of `policy` with the words that were read; what the policy asks for and when stays.

    An unfinished draft is replaced only if `replace` says so; words under review or approved never are.
    """
    policy = Policy.objects.select_for_update(of=("self",)).select_related("owner").get(pk=policy.pk)
    if policy.master_id:
        raise Locked(_("These words are your trust’s, so no file takes their place."))
    if policy.draft and policy.draft.status != PolicyVersion.Status.DRAFT:
        told = {"label": policy.draft.label, "status": policy.draft.get_status_display().lower()}
        raise WrongState(_("Version %(label)s stands in the way: %(status)s. Take it back or publish it first.") % told)
    if policy.draft and not replace:
        told = {"label": policy.draft.label}
        raise DraftUnderWay(_("Version %(label)s is being written. Say so if this file is to replace it.") % told)
    version = lifecycle.start_version(policy, by=by)
    wording = wording_of(parsed, title or policy.title, version)
    return _write(version, parsed, wording, by=by, source=source)


def unsaved(parsed, wording, policy):
    """The next version of `policy` as it would be, kept nowhere: to be compared with the words that stand."""
    kept = {name: lifecycle.as_kept(name, value) for name, value in _fields(parsed, wording).items()}
    return PolicyVersion(policy=policy, **kept)


def _write(version, parsed, wording, *, by, source):
    version = lifecycle.edit(version, by=by, label=_label(version, parsed), **_fields(parsed, wording))
    looks = len(parsed.needs_look) + len(wording.added)
    told = {"source": source, "to_look_at": looks, "next_review": parsed.next_review or ""}
    history.record(version.policy.owner, "imported", version, by=by, **told)
    return version


def _fields(parsed, wording):
    return {
        "title": wording.title,
        "body": wording.body,
        "declaration": wording.declaration,
        "undertakings_lead_in": wording.lead_in,
        "undertakings": list(wording.undertakings),
        "language": LANGUAGES.get(parsed.languages[0], parsed.languages[0]),
    }


def _label(version, parsed):
    """The document's own label, unless another version has it: then the next number."""
    label = (parsed.version_label or version.label)[:LABEL_LENGTH]
    taken = version.policy.versions.exclude(pk=version.pk).filter(label=label).exists()
    return version.label if taken else label


def wording_of(parsed, title="", standing=None):
    """The words of a draft as they would be made, without making it.

    `standing` is the version that this one goes on from: what it declares stays when the document declares nothing.
    """
    declaration, lead_in, undertakings = _declared(parsed)
    added = []
    if standing and not declaration and not undertakings:
        declaration, lead_in, undertakings = (slots.as_written(standing, name) for name in DECLARED)
        added.append(_("The document declares nothing; what parents declare stays as it is."))
    name = title or parsed.title
    if parsed.undertakings_leads and not parsed.promised_in_code:
        added.append(_("The form has several lists; the portal wrote “%(words)s” above them.") % {"words": lead_in})
    if not name:
        name = _("Code of conduct without a title")
        added.append(_("The document has no title; the portal wrote “%(title)s”.") % {"title": name})
    if not declaration and parsed.requires != Policy.Asks.INFORMATION:
        declaration = _standard_declaration(parsed)
        added.append(_("The document declares nothing; the portal wrote “%(words)s”.") % {"words": declaration})
    body = markup.body(parsed)
    if not body and parsed.undertakings and not standing:
        body = markup.listed(lead_in, undertakings or parsed.undertakings)
        added.append(_("All of the document is one declaration; its list is the text of the code as well."))
    return Wording(name[:TITLE_LENGTH], body, declaration, lead_in, tuple(undertakings), tuple(added))


def _declared(parsed):
    """(declaration, lead-in, undertakings) as a draft keeps them: no list without the words that lead into it."""
    text, lead_in = parsed.declaration_text or "", parsed.undertakings_lead_in
    if parsed.promised_in_code:
        return text, "", ()
    if parsed.undertakings_leads:
        for own in set(parsed.undertakings_leads) - {""}:
            text = text.replace(own, " ")
        text = " ".join(text.split())
        promises = zip(parsed.undertakings_leads, parsed.undertakings, strict=True)
        return text, _("What I agree to:"), tuple(f"{own} {promise}".strip() for own, promise in promises)
    if lead_in and len(lead_in) <= LEAD_IN_LENGTH and parsed.undertakings:
        return text.removesuffix(lead_in).strip(), lead_in, parsed.undertakings
    missing = [promise for promise in parsed.undertakings if promise not in text]
    return "\n".join(filter(None, [text, *missing])), "", ()


def _standard_declaration(parsed):
    if parsed.requires == Policy.Asks.ACKNOWLEDGEMENT:
        return _("I have read this code.")
    if parsed.undertakings and not parsed.promised_in_code:
        return _("I have read this code and agree to what is listed above.")
    return _("I have read this code and agree to follow it.")


def _reference(organisation, name):
    """A reference nobody uses yet, made from the document's own or from its title."""
    wanted = slugify(name)[:REFERENCE_LENGTH].strip("-") or "code"
    wanted = f"code-{wanted}" if wanted in lifecycle.ADDRESSES else wanted
    related = (organisation.owners() | organisation.reached()).distinct()
    used = set(Policy.objects.filter(owner__in=related).values_list("reference", flat=True))
    reference, number = wanted, 2
    while reference in used:
        reference = f"{wanted[: REFERENCE_LENGTH - 4]}-{number}"
        number += 1
    return reference

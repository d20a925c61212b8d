"""Small pieces of page that are easier to say in Python."""

import re
from datetime import date
from itertools import chain

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language_info

from organisations import languages
from organisations.forms import is_general

register = template.Library()

HEADING = re.compile(r"<h2\b")
NUMBERED = re.compile(
    r"<h[23]\b[^>]*>(?:\s|<[^>]+>)*(?:\d|[IVX]+[.)]|[A-Z][.)]|(?:Section|Part|Clause|Appendix)\s+[\dA-Z])"
    r"|<p\b[^>]*>(?:\s|<[^>]+>)*\d+(?:\.\d+)*[.)]\s"
)


@register.inclusion_tag("portal/layout/error_summary.html")
def error_summary(*forms):
    """Every error of these forms (some may be lists of forms) in one list, each a link to its field."""
    rows = []
    for form in chain.from_iterable(each if isinstance(each, list) else [each] for each in forms):
        if form is not None and form.is_bound:
            rows += [("", error) for error in form.non_field_errors()]
            rows += [("", error) for field in form.hidden_fields() for error in field.errors]
            rows += [(_first_id(field), words) for field in form.visible_fields() for words in _words(field)]
    return {"rows": rows}


@register.simple_tag(takes_context=True)
def fields(context, form):
    """A form's fields in the portal's own pack, without a form tag."""
    helper = getattr(form, "helper", None) or FormHelper(form)
    helper.form_tag, helper.disable_csrf, helper.include_media = False, True, False
    return render_crispy_form(form, helper=helper, context=context)


@register.simple_tag(takes_context=True)
def form_media(context, form):
    """The scripts and styles a form needs, with this page's nonce."""
    media = form.media
    return media.with_nonce(str(context["request"].csp_nonce)) if hasattr(media, "with_nonce") else media


@register.simple_block_tag
def heading(content, text, *, caption="", meta=""):
    """The top of a staff page; what stands inside are its actions."""
    words = {"text": text, "caption": caption, "meta": meta, "content": content}
    return render_to_string("components/heading.html", words)


@register.simple_block_tag
def notice(content, kind="info", *, title=""):
    """A box with something to know: ok, info, warn or error."""
    return render_to_string("components/notice.html", {"content": content, "kind": kind, "title": title})


@register.simple_tag
def pill(state, label=""):
    """A state in a word; a member of a TextChoices brings its own label."""
    return format_html('<span class="pill pill--{}">{}</span>', state, label or getattr(state, "label", state))


@register.inclusion_tag("components/steps.html")
def steps(current, **labels):
    """The steps of a way, in the order given; earlier ones are done, all are when it is past."""
    names = list(labels)
    at = names.index(current) if current in names else len(names)
    return {
        "steps": [
            {"label": label, "is_current": number == at, "is_done": number < at}
            for number, label in enumerate(labels.values())
        ]
    }


@register.inclusion_tag("components/progress.html")
def progress(counts, *, done, words, link="?state=", current=""):
    """How much of {state: number} is done, as a figure, a bar and a legend that filters."""
    in_order = [*done, *(state for state in counts if state not in done)]
    present = [(state, counts[state]) for state in in_order if counts[state]]
    parts, start = [], 0.0
    for (state, number), width in zip(present, _widths([n for _, n in present]), strict=True):
        place = {"start": f"{start:.2f}", "width": f"{width:.2f}", "url": f"{link}{state.value}"}
        parts.append(place | {"state": state.value, "label": state.label, "number": number})
        start += width
    percent = 100 * sum(counts[state] for state in done) // (sum(counts.values()) or 1)
    return {"parts": parts, "percent": percent, "words": words, "current": current}


def _widths(numbers):
    """Shares of 100, none too small to be seen."""
    shares = [max(number / sum(numbers), 0.008) for number in numbers]
    return [100 * share / sum(shares) for share in shares]


@register.filter
def as_far_as_known(day):
    """ "2025-11-04" as 4 November 2025, "2025-11" as November 2025, "2025" as it is."""
    year, month, day_of_month = [*day.split("-"), "", ""][:3]
    if not month:
        return year
    known = date(int(year), int(month), int(day_of_month or 1))
    return date_format(known, "j F Y" if day_of_month else "F Y")


@register.filter
def direction(language):
    """ltr or rtl, for words in this language."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.filter
def language_name(code):
    """A language as its speakers call it."""
    return languages.name(code)


@register.filter
def hinted(contact):
    """An address or number of which its owner knows enough, and nobody else: s…@home.example, …123."""
    name, at, domain = contact.rpartition("@")
    if at:
        return f"{name[:1]}…@{domain}"
    return f"…{contact[-3:]}" if contact else ""


@register.filter
def wants_numbers(body):
    """Whether we number the headings of these words: several, and nothing in them is numbered already."""
    return len(HEADING.findall(body)) > 1 and not NUMBERED.search(body)


def _words(bound):
    """Its errors, with the field's name before those that could be about any field."""
    for error, words in zip(bound.errors.as_data(), bound.errors, strict=True):
        is_named = error.code and is_general(bound.field, error.code)
        yield f"{bound.label} – {words}" if is_named else words


def _first_id(bound):
    """The id to jump to: a group of radios has no element with the field's own id."""
    if bound.use_fieldset:
        return next((choice.id_for_label for choice in bound.subwidgets), bound.auto_id)
    return bound.id_for_label or bound.auto_id

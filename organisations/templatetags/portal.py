"""Small pieces of page that are easier to say in Python."""

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info

register = template.Library()


@register.inclusion_tag("portal/layout/error_summary.html")
def error_summary(*forms):
    """Every error of these forms in one list, each a link to its field."""
    rows = []
    for form in forms:
        if form is not None and form.is_bound:
            rows += [("", error) for error in form.non_field_errors()]
            rows += [(_first_id(field), error) for field in form.visible_fields() for error in field.errors]
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


@register.simple_tag
def stacked_bar(parts, total, label):
    """A bar of (name, number) parts as SVG: attributes only, so a strict style-src blocks nothing."""
    rects, start = [], 0.0
    for name, number in parts:
        width = 100 * number / total if total else 0
        rects.append((name, f"{start:.3f}", f"{width:.3f}"))
        start += width
    inner = format_html_join("", '<rect class="bar-{}" x="{}" y="0" width="{}" height="10"/>', rects)
    return format_html(
        '<svg class="bar" role="img" aria-label="{}" viewBox="0 0 100 10" preserveAspectRatio="none">{}</svg>',
        label,
        inner,
    )


@register.filter
def direction(language):
    """ltr or rtl, for words in this language."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def _first_id(bound):
    """The id to jump to: a group of radios has no element with the field's own id."""
    if bound.use_fieldset:
        return next((choice.id_for_label for choice in bound.subwidgets), bound.auto_id)
    return bound.id_for_label or bound.auto_id

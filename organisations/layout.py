"""Layout objects of the portal's own crispy-forms pack."""

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import render_field
from django.template.loader import render_to_string
from django.utils.html import format_html_join


class Reveal(LayoutObject):
    """A question whose answers open further fields: Reveal("outcome", declined=["reason"]).

    CSS alone hides what is not chosen; a browser too old for that shows every field.
    """

    template = "portal/layout/reveal.html"

    def __init__(self, field, hints=None, **reveals):
        self.field, self.hints, self.reveals = field, hints or {}, reveals
        self.fields = [field] + [name for group in reveals.values() for name in group]

    def render(self, form, context, template_pack=None, **kwargs):
        form.rendered_fields.add(self.field)
        choices = form[self.field].subwidgets
        options = [self._option(choice, form, context, template_pack) for choice in choices]
        flat = context.flatten() | {"field": form[self.field], "options": options, "form_show_errors": True}
        return render_to_string(self.template, flat)

    def _option(self, option, form, context, template_pack):
        value = str(option.data["value"])
        hint = self.hints.get(value)
        if hint:
            option.data["attrs"]["aria-describedby"] = f"{option.id_for_label}_hint"
        names = self.reveals.get(value, [])
        fields = [(render_field(name, form, context, template_pack=template_pack),) for name in names]
        return option, hint, format_html_join("", "{}", fields)

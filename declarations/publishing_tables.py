"""The list of adults whom publishing a version would ask."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from declarations.tables import place

NAMES = ("family_name", "given_name", "pk")


class AskedTable(tables.Table):
    """One row for every adult: who, for which children, and how the question reaches them."""

    row_header = "adult"

    adult = tables.Column(
        verbose_name=_("Parent or carer"), accessor="full_name", order_by=("family_name", "given_name")
    )
    children = tables.Column(verbose_name=_("Children"), accessor="children_here", orderable=False)
    email = tables.Column(verbose_name=_("How"), empty_values=())

    class Meta:
        empty_text = _("Nobody would be asked.")

    def render_adult(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_children(self, value):
        return format_html_join(", ", "<bdi>{}</bdi> ({})", ((child, place(child)) for child in value))

    def render_email(self, value):
        return format_html("<bdi>{}</bdi>", value) if value else _("No e-mail address: on paper or in person")

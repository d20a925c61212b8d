"""What several tables share."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _


class TableOf(tables.Table):
    """The list of an organisation, whose rows lead to pages there."""

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def link(self, page, number, words):
        address = reverse(page, args=[self.organisation.slug, number])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, words)


class PickColumn(tables.Column):
    """A tick box named "pick" before each row; where scripts run, one in the header ticks all of the page.

    `names` is the accessor of what a row is about, for ears: "Pick Sam Okafor".
    """

    def __init__(self, *, names, **extra):
        cell = {"class": "pick"}
        super().__init__(orderable=False, attrs={"th": cell, "td": cell}, **extra)
        self.names = tables.A(names)

    @property
    def header(self):
        return format_html(
            '<span class="visually-hidden">{}</span>'
            '<label hidden><input type="checkbox" data-select-all="pick">'
            '<span class="pick__words">{}</span></label>',
            _("Picked"),
            _("Pick all on this page"),
        )

    def render(self, value, record):
        return format_html(
            '<label><input type="checkbox" name="pick" value="{}">'
            '<span class="visually-hidden">{} <bdi>{}</bdi></span></label>',
            value,
            _("Pick"),
            self.names.resolve(record),
        )

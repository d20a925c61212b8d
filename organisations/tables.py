"""Columns that several tables share."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _


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

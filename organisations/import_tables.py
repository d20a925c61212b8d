"""Lists about files brought in: the files, what one would change, what to look at in it."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from organisations.roll import telling
from organisations.roll.models import About, Change
from organisations.tables import TableOf


class ImportTable(TableOf):
    """Every file that came, newest first."""

    row_header = "file_name"

    file_name = tables.Column(verbose_name=_("File"), orderable=False)
    uploaded_at = tables.DateTimeColumn(verbose_name=_("Sent"), format="j M Y, H:i", orderable=False)
    uploaded_by = tables.Column(verbose_name=_("By"), orderable=False)
    state = tables.Column(verbose_name=_("State"), orderable=False)

    class Meta:
        empty_text = _("No file has been brought in yet.")

    def render_file_name(self, value, record):
        return self.link("roll:import", record.pk, value)

    def render_uploaded_by(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_state(self, value):
        return format_html('<span class="pill pill--{}">{}</span>', value.value, value.label)


class ChangeTable(tables.Table):
    """What a file would change, or has changed, one person or contact a row."""

    row_header = "name"

    name = tables.Column(verbose_name=_("Name"), accessor="full_name", orderable=False)
    about = tables.Column(verbose_name=_("Who"), orderable=False)
    differences = tables.Column(
        verbose_name=_("What"), empty_values=(), orderable=False, attrs={"td": {"class": "bare"}}
    )
    row = tables.Column(
        verbose_name=_("Row"), orderable=False, default="", attrs={"td": {"class": "number"}, "th": {"class": "number"}}
    )

    class Meta:
        empty_text = _("Nothing here.")

    def render_name(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_about(self, record):
        if record.about == About.CONTACT and record.child_name:
            return format_html("{} <bdi>{}</bdi>", _("Contact of"), record.child_name)
        return record.get_about_display()

    def render_differences(self, record):
        is_new = record.kind == Change.Kind.NEW
        template = "{0}: <bdi>{2}</bdi>" if is_new else "{0}: <del>{1}</del> <ins>{2}</ins>"
        told = (
            (what, before if before != "" else "–", after if after != "" else "–")
            for what, before, after in telling.differences(record)
        )
        return format_html_join(" · ", template, told)


class FindingTable(tables.Table):
    """What a person should look at, by row and column."""

    words = tables.Column(verbose_name=_("What"), orderable=False, attrs={"td": {"class": "bare"}})
    row = tables.Column(verbose_name=_("Row"), orderable=False, default="")
    column = tables.Column(verbose_name=_("Column"), orderable=False, default="")

    class Meta:
        sequence = ("row", "column", "words")
        empty_text = _("Nothing here.")

    def render_words(self, value):
        return format_html("<bdi>{}</bdi>", value)

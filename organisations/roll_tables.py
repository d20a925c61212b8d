"""Lists of the people on the roll."""

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from organisations.models import Adult
from organisations.tables import TableOf

NAMES = ("family_name", "given_name", "pk")


class PeopleTable(TableOf):
    """What both lists share: a name that leads to the person's page."""

    row_header = "name"
    page_of_one = ""
    name = tables.Column(verbose_name=_("Name"), accessor="full_name", order_by=NAMES)

    class Meta:
        empty_text = _("Nobody fits these choices.")

    def render_name(self, value, record):
        return self.link(self.page_of_one, record.pk, value)


class AdultTable(PeopleTable):
    """One row for every adult with a child here; children elsewhere are not told of."""

    page_of_one = "roll:adult"
    children = tables.Column(verbose_name=_("Children"), accessor="children_here", orderable=False, default="")
    email = tables.Column(verbose_name=_("E-mail"), default="", attrs={"td": {"class": "bare"}})
    contact_rule = tables.Column(verbose_name=_("Contact"), orderable=False)

    def render_children(self, value):
        return format_html_join(", ", "<bdi>{}</bdi>", ((child.full_name,) for child in value))

    def render_email(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_contact_rule(self, record):
        if record.contact_rule == Adult.ContactRule.NORMAL:
            return "" if record.email else format_html('<span class="pill pill--no_details">{}</span>', _("No e-mail"))
        return format_html(
            '<span class="pill pill--{}">{}</span>', record.contact_rule, record.get_contact_rule_display()
        )


class ChildTable(PeopleTable):
    """One row for every child here."""

    page_of_one = "roll:child"
    class_name = tables.Column(verbose_name=_("Class"), default="", order_by=("year_group", "class_name", *NAMES))
    adults = tables.Column(verbose_name=_("Parents and carers"), accessor="adults_now", orderable=False, default="")
    left_on = tables.Column(verbose_name=_("On roll"), empty_values=(), orderable=False)

    def render_class_name(self, value, record):
        return value or record.year_group

    def render_adults(self, value):
        return format_html_join(", ", "<bdi>{}</bdi>", ((adult.full_name,) for adult in value))

    def render_left_on(self, record):
        today = timezone.localdate()
        if record.left_on and record.left_on <= today:
            return _("left")
        return _("not yet") if record.joined_on > today else _("yes")

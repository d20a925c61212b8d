"""The office's lists as django-tables2 tables; templates/components/table.html gives them their look."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableQuerysetData

from declarations.standing import State
from organisations.tables import PickColumn, TableOf

DAY = "j M Y"
NAMES = ("adult__family_name", "adult__given_name", "pk")


class ByState(TableQuerysetData):
    """Requests in the order of their states, of which it may be known how many there are of each.

    Then nobody has to be counted, and a page is looked for among its own states alone. Otherwise the list is put in
    order once, and what is counted is also what the page is cut from.
    """

    def __init__(self, data, counts, everybody):
        super().__init__(data)
        self.counts, self.everybody, self.found = counts, everybody, None

    def __len__(self):
        return len(self._found()) if self.counts is None else sum(self.counts.values())

    def __getitem__(self, place):
        if self.counts is None:
            return self.everybody.filter(pk__in=self._found()[place]).order_by(*self.data.query.order_by)
        first = self.data.query.order_by[0]
        return self._among_its_states(first, place) if first.lstrip("-") == "rank" else self.data[place]

    def _found(self):
        """The numbers of all requests on the list, in order."""
        if self.found is None:
            self.found = list(self.data.values_list("pk", flat=True))
        return self.found

    def _among_its_states(self, first, place):
        states, passed, skipped = [], 0, 0
        for state in reversed(State) if first.startswith("-") else State:
            passed += self.counts.get(state, 0)
            if not states and passed <= place.start:
                skipped = passed
            elif passed - self.counts.get(state, 0) < place.stop:
                states.append(state)
        return self.data.filter(state__in=states)[place.start - skipped : place.stop - skipped]


class BoardTable(TableOf):
    """One row for every adult asked. Adults of the same name are told apart by their children."""

    row_header = "adult"

    pick = PickColumn(names="adult__full_name", accessor="pk")
    adult = tables.Column(verbose_name=_("Parent or carer"), order_by=NAMES)
    children = tables.Column(verbose_name=_("Children"), accessor="adult__children_here", orderable=False)
    state = tables.Column(verbose_name=_("State"), order_by=("rank", *NAMES))
    last_contact = tables.DateTimeColumn(
        verbose_name=_("Last contact"), format=DAY, default="", attrs={"td": {"class": "day"}}
    )

    class Meta:
        empty_text = _("Nobody fits these choices.")

    def render_adult(self, value):
        return self.link("declarations:adult", value.pk, value)

    def render_children(self, value):
        return format_html_join(", ", "<bdi>{}</bdi> ({})", ((child, place(child)) for child in value))

    def render_state(self, value):
        return _pill(State(value))


class MessageTable(TableOf):
    """One row for every message, newest first."""

    row_header = "adult"

    adult = tables.Column(verbose_name=_("To"), order_by=NAMES)
    subject = tables.Column(verbose_name=_("Message"), empty_values=(), orderable=False)
    to = tables.Column(verbose_name=_("Address"), default="", attrs={"td": {"class": "bare"}})
    state = tables.Column(verbose_name=_("State"), orderable=False)
    created_at = tables.DateTimeColumn(verbose_name=_("Written"), format=f"{DAY}, H:i", attrs={"td": {"class": "day"}})

    class Meta:
        empty_text = _("No message fits these choices.")

    def render_adult(self, value, record):
        return self.link("declarations:message", record.pk, value)

    def render_subject(self, value, record):
        """Words are written when it is sent; until then, what kind of message it is."""
        return value or record.get_purpose_display()

    def render_to(self, value):
        return format_html("<bdi>{}</bdi>", value)

    def render_state(self, value):
        return _pill(value)


def _number(label, accessor):
    cell = {"class": "number"}
    return tables.Column(verbose_name=label, accessor=accessor, orderable=False, attrs={"th": cell, "td": cell})


class SchoolTable(tables.Table):
    """One row for every school and code, in figures."""

    row_header = "school"

    school = tables.Column(verbose_name=_("School"), accessor="school__name")
    code = tables.Column(verbose_name=_("Code"), accessor="title", empty_values=(), orderable=False)
    adopted = tables.Column(verbose_name=_("Trust’s version"), empty_values=(), default="", orderable=False)
    percent = tables.Column(verbose_name=_("Agreed"), attrs={"th": {"class": "number"}, "td": {"class": "number"}})
    asked = _number(_("Asked"), "asked")
    reached = _number(_("Reached"), "reached")
    waiting = _number(_("No answer yet"), "waiting")
    talks = _number(_("Want to talk"), "talks")
    said_no = _number(_("Said no"), "said_no")
    unreached = _number(_("Not reached"), "unreached")
    review_on = tables.DateColumn(
        verbose_name=_("Next review"), format=DAY, default="", orderable=False, attrs={"td": {"class": "day"}}
    )

    class Meta:
        empty_text = _("The trust has no school yet.")

    def render_school(self, value, record):
        address = reverse("declarations:board", args=[record.school.slug])
        question = format_html("?code={}", record.version.policy_id) if record.version else ""
        return format_html('<a href="{}{}"><bdi>{}</bdi></a>', address, question, value)

    def render_code(self, record):
        if record.version is None:
            return _("Nothing asks for an answer")
        return _("%(title)s, version %(label)s") % {"title": record.title, "label": record.version.label}

    def render_adopted(self, record):
        if record.is_behind:
            told = {"label": record.adopted.label, "newest": record.master_in_force.label}
            return _("%(label)s; %(newest)s is in force") % told
        return record.adopted.label if record.adopted else ""

    def render_percent(self, value, record):
        return f"{record.agreed} ({value}%)" if record.asked else ""


def place(child):
    """Where a child is found in school: the class, or else the year group."""
    return child.class_name or child.year_group or child.school.name


def _pill(state):
    return format_html('<span class="pill pill--{}">{}</span>', state.value, state.label)

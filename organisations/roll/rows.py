"""Rows of a spreadsheet become entries: each cell is read by what its column means, each problem said by its place."""

from functools import lru_cache

from django.utils.translation import gettext as _

from organisations.roll import columns, values
from organisations.roll.entries import Entry, Problem, Skipped, facts

ADDRESS = ("address", "address_2", "address_3", "town", "county", "postcode")
READERS = {
    "given_name": values.name,
    "family_name": values.name,
    "full_name": values.full_name,
    "upn": values.upn,
    "number": values.words,
    "year_group": values.year_group,
    "class_name": lambda text: values.words(text, 50),
    "birth": values.day,
    "joined_on": values.day,
    "left_on": values.day,
    "status": values.status,
    "in_care": values.truth,
    "school": values.words,
    "relationship": values.words,
    "parental_responsibility": values.truth,
    "priority": values.rank,
    "email": values.email,
    "other_email": values.email,
    "phone": values.phone,
    "other_phone": values.phone,
    **dict.fromkeys(ADDRESS, values.address),
    "language": values.language,
    "no_contact": values.truth,
}
NAMES = ("given_name", "family_name", "full_name")
REPEATED = 2_048  # cells of one meaning whose reading is remembered: names, classes, schools come again and again
INSTRUCTIONS_WITHIN = 2


class Reader:
    """Reads rows of one file: `layout` says what its columns mean, `schools` which schools it may speak of."""

    def __init__(self, layout, schools):
        self.schools = schools
        self.places = {}  # {"child": {field: (place, title, how it is read)}, "adult1": …}
        self.school_of = lru_cache(REPEATED)(lambda name: schools.get(values.key(name)))
        self.relationship = lru_cache(REPEATED)(lambda role: (values.is_no_parent(role), values.relationship(role)))
        titles = list(columns.titles(layout["headers"]))
        for place, meaning in enumerate(layout["meanings"]):
            if meaning:
                who, _dot, name = meaning.partition(".")
                reader = lru_cache(REPEATED)(READERS[name])
                self.places.setdefault(who, {})[name] = (place, titles[place], reader)
        self.child_places = self.places.pop("child", {})
        self.width = max((place + 1 for place, meaning in enumerate(layout["meanings"]) if meaning), default=0)
        self.cells_of_child, self.child_told = None, None
        self.related = columns.relationships(layout["headers"], layout["meanings"])

    def read(self, records, header_row):
        """Entries, problems and rows passed over, in the order of the file."""
        data = 0
        for row, cells in records:
            if row <= header_row:
                continue
            data += 1
            if data <= INSTRUCTIONS_WITHIN and columns.is_instruction(cells):
                yield Skipped(row, _("Instructions"))
                continue
            yield from self._row(row, cells + [""] * (self.width - len(cells)))

    def _row(self, row, cells):
        said, child, problems = self._told_of_child(row, cells)
        yield from problems
        if child is None:
            return
        if said.get("status") == "applicant":
            yield Skipped(row, _("Applicants are not asked to sign"))
            return
        birth = said["birth"].isoformat() if said.get("birth") else ""
        entries = []
        for who, places in sorted(self.places.items()):
            for found in self._adult(row, cells, who, places, said):
                if isinstance(found, tuple):
                    entries.append(Entry(row, child, *found, birth=birth))
                else:
                    yield found
        yield from entries or [Entry(row, child, birth=birth)]

    def _told_of_child(self, row, cells):
        """What the child's cells say: in the next row, often the same once more."""
        here = [cells[place] for place, _title, _reader in self.child_places.values()]
        if here != self.cells_of_child:
            said, problems = self._cells(row, cells, self.child_places, "leaves_out_child")
            child, more = self._child(row, said, problems)
            if problems or more:
                return said, child, problems + more
            self.cells_of_child, self.child_told = here, (said, child, [])
        return self.child_told

    def _cells(self, row, cells, places, without_name):
        """What the cells say, and what in them cannot be read; `without_name` is what follows for a name."""
        said, problems = {}, []
        for name, (place, title, reader) in places.items():
            try:
                said[name] = reader(cells[place])
            except values.Unreadable as error:
                shown = values.tidy(cells[place])[:60]
                words = _("“%(text)s” %(why)s.") % {"text": shown, "why": error}
                problems.append(Problem(row, title, words, **{without_name: name in NAMES}))
                said[name] = None
        return said, problems

    def _child(self, row, said, problems):
        given, family = _names(said)
        school, trouble = self._school(row, said)
        if trouble:
            return None, [trouble]
        if _has_unreadable_name(said):
            return None, []  # the cell itself says why
        if not given:
            title = _title_of_names(self.child_places)
            return None, [Problem(row, title, _("The row names no child."), leaves_out_child=True)]
        child = facts(
            school=school,
            given_name=given,
            family_name=family,
            upn=said.get("upn"),
            number=said.get("number"),
            year_group=said.get("year_group"),
            class_name=said.get("class_name"),
            joined_on=_iso(said.get("joined_on")),
        )
        child["left_on"] = _iso(said.get("left_on")) or ("left" if said.get("status") == "left" else "")
        return child, []

    def _school(self, row, said):
        """The school a row is about: the one named, or the only one there is."""
        if said.get("school"):
            found = self.school_of(said["school"])
            if found:
                return found, None
        elif "school" not in said and len(set(self.schools.values())) == 1:
            return next(iter(self.schools.values())), None
        title = self.child_places.get("school", (0, "", None))[1]
        words = _("The row does not name one of your schools.")
        return None, Problem(row, title, words, leaves_out_child=True)

    def _adult(self, row, cells, who, places, child_said):
        """One adult of a row as (adult, contact); before it what cannot be read. Of a surgery nothing matters."""
        said, problems = self._cells(row, cells, places, "leaves_out_adult")
        if not any(said.values()) and not problems:
            return
        role = said.get("relationship") or self.related.get(who, "")
        is_no_parent, relationship = self.relationship(role)
        if is_no_parent:
            yield Skipped(row, _("Not a parent or carer: %s") % role)
            return
        yield from problems
        if _has_unreadable_name(said):
            return  # the cell itself says why
        given, family = _names(said)
        if not (given or family):
            title = _title_of_names(places)
            yield Problem(row, title, _("The parent or carer has no name."), leaves_out_adult=True)
            return
        adult = facts(
            given_name=given if family else "",
            family_name=family or given,
            number=said.get("number"),
            email=said.get("email") or said.get("other_email"),
            phone=said.get("phone") or said.get("other_phone"),
            address=_address(said),
            language=said.get("language"),
            contact_rule=contact_rule(said.get("no_contact"), child_said.get("in_care"), relationship),
        )
        contact = facts(
            relationship=relationship,
            parental_responsibility=said.get("parental_responsibility"),
            priority=said.get("priority"),
        )
        yield adult, contact


def contact_rule(no_contact, in_care, relationship):
    """What a source may ask for: less contact, never more. A foster carer of a child in care is written to."""
    if no_contact:
        return "court_order"
    return "corporate_parent" if in_care and relationship != "foster_carer" else ""


def _names(said):
    """(given name, family name), from two columns or from one."""
    given, family = said.get("given_name") or "", said.get("family_name") or ""
    if not given and not family and said.get("full_name"):
        given, family = said["full_name"]
    return (given, family) if given else (family, "")


def _has_unreadable_name(said):
    return None in [said.get(name, "") for name in NAMES]


def _title_of_names(places):
    return next((title for name, (_place, title, _reader) in places.items() if name in NAMES), "")


def _address(said):
    lines = [said[name] for name in ADDRESS if said.get(name)]
    return values.address("\n".join(lines)) if lines else ""


def _iso(day):
    return day.isoformat() if day else ""

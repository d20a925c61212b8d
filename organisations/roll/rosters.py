"""OneRoster 1.1 and 1.2, and Microsoft School Data Sync: zips of CSV files that point to each other.

They are joined in a throw-away SQLite file, so that memory stays the same for a trust of any size.
"""

import contextlib
import io
import sqlite3

from django.utils.translation import gettext as _

from organisations.roll import archives, tables, values
from organisations.roll.entries import Entry, Problem, Skipped, facts

TABLES = """
CREATE TABLE person (id TEXT PRIMARY KEY, place INTEGER, file TEXT, given TEXT, family TEXT, email TEXT, phone TEXT,
                     other TEXT, grade TEXT, role TEXT, org TEXT, status TEXT);
CREATE TABLE tie (child TEXT, adult TEXT, role TEXT, PRIMARY KEY (child, adult));
CREATE TABLE org (id TEXT PRIMARY KEY, name TEXT, number TEXT, kind TEXT);
CREATE TABLE class (id TEXT PRIMARY KEY, title TEXT);
CREATE TABLE seat (child TEXT, class TEXT, PRIMARY KEY (child, class));
"""
PERSON = "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# A teacher can be a parent too: it is as the parent that they are on the roll.
ROLE = """
UPDATE person SET role = :role, org = :org, grade = coalesce(nullif(:grade, ''), grade)
WHERE id = :id AND (role = '' OR :role IN ('student', 'parent', 'guardian', 'relative'))
"""
CHILDREN = """
SELECT c.*, (SELECT min(title) FROM seat JOIN class ON class.id = seat.class WHERE seat.child = c.id) AS class
FROM person c WHERE c.role = 'student' ORDER BY c.place
"""
ADULTS = """
SELECT a.*, tie.role AS tie_role FROM tie JOIN person a ON a.id = tie.adult WHERE tie.child = ? ORDER BY a.place
"""
GONE = {"tobedeleted", "inactive"}
STUDENT, PARENTS = "student", {"parent", "guardian", "relative", "contact", "other", ""}


def is_roster(names):
    """Whether an archive holds the files of a roster: {name in small letters: …}."""
    return "users.csv" in names or "student.csv" in names


def is_school_data_sync(names):
    return "relationships.csv" in names or "student.csv" in names


def read(file, schools):
    """Entries, problems and people passed over. A row is that of the person in their own file."""
    with archives.opened(file) as archive, contextlib.closing(sqlite3.connect("")) as database:
        database.row_factory = sqlite3.Row
        database.executescript(TABLES)
        Loader(archive, database).load()
        places = _places(database, schools)
        for child in database.execute(CHILDREN):
            yield from _child(database, child, places)


class Loader:
    """Brings the files of either kind into one shape."""

    def __init__(self, archive, database):
        self.archive, self.database, self.names = archive, database, archives.names(archive)

    def load(self):
        with self.database:
            if "users.csv" in self.names:
                self._users()
            else:
                self._version_1()
            self._classes()

    def _users(self):
        for place, row in self._rows("users.csv"):
            name = row["sourcedid"]
            self._person(name, place, "users.csv", row, role=row["role"].casefold(), org=_first(row["orgsourcedids"]))
            for other in filter(None, map(str.strip, row["agentsourcedids"].split(","))):
                pair = (name, other) if row["role"].casefold() == STUDENT else (other, name)
                self._tie(*pair, "")
                if not row["role"]:  # 1.2 says roles elsewhere: either of the two may be the child
                    self._tie(other, name, "")
        for _place, row in self._rows("roles.csv"):
            given = {"role": row["role"].casefold(), "org": row["orgsourcedid"], "grade": row["grade"]}
            self.database.execute(ROLE, given | {"id": row["usersourcedid"]})
        for _place, row in self._rows("relationships.csv"):
            self._tie(row["usersourcedid"], row["relationshipusersourcedid"], row["relationshiprole"].casefold())
        for _place, row in self._rows("orgs.csv"):
            given = (row["sourcedid"], row["name"], row["identifier"], row["type"].casefold())
            self.database.execute("INSERT OR REPLACE INTO org VALUES (?, ?, ?, ?)", given)

    def _version_1(self):
        """School Data Sync 1: parents are known by their e-mail address."""
        for place, row in self._rows("student.csv"):
            org = row["school sis id"] or row["school dfe number"]
            self._person(row["sis id"] or row["id"], place, "student.csv", row, role=STUDENT, org=org)
        for place, row in self._rows("user.csv"):
            self._person(row["email"].casefold(), place, "user.csv", row, role="parent", org="")
        for _place, row in self._rows("guardianrelationship.csv"):
            self._tie(row["sis id"], row["email"].casefold(), row["role"].casefold())
        for _place, row in self._rows("school.csv"):
            number = row["sis id"] or row["id"] or row["dfe number"]
            given = (number, row["name"] or row["school name"], row["urn"], "school")
            self.database.execute("INSERT OR REPLACE INTO org VALUES (?, ?, ?, ?)", given)

    def _classes(self):
        """Only a homeroom is a class as schools speak of it; lessons are not."""
        for _place, row in self._rows("classes.csv"):
            if row["classtype"].casefold() == "homeroom":
                self.database.execute("INSERT OR REPLACE INTO class VALUES (?, ?)", (row["sourcedid"], row["title"]))
        for _place, row in self._rows("enrollments.csv"):
            if row["role"].casefold() == STUDENT and row["status"].casefold() not in GONE:
                pair = (row["usersourcedid"], row["classsourcedid"])
                self.database.execute("INSERT OR IGNORE INTO seat VALUES (?, ?)", pair)

    def _person(self, name, place, file, row, *, role, org):
        given = (
            row["preferredgivenname"] or row["givenname"] or row["first name"],
            row["preferredfamilyname"] or row["familyname"] or row["last name"],
            row["email"],
            row["sms"] or row["phone"],
            next(filter(values.is_upn, (row["identifier"], row["useridentifier"], row["upn"])), ""),
            row["grades"] or row["grade"],
        )
        rest = (role, org or row["primaryorgsourcedid"], row["status"].casefold())
        self.database.execute(PERSON, (name, place, file, *given, *rest))

    def _tie(self, child, adult, role):
        self.database.execute("INSERT OR REPLACE INTO tie VALUES (?, ?, ?)", (child, adult, role))

    def _rows(self, name):
        """(row number, {header in small letters: cell}) of a file, if it is there; what it lacks is empty."""
        if name not in self.names:
            return
        with self.archive.open(self.names[name]) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
            found = tables.checked(tables.read(text, ","))
            headers = [header.strip().casefold() for header in next(found, (0, []))[1]]
            for place, cells in found:
                yield place, Row(zip(headers, map(str.strip, cells), strict=False))


class Row(dict):
    def __missing__(self, _header):
        return ""


def _places(database, schools):
    """{organisation in the file: the school's number here}."""
    orgs = list(database.execute("SELECT * FROM org WHERE kind = 'school'"))
    only = set(schools.values())
    if len(only) == 1 and len(orgs) < 2:
        return dict.fromkeys([org["id"] for org in orgs] + [""], next(iter(only)))
    named = (
        (org["id"], schools.get(values.key(org["number"])) or schools.get(values.key(org["name"]))) for org in orgs
    )
    return {name: school for name, school in named if school}


def _child(database, row, places):
    school = places.get(row["org"]) or places.get("")
    problems = []
    given, family = _names(row, problems)
    if school is None or not (given or family):
        words = _("The pupil has no name.") if school else _("The pupil is not at one of your schools.")
        yield Problem(row["place"], row["file"], words, leaves_out_child=True)
        return
    year_group, class_name = _read(row, "grade", values.year_group, problems), _read(row, "class", _class, problems)
    child = facts(
        school=school, given_name=given or family, family_name=family if given else "", number=row["id"][:100],
        upn=row["other"], year_group=year_group, class_name=class_name,
    )  # fmt: skip
    child["left_on"] = "left" if row["status"] in GONE else ""
    adults = list(_adults(database, row["id"], problems))
    yield from problems
    yield from (each for each in adults if not isinstance(each, tuple))
    pairs = [each for each in adults if isinstance(each, tuple)]
    yield from [Entry(row["place"], child, *pair) for pair in pairs] or [Entry(row["place"], child)]


def _adults(database, child, problems):
    for row in database.execute(ADULTS, (child,)):
        role = row["tie_role"] or row["role"]
        if row["role"] not in PARENTS or role not in PARENTS:
            yield Skipped(row["place"], _("Not a parent or carer: %s") % role)
            continue
        if row["status"] in GONE:
            continue
        given, family = _names(row, problems)
        if not (given or family):
            yield Problem(row["place"], row["file"], _("The parent or carer has no name."), leaves_out_adult=True)
            continue
        adult = facts(
            given_name=given if family else "", family_name=family or given, number=row["id"][:100],
            email=_read(row, "email", values.email, problems), phone=_read(row, "phone", values.phone, problems),
        )  # fmt: skip
        yield adult, facts(relationship=values.relationship(role) if role == "guardian" else "")


def _names(row, problems):
    return _read(row, "given", values.name, problems), _read(row, "family", values.name, problems)


def _class(text):
    return values.words(text, 50)


def _read(row, column, reader, problems):
    try:
        return reader(row[column] or "")
    except values.Unreadable as error:
        words = _("“%(text)s” %(why)s.") % {"text": values.tidy(row[column])[:60], "why": error}
        problems.append(Problem(row["place"], f"{row['file']}, {column}", words))
        return ""


def _first(text):
    return text.split(",")[0].strip()

"""The DfE's Common Transfer File: pupils and their contacts by the names of elements, whatever the version."""

from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from organisations.errors import FileRefused
from organisations.roll import rows, values
from organisations.roll.entries import Entry, Problem, Skipped, facts

ROOTS = ("ctfile", "atfile")
MOBILE = "M"


def is_ctf(file):
    """Whether the outermost element is that of a transfer file. XML that is none is refused."""
    file.seek(0)
    for _event, element in _parsed(file, ("start",)):
        if _name(element).casefold() not in ROOTS:
            raise FileRefused(_("This is XML, but not a Common Transfer File."))
        return True
    return False


def read(file, schools):
    """Entries, problems and contacts passed over. A row is the place of a pupil in the file."""
    file.seek(0)
    header, place, root = {}, 0, None
    for event, element in _parsed(file, ("start", "end")):
        root = element if root is None else root
        if event == "start":
            continue
        if _name(element) in ("SourceSchool", "DestSchool"):
            header[_name(element)] = [_text(element, name) for name in ("URN", "SchoolName")]
        elif _name(element) == "Pupil":
            place += 1
            yield from _pupil(place, element, _school(header, schools))
            element.clear()


def _parsed(file, events):
    """The file piece by piece; a document type is refused, for it is where entity bombs are."""
    try:
        yield from iterparse(file, events=events, forbid_dtd=True)
    except DefusedXmlException:
        raise FileRefused(
            _("This XML declares a document type, which no transfer file does. It was not read.")
        ) from None
    except (ParseError, UnicodeError, ValueError, LookupError):
        raise FileRefused(_("This XML is damaged. Please export the Common Transfer File again.")) from None


def _school(header, schools):
    """The school a file was sent to, or came from; a school on its own needs no name."""
    if len(set(schools.values())) == 1:
        return next(iter(schools.values()))
    named = (schools.get(values.key(name)) for end in ("DestSchool", "SourceSchool") for name in header.get(end, ()))
    return next(filter(None, named), None)


def _pupil(place, pupil, school):
    said, problems = _read(place, pupil, CHILD)
    basic = _child(pupil, "BasicDetails")
    if basic is not None:
        more, trouble = _read(place, basic, BASIC)
        said, problems = said | more, problems + trouble
    yield from problems
    if school is None:
        yield Problem(place, "DestSchool", _("The file does not name one of your schools."), leaves_out_child=True)
        return
    if not (said.get("given_name") or said.get("family_name")):
        yield Problem(place, "Forename", _("The pupil has no name."), leaves_out_child=True)
        return
    birth = said.pop("birth", None)
    child = facts(school=school, **said) | {"left_on": ""}
    if "given_name" not in child:
        child["given_name"] = child.pop("family_name")
    birth = birth.isoformat() if birth else ""
    in_care = any(_text(each, "InCare").casefold() in values.YES for each in _all(pupil, "LookedAfter"))
    contacts = list(_contacts(place, pupil, in_care))
    yield from (each for each in contacts if not isinstance(each, tuple))
    adults = [each for each in contacts if isinstance(each, tuple)]
    yield from [Entry(place, child, *pair, birth=birth) for pair in adults] or [Entry(place, child, birth=birth)]


def _contacts(place, pupil, in_care):
    for contact in _below(pupil, "Contacts", "Contact"):
        said, problems = _read(place, contact, ADULT)
        yield from problems
        role = _text(contact, "Relationship")
        if values.is_no_parent(role):
            yield Skipped(place, _("Not a parent or carer: %s") % role)
            continue
        names = said.get("given_name"), said.get("family_name")
        if not any(names):
            yield Problem(place, "Contact", _("The parent or carer has no name."), leaves_out_adult=True)
            continue
        relationship = values.relationship(role)
        given, family = names if names[1] else ("", names[0])
        adult = facts(
            given_name=given,
            family_name=family,
            email=said.get("email"),
            phone=_phone(contact),
            address=_address(contact, pupil),
            contact_rule=rows.contact_rule(False, in_care, relationship),
        )
        yield (
            adult,
            facts(
                relationship=relationship,
                parental_responsibility=said.get("parental_responsibility"),
                priority=said.get("priority"),
            ),
        )


CHILD = {
    "UPN": ("upn", values.upn),
    "Surname": ("family_name", values.name),
    "Forename": ("given_name", values.name),
    "DOB": ("birth", values.day),
    "NCyearActual": ("year_group", values.year_group),
}
BASIC = {"NCyearActual": ("year_group", values.year_group)}
ADULT = {
    "Surname": ("family_name", values.name),
    "Forename": ("given_name", values.name),
    "Email": ("email", values.email),
    "Responsibility": ("parental_responsibility", values.truth),
    "Order": ("priority", values.rank),
}


def _read(place, element, readers):
    """What these elements say, and what in them cannot be read."""
    said, problems = {}, []
    for name, (fact, reader) in readers.items():
        text = _text(element, name)
        try:
            said[fact] = reader(text)
        except values.Unreadable as error:
            words = _("“%(text)s” %(why)s.") % {"text": values.tidy(text)[:60], "why": error}
            problems.append(Problem(place, name, words))
    return {fact: value for fact, value in said.items() if value not in ("", None)}, problems


def _phone(contact):
    """A mobile number, else the first; what is no number is nobody's."""
    phones = [
        (_text(each, "TelephoneType") != MOBILE, _text(each, "PhoneNo")) for each in _below(contact, "Phones", "Phone")
    ]
    for _is_other, number in sorted(phones, key=lambda phone: phone[0]):
        try:
            return values.phone(number)
        except values.Unreadable:
            continue
    return ""


def _address(contact, pupil):
    """Where a contact lives, or the pupil does when they live together; what cannot be read is nobody's."""
    found = _child(contact, "Address")
    if found is not None and _text(found, "AddressAsPupil").casefold() in values.YES:
        found = _child(pupil, "Address")
    if found is None:
        return ""
    lines = _child(found, "AddressLines")
    if lines is None:
        street = " ".join(filter(None, (_text(found, "PAON"), _text(found, "Street"))))
        parts = [_text(found, "SAON"), street, _text(found, "Locality")]
    else:
        parts = [_text(lines, f"AddressLine{number}") for number in range(1, 6)]
    towns = (_text(found, name) for name in ("PostTown", "Town"))
    parts += [next(filter(None, towns), ""), _text(found, "County"), _text(found, "PostCode")]
    try:
        return values.address("\n".join(parts))
    except values.Unreadable:
        return ""


def _name(element):
    return element.tag.rpartition("}")[2]


def _all(element, name):
    return [each for each in element if _name(each) == name]


def _child(element, name):
    return next(iter(_all(element, name)), None)


def _below(element, outer, inner):
    """Contacts/Contact, and Contact alone."""
    found = _all(element, inner)
    for each in _all(element, outer):
        found += _all(each, inner)
    return found


def _text(element, name):
    found = _child(element, name)
    return (found.text or "") if found is not None else ""

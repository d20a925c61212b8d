"""What the database works out for a whole file at once is what these rules, in plain Python, say of one person."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisations.models import Adult, Contact
from organisations.roll import comparing, planning
from organisations.roll.models import AdultKnownAs, ChildKnownAs, Import, Line, Verdict
from tests import factories as make

DAY = date(2026, 11, 21)
names = st.sampled_from(["Sam", "Jo", "O’Brien"])
days = st.sampled_from(["2020-09-01", "2024-09-01", "2026-11-20"])


def some(**strategies):
    """Facts of which any may be missing."""
    return st.fixed_dictionaries({}, optional=strategies)


child_facts = some(
    given_name=names, family_name=names, upn=st.just("R674123101121"), year_group=st.sampled_from(["4", "5"]),
    class_name=st.sampled_from(["4 Oak", "5 Elm"]), joined_on=days,
)  # fmt: skip
leaving = st.sampled_from(["", "left", "2022-07-20", "2027-07-20"])
children = st.tuples(child_facts, leaving).map(lambda told: told[0] | {"left_on": told[1]})
rules = st.sampled_from(["court_order", "corporate_parent"])
adults = some(
    given_name=names, family_name=names, email=st.sampled_from(["a@home.example", "b@home.example"]),
    phone=st.just("07700 900111"), address=st.just("1 High Street"), language=st.sampled_from(["pl", "en-gb"]),
    contact_rule=rules,
)  # fmt: skip
contacts = some(
    relationship=st.sampled_from(["mother", "other"]), parental_responsibility=st.booleans(),
    priority=st.sampled_from([1, 2]),
)  # fmt: skip
numbers = st.sampled_from(["", "17"])
through_the_database = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def of_fields(fields, facts, kept, said):
    """(before, after, said): what the source says anew, and where that differs from the roll."""
    before, after, said_now = {}, {}, dict(said)
    for name in fields:
        now = facts.get(name)
        if now in ("", None) or said.get(name) == now:
            continue
        said_now[name] = now
        if kept[name] != now:
            before[name], after[name] = kept[name], now
    return before, after, said_now


def of_a_child(facts, kept, said):
    before, after, said_now = of_fields(comparing.CHILD_FIELDS, facts, kept, said)
    if said.get("left_on") != facts["left_on"]:
        said_now["left_on"] = facts["left_on"]
        left_on = kept["left_on"] or DAY.isoformat() if facts["left_on"] == "left" else facts["left_on"]
        if left_on != kept["left_on"]:
            before["left_on"], after["left_on"] = kept["left_on"], left_on
    left = (kept | after)["left_on"]
    if left and left < (kept | after)["joined_on"]:
        before, after = ({n: v for n, v in told.items() if n[-3:] != "_on"} for told in (before, after))
    return before, after, said_now


def of_an_adult(facts, kept, said):
    before, after, said_now = of_fields(comparing.ADULT_FIELDS, facts, kept, said)
    rule = facts.get("contact_rule", "")
    if rule != said.get("contact_rule", ""):
        said_now["contact_rule"] = rule
        if rule and kept["contact_rule"] == "normal":
            before["contact_rule"], after["contact_rule"] = "normal", rule
    return before, after, said_now


def known(told, said_before, said_now, number, number_before):
    """With what is known of the source, where that changes."""
    before, after = told
    earlier = None if said_before is None else {"number": number_before, "said": said_before}
    now = {"number": number or number_before, "said": said_now}
    return (before, after) if now == earlier else (before | {"known": earlier}, after | {"known": now})


def kept_of(person, fields):
    return {name: comparing.text(getattr(person, name)) for name in fields}


def import_of(school):
    told = {"organisation": school, "uploaded_by": make.UserFactory(), "format": "table", "holds": "some"}
    return Import.objects.create(**told, figures={"read": {"rows": 1, "unread_children": 0, "unread_adults": 0}})


def planned(roll_import):
    """{about: (before, after)} of a file of one line about those whom staff have named."""
    planning.plan(roll_import, DAY)
    return {each.about: (each.before, each.after) for each in roll_import.planned.all()}


@through_the_database
@given(
    here=st.tuples(days, st.sampled_from([None, "2026-11-25"]), st.sampled_from(["normal", "no_contact"]), contacts),
    said=st.tuples(st.none() | children, st.none() | adults, contacts), facts=st.tuples(children, adults, contacts),
    number=numbers, number_before=numbers,
)  # fmt: skip
def test_people_the_roll_knows(undone, here, said, facts, number, number_before):
    def act():
        joined_on, left_on, rule, tie = here
        school = make.SchoolFactory()
        child = make.ChildFactory(school=school, joined_on=date.fromisoformat(joined_on), left_on=left_on)
        adult = make.AdultFactory(controller=school, contact_rule=rule)
        contact = Contact.objects.create(child=child, adult=adult, **{"relationship": "father"} | tie, said=said[2])
        for model, whom, told in ((ChildKnownAs, {"child": child}, said[0]), (AdultKnownAs, {"adult": adult}, said[1])):
            if told is not None:
                model.objects.create(source=school, number=number_before, said=told, **whom)
        roll_import = import_of(school)
        for about, person in (("child", child), ("adult", adult)):
            who = {"organisation": school, "about": about, "key": about, "by": roll_import.uploaded_by}
            Verdict.objects.create(**who, **{about: person})
        of_child, of_adult = facts[0] | {"school": school.pk, "number": number}, facts[1] | {"number": number}
        keys = {"child_key": "child", "adult_key": "adult"}
        Line.objects.create(roll_import=roll_import, row=2, child=of_child, adult=of_adult, contact=facts[2], **keys)
        child.refresh_from_db()

        found = planned(roll_import)

        kept = kept_of(child, (*comparing.CHILD_FIELDS, "left_on"))
        *told, said_now = of_a_child(facts[0], kept, said[0] or {})
        before = number_before if said[0] is not None else ""
        assert found.get("child", ({}, {})) == known(told, said[0], said_now, number, before)

        kept = kept_of(adult, (*comparing.ADULT_FIELDS, "contact_rule"))
        is_known = said[1] is not None and number_before in ("", number)  # another number is another person's
        *told, said_now = of_an_adult(facts[1], kept, said[1] if is_known else {})
        before = number_before if is_known else ""
        expected = known(told, said[1] if is_known else None, said_now, number, before)
        assert found.get("adult", ({}, {})) == expected

        before, after, said_now = of_fields(comparing.CONTACT_FIELDS, facts[2], vars(contact), said[2])
        if (said_now := said_now | {"here": True}) != said[2]:
            before, after = before | {"said": said[2]}, after | {"said": said_now}
        assert found.get("contact", ({}, {})) == (before, after)

    undone(act)


@through_the_database
@given(lines=st.lists(st.tuples(children, adults), min_size=1, max_size=5))
def test_what_is_said_first_stands(undone, lines):
    def act():
        school = make.SchoolFactory()
        roll_import = import_of(school)
        facts = {}
        for row, (child, _adult) in enumerate(lines, 2):
            said = child | {"school": school.pk, "given_name": "Amira", "left_on": ""}
            facts = said | facts
            Line.objects.create(roll_import=roll_import, row=row, child_key="child", child=said)

        planning.plan(roll_import, DAY)

        assert [each.facts for each in roll_import.planned.all()] == [facts]

    undone(act)


@pytest.mark.django_db
def test_two_people_of_a_file_who_are_one_since_a_merge_are_one_contact():
    school = make.SchoolFactory()
    adult, child = make.AdultFactory(controller=school), make.ChildFactory(school=school)
    roll_import = import_of(school)
    by = {"organisation": school, "by": roll_import.uploaded_by}
    Verdict.objects.create(about="child", key="child", child=child, **by)
    for key in ("one", "other"):
        Verdict.objects.create(about="adult", key=key, adult=adult, **by)
        said = {"adult_key": key, "adult": {"family_name": key}}
        Line.objects.create(roll_import=roll_import, row=2, child_key="child", child={"school": school.pk}, **said)

    planning.plan(roll_import, DAY)

    assert roll_import.planned.filter(about="contact", kind="new", adult=adult, child=child).count() == 1
    assert not Adult.objects.filter(family_name__in=["one", "other"]).exists()

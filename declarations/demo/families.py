"""The roll of the demo: some families told one by one, and a town to fill the academy."""

import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from organisations.models import Adult, Child, Contact

HERE = Path(__file__).parent
TOLD = tomllib.loads((HERE / "families.toml").read_text())["families"]
NAMES = tomllib.loads((HERE / "names.toml").read_text())["towns_people"]

ACADEMY = "thistledown"
YEARS = ["R", *map(str, range(1, 12))]
CLASSES = {ACADEMY: ("Wren", "Heron"), "bramblewick": ("Oak",), "lanternway": ("Beacon",), "saltmarsh-end": ("Curlew",)}
SEATS = 21  # in each class of the academy
CHILDREN_IN_A_FAMILY = (1, 1, 1, 2, 2, 2, 2, 3, 3)
WITH_TWO_ADULTS = 0.2
MOTHER_ALONE = 0.8
SAME_NAME = 0.8
WITHOUT_EMAIL = 0.02
NOT_OF_THE_ROLL = {"relationship", "does", "after"}
RESPONSIBLE = {"mother", "father", "guardian"}
PLAIN_LETTERS = str.maketrans("ŁłĐđØø", "LlDdOo")


def build(schools, seats):
    """Put every family on the roll."""
    classes, addresses = Counter(), Counter()
    adults, children, contacts = [], [], []
    for family in [*TOLD, *town(Random(2026), seats)]:
        here = [_child(told, schools, classes) for told in family["children"]]
        keeper = here[0].school.controller
        for told in family["adults"]:
            adult = _adult(told, keeper, addresses)
            adults.append(adult)
            contacts += [_contact(adult, child, told["relationship"]) for child in here]
        children += here
    Adult.objects.bulk_create(adults)
    Child.objects.bulk_create(children)
    Contact.objects.bulk_create(contacts)


def days_of_change():
    """So many days ago a told family came or went."""
    told = [child for family in TOLD for child in family["children"]]
    return {child[name] for child in told for name in ("joined_days_ago", "left_days_ago") if name in child}


def town(chance, seats=SEATS):
    """Families by chance, always the same ones, until every seat of the academy is taken."""
    told = [child["year_group"] for family in TOLD for child in family["children"] if child["school"] == ACADEMY]
    free = Counter(dict.fromkeys(YEARS, seats * len(CLASSES[ACADEMY])))
    free.subtract(told)
    families = []
    while any(seat > 0 for seat in free.values()):
        families.append(_family(chance, free))
    return families


def _family(chance, free):
    people = chance.choices(NAMES, weights=[each["share"] for each in NAMES])[0]
    family_name = chance.choice(people["families"])
    given_names = chance.sample(people["children"], 3)
    years = _years(chance, free)
    children = [
        {"given_name": given_name, "family_name": family_name, "school": ACADEMY, "year_group": year}
        for given_name, year in zip(given_names, years, strict=False)
    ]
    return {"children": children, "adults": _parents(chance, people, family_name)}


def _years(chance, free):
    """Year groups with a free seat each, siblings a few years apart."""
    years = [chance.choice([year for year in YEARS if free[year] > 0])]
    free[years[0]] -= 1
    for _sibling in range(chance.choice(CHILDREN_IN_A_FAMILY) - 1):
        at = YEARS.index(years[-1]) + chance.choice([-4, -3, -3, -2, -2, -1, 2, 3])
        if 0 <= at < len(YEARS) and free[YEARS[at]] > 0:
            years.append(YEARS[at])
            free[YEARS[at]] -= 1
    return years


def _parents(chance, people, family_name):
    mother = _parent(chance, chance.choice(people["mothers"]), family_name, "mother")
    father = _parent(chance, chance.choice(people["fathers"]), _fathers_name(chance, family_name), "father")
    if chance.random() < WITH_TWO_ADULTS:
        return [mother, father]
    return [mother] if chance.random() < MOTHER_ALONE else [father]


def _fathers_name(chance, family_name):
    return family_name if chance.random() < SAME_NAME else chance.choice(chance.choice(NAMES)["families"])


def _parent(chance, given_name, family_name, relationship):
    address = f"{_plain(given_name)}.{_plain(family_name)}"
    return {
        "given_name": given_name,
        "family_name": family_name,
        "relationship": relationship,
        "email": "" if chance.random() < WITHOUT_EMAIL else f"{address}@home.example",
        "phone": f"07700 900{chance.randrange(1000):03}" if chance.random() < 0.8 else "",
    }


def _plain(name):
    return slugify(name.translate(PLAIN_LETTERS))


def _child(told, schools, classes):
    school, year = told["school"], told["year_group"]
    names = CLASSES[school]
    class_name = f"{year} {names[classes[school, year] % len(names)]}"
    classes[school, year] += 1
    return Child(
        school=schools[school],
        given_name=told["given_name"],
        family_name=told["family_name"],
        year_group=year,
        class_name=class_name,
        joined_on=_joined_on(told),
        left_on=_days_ago(told["left_days_ago"]) if "left_days_ago" in told else None,
    )


def _joined_on(told):
    """With their class, in a September; told families may have come later."""
    if "joined_days_ago" in told:
        return _days_ago(told["joined_days_ago"])
    today = timezone.localdate()
    school_year = today.year if today.month >= 9 else today.year - 1
    return date(school_year - YEARS.index(told["year_group"]), 9, 1)


def _days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def _adult(told, keeper, addresses):
    fields = {name: value for name, value in told.items() if name not in NOT_OF_THE_ROLL}
    email = fields.get("email", "")
    addresses[email] += 1
    if email and addresses[email] > 1:
        fields["email"] = email.replace("@", f"{addresses[email]}@")
    return Adult(controller=keeper, **fields)


def _contact(adult, child, relationship):
    return Contact(
        adult=adult,
        child=child,
        relationship=relationship,
        parental_responsibility=relationship in RESPONSIBLE,
    )

"""Families by chance: siblings, parents who live apart, mailboxes shared, children at two schools of the trust."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from declarations.demo import families
from organisations import copying
from organisations.models import Adult, Child, Contact

ADULTS = {1: 18, 2: 68, 3: 10, 4: 4}  # of a hundred families
CHILDREN = {1: 83, 2: 14, 3: 3}  # at the trust at the same time
AT_ANOTHER_SCHOOL = 0.35  # of siblings
OF_TWO_FAMILIES = 0.02  # adults who are also a contact of the family before
SHARE_A_MAILBOX = 0.12  # of couples
WITHOUT_EMAIL = 0.03
LEFT = 0.02
RULES = {"normal": 989, "no_contact": 6, "court_order": 2, "corporate_parent": 3}
RELATIONSHIPS = ("mother", "father", "step_parent", "grandparent")
CLASSES = ("Oak", "Elm", "Ash", "Fir")

ADULT = "id controller given_name family_name email phone contact_rule".split()
CHILD = "id school given_name family_name year_group class_name joined_on left_on".split()
CONTACT = "id adult child relationship parental_responsibility priority".split()


@dataclass
class Person:
    """An adult of the crowd, as far as the answers need to know them."""

    pk: int
    name: str
    email: str
    rule: str
    children: list = field(default_factory=list)  # as they are frozen in an answer
    is_concerned: bool = False


class Town:
    """Draws families until there are as many adults as asked for."""

    def __init__(self, trust, schools, chance):
        self.trust, self.schools, self.chance = trust, schools, chance
        self.today = timezone.localdate()
        self.people, self.adults, self.children, self.contacts = [], [], [], []
        self.numbers = count(1)

    def fill(self, number):
        """Families until there are so many adults; the rows wait to be numbered and copied."""
        while len(self.people) < number:
            self._family(number - len(self.people))

    def write(self):
        """Copy everybody. Returns the people."""
        adults = copying.reserve(Adult, len(self.adults))
        children = copying.reserve(Child, len(self.children))
        contacts = copying.reserve(Contact, len(self.contacts))
        for person in self.people:
            person.pk = adults[person.pk]
            person.children = [child | {"id": children[child["id"]]} for child in person.children]
        numbered = zip(adults, self.adults, strict=True)
        copying.copy(Adult, ADULT, ((pk, self.trust.pk, *row) for pk, row in numbered))
        copying.copy(Child, CHILD, ((pk, *row) for pk, row in zip(children, self.children, strict=True)))
        linked = zip(contacts, self.contacts, strict=True)
        copying.copy(
            Contact, CONTACT, ((pk, adults[adult], children[child], *row) for pk, (adult, child, *row) in linked)
        )
        return self.people

    def _family(self, most):
        people = self._drawn(families.NAMES, [each["share"] for each in families.NAMES])
        name = self.chance.choice(people["families"])
        before = len(self.people) - 1
        children = self._children(people, name)
        grown = self._adults(people, name, min(most, self._drawn(list(ADULTS), ADULTS.values())))
        for place, adult in enumerate(grown):
            self._link(adult, children, place)
        if before >= 0 and self.chance.random() < OF_TWO_FAMILIES:
            self._link(before, children, 2)

    def _children(self, people, name):
        school, found = self.chance.choice(self.schools), []
        for _sibling in range(self._drawn(list(CHILDREN), CHILDREN.values())):
            if found and self.chance.random() < AT_ANOTHER_SCHOOL:
                school = self.chance.choice(self.schools)
            found.append(self._child(people, name, school))
        return found

    def _child(self, people, name, school):
        year = self.chance.randrange(len(families.YEARS))
        given_name, class_name = self.chance.choice(people["children"]), self.chance.choice(CLASSES)
        started = date(self.today.year - year - 1, 9, 1)
        left = self.today - timedelta(days=200) if self.chance.random() < LEFT else None
        group = families.YEARS[year]
        place = len(self.children)
        self.children.append((school.pk, given_name, name, group, f"{group} {class_name}", started, left))
        frozen = {"id": place, "name": f"{given_name} {name}", "year_group": group}
        frozen |= {"class_name": f"{group} {class_name}", "school": school.name, "school_id": school.pk}
        return place, frozen, left is None

    def _adults(self, people, name, number):
        shared = number > 1 and self.chance.random() < SHARE_A_MAILBOX
        grown, email = [], ""
        for place in range(number):
            given_name = self.chance.choice(people["fathers" if place % 2 else "mothers"])
            email = email if shared and place == 1 else self._email()
            rule = self._drawn(list(RULES), RULES.values())
            grown.append(len(self.people))
            self.adults.append((given_name, name, email, f"07700 900{self.chance.randrange(1000):03}", rule))
            self.people.append(Person(len(self.people), f"{given_name} {name}", email, rule))
        return grown

    def _email(self):
        if self.chance.random() < WITHOUT_EMAIL:
            return ""
        return f"parent{next(self.numbers)}@home.example"

    def _link(self, adult, children, place):
        person = self.people[adult]
        for child, frozen, is_on_roll in children:
            self.contacts.append((adult, child, RELATIONSHIPS[place % 4], place < 2, place + 1))
            if is_on_roll:
                person.children.append(frozen)
                person.is_concerned = person.rule == "normal"

    def _drawn(self, ways, weights):
        return self.chance.choices(ways, weights=weights)[0]


def number_of_schools(adults):
    """A thousand adults to a school."""
    return max(1, adults // 1_000)

"""Run as a program: fills the portal's database with a school where something of every kind is on file, in words as
long as people have them, and an empty one; prints as JSON who may log in and the address of every page."""

import json
from contextlib import suppress
from datetime import timedelta

import django

django.setup()

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from declarations import links, reminders, signing
from declarations.joining.models import Introduction
from organisations.models import User
from policies import adoption, lifecycle
from tests import doors
from tests import factories as make
from tests.browser.walkers import PASSWORD
from tests.test_doors import House

LONG = "Wolfeschlegelsteinhausenbergerdorff-Abdurrahmanović"
SAYS = ("signed", "signed", "declined", "wants_to_talk")
ERRORS = ("403.html", "403_csrf.html", "404.html", "429.html", "500.html")


class FullHouse(House):
    """The house of the book of doors, with policies in every state and adults in every state and of long names."""

    def __init__(self):
        super().__init__()
        self.officer = self._somebody(self.trust, "trust")
        self.viewer = self._somebody(self.school, "viewer")
        self.empty = make.SchoolFactory(name=f"Primary School of {LONG}")
        make.StaffMemberFactory(organisation=self.empty, user=self.officer)
        self.references = [self.known["reference"], *self._policies()]
        self._answers()

    def _somebody(self, organisation, role):
        user = make.head_of(organisation, role, full_name=f"Christina {LONG}")
        user.set_password(PASSWORD)
        user.save()
        return User.objects.get(pk=user.pk)

    def _policies(self):
        author = make.UserFactory()
        make.draft(self.school, reference="written", by=author, title=f"At the gate of {LONG}")
        submitted = make.draft(self.school, reference="submitted", by=author)
        approved = make.draft(self.school, reference="approved", by=author)
        for version in (submitted, approved):
            lifecycle.submit(version, by=author)
        lifecycle.approve(approved, by=make.UserFactory())
        later = timezone.now() + timedelta(days=30)
        make.publish(make.draft(self.school, reference="later", by=author), effective_at=later)
        return ["written", "submitted", "approved", "later"]

    def _answers(self):
        """Adults of every state are asked about the newest code."""
        for number in range(12):
            email = "" if number % 5 == 4 else f"{LONG.lower()}.{number}@home.example".replace("ć", "c")
            make.parent_at(self.school, given_name=f"Amira {number}", family_name=LONG, email=email)
        version = make.published(self.school, reference="newest", title=f"Being kind to {LONG}")
        for outcome, request in zip(SAYS, version.requests.filter(adult__family_name=LONG), strict=False):
            name, why = (LONG, "") if outcome == "signed" else ("", f"Why does {LONG} ask me?")
            answered = {"typed_name": name, "comment": why, "content_hash": version.content_hash}
            signing.answer(request, outcome=outcome, **answered)
        self.references.append("newest")
        master = make.publish(make.draft(self.trust, reference="master", is_master=True))
        adoption.adopt(master.policy, self.school, by=self.officer)
        reminders.queue_all()
        self.parent = version.requests.open().exclude(adult__email="").first()
        self.signed = version.requests.filter(answer__outcome="signed").first().answer

    def pages_of(self, organisation):
        """Staff pages at this organisation; those about a policy, for each policy."""
        for name, pattern in sorted(doors.addresses()):
            if name not in doors.STAFF:
                continue
            wanted = pattern.pattern.converters
            for reference in self.references if "reference" in wanted else [""]:
                self.known["reference"] = reference
                yield self.address(name, pattern, organisation)

    def pages_without_rows(self, organisation):
        """Staff pages that are about no row."""
        for name, pattern in sorted(doors.addresses()):
            if name in doors.STAFF and set(pattern.pattern.converters) <= {"organisation"}:
                yield reverse(name, args=[organisation.slug])

    def open_pages(self):
        """Everything that nobody logs in for, whatever its address wants; and what is simply not there."""
        here = {"slug": self.school.slug, "school": self.school.slug, "reference": "newest", "number": 1}
        version = self.parent.version
        for name, pattern in sorted(doors.addresses()):
            if name in doors.STAFF or name in ("healthz", "metrics", "carriers:notify"):
                continue
            known = here | self._keys(name, version)
            wanted = set(pattern.pattern.regex.groupindex)
            with suppress(NoReverseMatch):  # it wants something that this house has not got
                yield reverse(name, kwargs={key: known[key] for key in wanted & set(known)})
        yield from ("/s/nothing/", "/r/nothing/", "/nothing-here/", "/w/nothing/", "/check/nothing/")

    def forms(self):
        """Pages with a form that wants something, for staff and for everybody."""
        staff = ["policies:new", "roll:add_child", "settings:details", "settings:invite", "declarations:adult"]
        staff += ["declarations:record", "roll:correct_adult", "roll:correct_child"]
        patterns = dict(doors.addresses())
        open_to_all = [
            reverse("parents:sign", args=[links.mint(self.parent.adult)[1], self.parent.pk]),
            reverse("join:join", args=[self.school.slug]),
            reverse("check:check"),
        ]
        self.known |= {"adult_id": self.parent.adult_id, "request_id": self.parent.pk}
        return {"staff": [self.address(name, patterns[name]) for name in staff], "all": open_to_all}

    def _keys(self, name, version):
        """The token or code that this page asks for."""
        space = name.partition(":")[0]
        if name.startswith("parents:receipt") or name == "parents:withdraw":
            return {"token": links.mint_receipt(self.signed)[1]}
        if space == "parents":
            return {"token": links.mint(self.parent.adult)[1], "request_id": self.parent.pk}
        codes = {"public": version.content_hash[:12], "check": self.signed.copy.sha256 if self._has_copy() else "none"}
        return {"code": codes[space]} if space in codes else {}

    def _has_copy(self):
        return hasattr(self.signed, "copy")


def main():
    """Build it, beside the demo and whatever was built before, and tell where it stands."""
    for factory in (make.UserFactory, make.SchoolFactory, make.TrustFactory):
        factory.reset_sequence(User.objects.count())
    house = FullHouse()
    Introduction.objects.filter(organisation=house.school).update(name=LONG, child=LONG)
    told = {
        "officer": house.officer.email,
        "viewer": house.viewer.email,
        "full": [*house.pages_of(house.school), *house.pages_without_rows(house.trust)],
        "empty": list(house.pages_without_rows(house.empty)),
        "figures": list(house.pages_without_rows(house.school)),
        "open": list(house.open_pages()),
        "forms": house.forms(),
        "errors": {name: render_to_string(name) for name in ERRORS},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

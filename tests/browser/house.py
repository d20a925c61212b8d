"""Run as a program: fills the portal's database with a school where something of every kind is on file, in words as
long as people have them, and an empty one; prints as JSON who may log in and the address of every page."""

import json
import time
from datetime import timedelta

import django

django.setup()

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declarations import links, reminders, signing, statement
from declarations.joining import introducing
from declarations.joining.models import Introduction
from organisations import typed
from organisations.models import User
from policies import adoption, lifecycle
from tests import doors
from tests import factories as make
from tests.browser import passkey
from tests.browser.walkers import PASSWORD
from tests.test_doors import House

LONG = "Wolfeschlegelsteinhausenbergerdorff-Abdurrahmanović"
SAYS = ("signed", "signed", "declined", "wants_to_talk")
SPOKEN_TO = ("carriers:notify",)  # by GOV.UK Notify, which shows nobody anything
NAMELESS = ("healthz", "metrics")
OF_A_PASSKEY = ("mfa_edit_webauthn", "mfa_remove_webauthn")
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
        self._newcomers()
        self.keyholder = self._with_keys()

    def _newcomers(self):
        """By the school link: one who may answer now, and one who has still to confirm the address."""
        said = {"organisation": self.school, "name": LONG, "email": "new@home.example", "child": LONG}
        said["sent_at"] = timezone.now()  # so that the worker sends no other token
        unconfirmed = Introduction.objects.create(**said)
        confirmed = Introduction.objects.create(**said, confirmed_at=timezone.now())
        self.tokens = [introducing.mint(each) for each in (confirmed, unconfirmed)]

    def _with_keys(self):
        """Somebody with every second step there is."""
        user = self._somebody(self.school, "office")
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
        Authenticator.objects.create(user=user, type="webauthn", data=passkey.kept(f"Key of {LONG}"))
        return user

    @staticmethod
    def session_of(user):
        """Logged in, and who they are was asked again a moment ago: no browser has the keyholder's device."""
        client = Client()
        client.force_login(user)
        session, an_hour_from_now = client.session, time.time() + 3600
        asked = {"method": "password", "at": an_hour_from_now, "reauthenticated": True}
        session["account_authentication_methods"] = [asked]
        session["account_authentication_methods_user"] = str(user.pk)
        kept = {"path": "/", "fields": [("note", f"They have read {LONG} again.")], "until": an_hour_from_now}
        pages = [kept | {"number": number, "had_files": number == "a"} for number in ("a", "b")]
        session[typed.KEPT] = {"user": user.pk, "pages": pages}
        session.save()
        return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}

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
            make.answer(request, outcome, typed_name=name, comment=why)
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
                yield name, self.address(name, pattern, organisation)

    def pages_without_rows(self, organisation):
        """Staff pages that are about no row."""
        for name, pattern in sorted(doors.addresses()):
            if name in doors.STAFF and set(pattern.pattern.converters) <= {"organisation"}:
                yield name, reverse(name, args=[organisation.slug])

    def pages_of_other_rows(self):
        """Staff pages that want a row in another state than the one in the book of doors."""
        asked = self.parent.version.requests.open().exclude(pk=self.parent.pk).first()
        by_hand = signing.Circumstances(route="paper", recorded_by=self.officer)
        given = make.answer(asked, "declined", comment=f"Because {LONG}", circumstances=by_hand)
        applied = self.school.imports.create(
            uploaded_by=self.officer, applied_by=self.officer, file_name=f"{LONG}.csv", sha256="0" * 64,
            format="table", holds="some", checked_at=timezone.now(), applied_at=timezone.now(),
        )  # fmt: skip
        two = [make.ChildFactory(school=self.school, given_name=LONG).pk for _ in range(2)]
        yield "roll:merge_children", reverse("roll:merge_children", args=[self.school.slug, *two])
        for name, key in (("declarations:keep_paper", given.pk), ("roll:undo", applied.pk)):
            yield name, reverse(name, args=[self.school.slug, key])

    def own_pages(self):
        """Pages of whoever is logged in, about themselves."""
        key = Authenticator.objects.get(user=self.keyholder, type="webauthn").pk
        for name in sorted(doors.LOGGED_IN | {"account_logout"}):
            yield name, reverse(name, args=[key] if name in OF_A_PASSKEY else [])

    def open_pages(self):
        """Everything that nobody logs in for, whatever its address wants; and what is simply not there."""
        here = {"slug": self.school.slug, "school": self.school.slug, "reference": "newest", "number": 1}
        here |= {"digest": self.school.theme_digest, "provider_id": "nobody", "version_id": self.parent.version_id}
        here |= {"uidb36": user_pk_to_url_str(self.officer), "key": "nothing"}
        version = self.parent.version
        for name, pattern in sorted(doors.addresses()):
            if name in doors.PUBLIC and name not in SPOKEN_TO:
                known = here | self._keys(name, version)
                yield name, self._open(name, pattern, known)
        yield from (("", f"/{path}/") for path in ("s/nothing", "r/nothing", "nothing-here", "w/nothing"))
        yield from (("", f"/{path}/") for path in ("check/nothing", "join/codes/nothing"))

    @staticmethod
    def _open(name, pattern, known):
        if name not in NAMELESS:
            return reverse(name, kwargs={key: known[key] for key in pattern.pattern.regex.groupindex})
        return f"/{name}"

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
        if name == "parents:new_link":
            return {"token": self._closed_link()}
        if space == "parents":
            return {"token": links.mint(self.parent.adult)[1], "request_id": self.parent.pk}
        if space == "join":
            return {"token": self.tokens[name == "join:confirm"]}
        codes = {"public": version.content_hash[:12], "check": statement.code(self.signed)}
        return {"code": codes[space]} if space in codes else {}

    def _closed_link(self):
        link, token = links.mint(self.parent.adult)
        type(link).objects.filter(pk=link.pk).update(expires_at=timezone.now())
        return token


def main():
    """Build it, beside the demo and whatever was built before, and tell where it stands."""
    for factory in (make.UserFactory, make.SchoolFactory, make.TrustFactory):
        factory.reset_sequence(User.objects.count())
    house = FullHouse()
    Introduction.objects.filter(organisation=house.school).update(name=LONG, child=LONG)
    told = {
        "officer": house.officer.email,
        "viewer": house.viewer.email,
        "full": [
            *house.pages_of(house.school),
            *house.pages_without_rows(house.trust),
            *house.pages_of_other_rows(),
        ],
        "empty": list(house.pages_without_rows(house.empty)),
        "figures": list(house.pages_without_rows(house.school)),
        "open": list(house.open_pages()),
        "own": list(house.own_pages()),
        "sessions": {"nothing": house.session_of(house.officer), "every key": house.session_of(house.keyholder)},
        "forms": house.forms(),
        "errors": {name: render_to_string(name) for name in ERRORS},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

"""Every page of the portal, every role, at home and elsewhere: doors are shut until opened."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declarations import copies, corrections, links, reminders, standing
from declarations.care import access_files, complaints
from declarations.joining.models import Introduction
from declarations.lists import saving
from declarations.papers import printing, reading
from declarations.post.models import ClosedDays, MessageWays
from organisations.keeping import holds
from organisations.models import Role
from organisations.roll import people, unmerging
from policies import uploads
from tests import doors, headers
from tests import factories as make
from tests.declarations.papers import files
from tests.organisations.roll import office
from tests.scenes import once

pytestmark = pytest.mark.django_db

STAFF_PAGES = sorted((name, pattern) for name, pattern in doors.addresses() if name in doors.STAFF)
IDS = [name for name, _ in STAFF_PAGES]


class House:
    """A school of a trust where something of every kind is on file."""

    def __init__(self):
        self.trust = make.TrustFactory()
        self.school = make.SchoolFactory(trust=self.trust)
        make.parent_at(self.school)
        self.version = make.published(self.school, reference="code")
        self.request = self.version.requests.get()
        reminders.queue_all()
        self.known = {"reference": "code", "number": self.version.number, "purpose": "ask"}
        self.known |= self.people() | self.office_work() | self.paper() | self.keeping()

    def people(self):
        """Who takes part, and what was asked and answered."""
        declaration = make.answer(self.request)
        copies.store(declaration)
        return {
            "adult_id": self.request.adult_id,
            "child_id": self.request.adult.children.get().pk,
            "other_id": make.parent_at(self.school).pk,
            "change_id": self.merged().pk,
            "member_id": make.StaffMemberFactory(organisation=self.school).pk,
            "request_id": self.request.pk,
            "message_id": self.request.messages.get().pk,
            "declaration_id": declaration.pk,
        }

    def merged(self):
        """Two records of one adult that are one."""
        people.merge(self.school, make.parent_at(self.school), make.parent_at(self.school), by=make.UserFactory())
        return unmerging.merges_at(self.school).get()

    def office_work(self):
        """What waits for the office, and what it has set."""
        link, _token = links.mint(self.request.adult)
        introduced = Introduction.objects.create(
            organisation=self.school,
            name="Sam Okafor",
            email="sam@new.example",
            child="Amira",
            confirmed_at=timezone.now(),
        )
        closed = ClosedDays.objects.create(
            organisation=self.school, name="Half-term", first_on="2027-02-15", last_on="2027-02-19"
        )
        MessageWays.objects.create(organisation=self.school, letters=True)
        return {
            "closed_id": closed.pk,
            "list_id": saving.save(make.UserFactory(), self.school, name="Mine", choices="state=signed").pk,
            "correction_id": corrections.tell(link, about="missing", text="Yusuf Okafor").pk,
            "introduction_id": introduced.pk,
            "import_id": office.check(self.school, *office.FILE).pk,
            "upload_id": uploads.receive(self.school, ContentFile(b"Be kind.", "code.txt"), by=make.UserFactory()).pk,
        }

    def paper(self):
        """Forms that were printed, and a pile that came back."""
        pile = reading.receive(self.school, [files.upload(files.jpeg())], by=make.UserFactory())
        reading.read_next(pile.pk)
        printed = printing.begin(self.version, self.listed(self.version), self.school, by=make.UserFactory())
        return {"printing_id": printed.pk, "pile_id": pile.pk, "page_id": pile.pages.get().pk}

    def keeping(self):
        """What data protection asks for."""
        hold = holds.place(self.school, by=make.UserFactory(), reason="A claim", review_on="2027-02-15")
        wanted = access_files.begin(self.request.adult, self.school, left_out={}, by=make.UserFactory())
        access_files.make(wanted.pk)
        complaint = complaints.receive(self.school, route="form", who="Sam", contact="sam@home.example", about="A list")
        return {"hold_id": hold.pk, "access_file_id": wanted.pk, "complaint_id": complaint.pk}

    def listed(self, version):
        return standing.listed(standing.requests_at(version, self.school), self.school)

    def address(self, name, pattern, at=None):
        wanted = pattern.pattern.converters
        known = {key: value for key, value in self.known.items() if key in wanted}
        return reverse(name, kwargs={"organisation": (at or self.school).slug, **known})


@once
def house():
    """Only looked at: whoever changes something in it builds a house of their own."""
    return House()


def met(client, address):
    """What GET meets, and for doors that take nothing but POST, an empty POST."""
    response = client.get(address)
    if response.streaming:
        b"".join(response)  # what is read to its end closes its file
    return client.post(address) if response.status_code == 405 else response


def status(client, address):
    return met(client, address).status_code


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_every_address_has_its_line_in_the_book_of_doors():
    known = {*doors.STAFF, *doors.LOGGED_IN, *doors.PUBLIC}
    assert {name for name, _ in doors.addresses()} == known


@pytest.mark.parametrize(("name", "pattern"), list(doors.addresses()))
def test_every_page_says_who_may_open_it(name, pattern):
    is_public = getattr(pattern.callback, "login_required", True) is False
    assert is_public is (name in doors.PUBLIC)
    assert hasattr(pattern.callback, "staff_roles") is (name in doors.STAFF)


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_own_pages_and_no_other_and_no_browser_keeps_them(house, role):
    client, refused = logged_in(make.head_of(house.trust if role == Role.TRUST else house.school, role)), set()

    for name, pattern in STAFF_PAGES:
        page = met(client, house.address(name, pattern))
        headers.check(page)
        assert page.status_code != 200 or "no-store" in page["Cache-Control"], name
        if page.status_code == 403:
            refused.add(name)

    assert refused == {name for name in IDS if role not in doors.STAFF[name]}


@pytest.mark.parametrize("who", ["sibling", "foreign", "former", "own trust's viewer"])
def test_strangers_to_a_school_find_nothing_there(house, who):
    places = {
        "sibling": make.SchoolFactory(trust=house.trust),
        "foreign": make.SchoolFactory(),
        "own trust's viewer": house.trust,
    }
    user = make.head_of(places.get(who, house.school), "viewer" if "viewer" in who else "head")
    if who == "former":
        user.posts.update(left_at="2026-01-01T00:00Z")
    client = logged_in(user)

    seen = {name: status(client, house.address(name, pattern)) for name, pattern in STAFF_PAGES}

    assert set(seen.values()) == {404}, seen


def test_a_foreign_row_is_not_reached_through_one_s_own_school(house):
    elsewhere = make.SchoolFactory()
    client = logged_in(make.head_of(elsewhere))
    rows = house.known.keys() - {"purpose"}  # a kind of message, the same everywhere
    about_a_row = [each for each in STAFF_PAGES if set(each[1].pattern.converters) & rows]

    seen = {name: status(client, house.address(name, pattern, elsewhere)) for name, pattern in about_a_row}

    assert set(seen.values()) == {404}, seen


def test_without_logging_in_every_staff_page_leads_to_the_log_in(house):
    client = Client()
    for name, pattern in STAFF_PAGES:
        response = client.get(house.address(name, pattern))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("account_login")), name


def test_without_logging_in_an_unknown_organisation_looks_like_any_other():
    assert Client().get("/o/no-such-school/").status_code == 302

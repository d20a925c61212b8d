"""Every page of a school that lists something asks as much of the database for twenty of each as for four."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from declarations import corrections, links, reminders
from declarations.care import complaints
from declarations.joining.models import Introduction
from declarations.lists import saving
from declarations.models import Message, Note
from declarations.post.models import ClosedDays
from organisations.keeping import holds
from policies import uploads
from tests import doors
from tests import factories as make

pytestmark = pytest.mark.django_db
MANY = 20
WAYS_OF_ANSWERING = ("signed", "declined", "wants_to_talk", None)


def lists():
    """Pages about no single thing, for whoever sees most."""
    for name, pattern in doors.addresses():
        if name in doors.STAFF and not pattern.pattern.converters:
            yield name, pattern


def fill(school, times):
    """So many of everything; returns the head."""
    head = make.head_of(school)
    for number in range(times):
        make.parent_at(school)
        make.head_of(school, role="office")
        other = make.published(school, reference=f"code-{number}") if number < times // 4 else None
        make.draft(school, reference=f"draft-{number}", title=f"Draft {number}", by=head) if other else None
        _add_papers(school, head, number)
    version = make.published(school, reference="code")
    reminders.queue_all()
    Message.objects.filter(pk__in=Message.objects.order_by("pk")[: times // 5]).update(
        sent_at=timezone.now(), bounced_at=timezone.now(), failure="No such box", to="x@home.example"
    )
    for number, request in enumerate(version.requests.select_related("adult").order_by("pk")):
        _answer(request, version, number)
        link, _token = links.mint(request.adult)
        corrections.tell(link, about="missing", text=f"Yusuf {number}")
        Note.objects.create(organisation=school, adult=request.adult, text="They rang.", by=head)
    return head


def _add_papers(school, head, number):
    Introduction.objects.create(
        organisation=school,
        name=f"Sam {number}",
        email=f"sam{number}@new.example",
        child="Amira",
        confirmed_at=timezone.now(),
    )
    day = f"2027-{1 + number % 12:02}-{1 + number // 12:02}"
    ClosedDays.objects.create(organisation=school, name=f"Day {number}", first_on=day, last_on=day)
    holds.place(school, by=head, reason=f"Claim {number}", review_on="2027-02-15")
    complaints.receive(school, route="form", who="Sam", contact="sam@home.example", about=f"List {number}")
    saving.save(head, school, name=f"List {number % saving.MOST}", choices="state=signed")
    uploads.receive(school, ContentFile(b"Be kind.", f"code-{number}.txt"), by=head)


def _answer(request, version, number):
    outcome = WAYS_OF_ANSWERING[number % len(WAYS_OF_ANSWERING)]
    if outcome:
        told = {"typed_name": request.adult.full_name, "comment": "" if outcome == "signed" else "Please ring me."}
        make.answer(request, outcome, **told)


def queries(school, head):
    """{page: queries} of every list, with nothing in the cache."""
    client, found = Client(), {}
    client.force_login(head)
    for name, _pattern in lists():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            page = _open(client, reverse(name, args=[school.slug]))
        if page.status_code == 200:
            found[name] = len(captured)
    return found


def _open(client, address):
    response = client.get(address)
    if response.streaming:
        b"".join(response)  # what is read to its end closes its file
    return response


def test_twenty_of_everything_take_as_many_queries_as_four_of_each():
    small, large = make.SchoolFactory(), make.SchoolFactory()
    few = queries(small, fill(small, len(WAYS_OF_ANSWERING)))
    many = queries(large, fill(large, MANY))

    assert len(few) > 20
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}

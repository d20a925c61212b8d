"""The state that the database keeps beside each request is the one that can be worked out from everything else."""

from collections import Counter

import pytest
from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from declarations import links, reminders, sending, signing
from declarations.models import Declaration, Link, Message, Request
from declarations.standing import State
from organisations.models import Adult
from tests import factories as make

pytestmark = pytest.mark.django_db
ANSWERS = [outcome for outcome in Declaration.Outcome if outcome != Declaration.Outcome.INVALIDATED]


def worked_out():
    """{request: (state, last contact)}, from answers, messages, links and the roll."""
    sent = Message.objects.filter(asks__request=OuterRef("pk"), sent_at__isnull=False)
    # Once the address is corrected, what happened to the old one says nothing.
    undelivered = Message.objects.filter(asks__request=OuterRef("pk"), to=OuterRef("adult__email")).filter(
        Q(bounced_at__isnull=False) | Q(failed_at__isnull=False)
    )
    otherwise = sent.exclude(way="email").filter(bounced_at=None, failed_at=None)
    opened = Link.objects.filter(message__asks__request=OuterRef("pk"), opened_at__isnull=False)
    written = Message.objects.filter(asks__request=OuterRef("pk")).values("asks__request")
    state = Case(
        When(answer__outcome__in=ANSWERS, then=F("answer__outcome")),
        When(~Exists(otherwise), adult__email="", then=Value(State.NO_DETAILS)),
        When(~Exists(otherwise) & Exists(undelivered), then=Value(State.BOUNCED)),
        When(Exists(opened), then=Value(State.OPENED)),
        When(Exists(sent), then=Value(State.ASKED)),
        default=Value(State.NOT_ASKED),
        output_field=CharField(),
    )
    last = Coalesce("answer__answered_at", Subquery(written.values_list(Max("sent_at"))))
    found = Request.objects.annotate(found_state=state, found_last=last)
    return {pk: told for pk, *told in found.values_list("pk", "found_state", "found_last")}


def kept():
    return {pk: told for pk, *told in Request.objects.values_list("pk", "state", "last_contact")}


def state():
    assert kept() == worked_out()
    return Request.objects.order_by("pk").last().state


def asked():
    """An adult asked about a version; their message waits."""
    school = make.SchoolFactory()
    adult = make.parent_at(school)
    version = make.published(school)
    reminders.queue_all()
    return version.requests.get(adult=adult)


def answer(request, outcome="signed"):
    request.refresh_from_db()
    return make.answer(request, outcome, comment=outcome)


def test_from_asked_to_signed_and_back():
    request = asked()
    assert state() == "not_asked"
    sending.send(request.messages.get().pk)
    assert state() == "asked"
    links.note_opened(Link.objects.get(message__asks__request=request))
    assert state() == "opened"
    for outcome in ("declined", "wants_to_talk", "signed"):
        answer(request, outcome)
        assert state() == outcome
    signing.withdraw(request)
    assert state() == "withdrawn"


def test_an_answer_set_aside_leaves_what_was_before():
    request = asked()
    sending.send(request.messages.get().pk)
    answer(request)
    signing.invalidate(request, by=make.UserFactory(), reason="Another name")
    assert state() == "asked"


def test_an_address_without_mail_and_its_correction():
    request = asked()
    sending.send(request.messages.get().pk)
    request.messages.update(bounced_at=timezone.now())
    assert state() == "bounced"
    request.adult.email = "corrected@home.example"
    request.adult.save()
    assert state() == "asked"
    request.adult.email = ""
    request.adult.save()
    assert state() == "no_details"


@pytest.mark.parametrize("way", ["text", "post", "letter"])
def test_whoever_is_reached_by_another_way_has_been_asked(way):
    request = asked()
    request.adult.email = ""
    request.adult.save()
    assert state() == "no_details"
    message = request.messages.get()
    Message.objects.filter(pk=message.pk).update(way=way, to="07700 900123", sent_at=timezone.now())
    assert state() == "asked"
    Link.objects.create(adult=request.adult, purpose="sign", message=message, token_hash="x", opened_at=timezone.now())
    assert state() == "opened"
    Message.objects.filter(pk=message.pk).update(bounced_at=timezone.now())
    assert state() == "no_details"


def test_an_answer_that_is_carried_forward():
    request = asked()
    answer(request)
    make.revise(request.version, change="minor")
    assert state() == "signed"


def test_what_was_sent_and_is_deleted_counts_no_more():
    request = asked()
    sending.send(request.messages.get().pk)
    Link.objects.all().delete()
    request.messages.get().delete()
    assert state() == "not_asked"


def test_a_message_that_is_told_of_later():
    request = asked()
    sent = Message.objects.create(
        organisation=request.version.policy.owner, adult=request.adult, purpose="reminder", sent_at=timezone.now()
    )
    sent.asks.create(request=request, step=1)
    assert state() == "asked"
    Link.objects.create(adult=request.adult, purpose="sign", message=sent, token_hash="x", opened_at=timezone.now())
    assert state() == "opened"


def test_many_messages_in_one_statement_each_move_their_own():
    school = make.SchoolFactory()
    adults = [make.parent_at(school) for _ in range(12)]
    for reference in ("one", "two"):
        make.published(school, reference=reference)
    reminders.queue_all()
    first, second, third = (Q(adult__in=adults[start::3]) for start in range(3))

    now = timezone.now()
    address = Adult.objects.filter(pk=OuterRef("adult")).values("email")
    Message.objects.filter(first | second).update(sent_at=now, to=Subquery(address))
    Message.objects.filter(second).update(bounced_at=Case(When(adult=adults[1], then=now)), claimed_at=now)
    Message.objects.filter(third).update(claimed_at=now)

    assert kept() == worked_out()
    counts = Counter(Request.objects.values_list("state", flat=True))
    assert counts == {"asked": 14, "bounced": 2, "not_asked": 8}


def test_nobody_can_write_another_state():
    request = asked()
    Request.objects.update(state="signed", last_contact=timezone.now())
    assert state() == "not_asked"
    request.save()
    assert state() == "not_asked"

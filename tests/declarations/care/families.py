"""A family that left long ago, as the tests of keeping speak of it."""

from datetime import UTC, date, datetime

from declarations import copies, reminders, sending, signing
from declarations.models import Message
from organisations import ledger
from organisations.models import Organisation
from tests import factories as make

LONG_AGO = datetime(2016, 3, 1, 9, tzinfo=UTC)
LEFT_ON = date(2017, 7, 21)


def signed(school=None, *, at=LONG_AGO, left_on=LEFT_ON, given_name="Zoë", **said):
    """An adult whose one child left; they had been asked and had signed, and all of it is on file. The answer."""
    school = school or make.SchoolFactory()
    child = make.ChildFactory(school=school, given_name="Amira", joined_on=date(2014, 9, 1))
    adult = make.parent_of(child, given_name=given_name, family_name="Łukaszewicz", phone="07700 900123")
    request = make.published(school, reference=f"code-{adult.pk}").requests.get(adult=adult)
    reminders.queue_all()
    for message in Message.objects.filter(adult=adult, sent_at=None):
        sending.send(message.pk)
    said = {"typed_name": "Zoë Łukaszewicz"} | said
    how = {name: said.pop(name) for name in ("route", "recorded_by") if name in said}
    came_by = signing.Circumstances(ip_address="192.0.2.7", user_agent="A browser", **how)
    answer = make.answer(request, at=at, circumstances=came_by, **said)
    if answer.is_agreement:
        sending.send(answer.receipt.pk)
        copies.store(answer)
    Message.objects.filter(adult=adult).update(created_at=at)
    child.left_on = left_on
    child.save()
    ledger.chain_all()
    return answer


def controller_of(answer) -> Organisation:
    return answer.request.adult.controller

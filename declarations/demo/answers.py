"""What the adults of the demo do when they are asked: chance decides, always in the same way."""

import tomllib
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

from django.utils import timezone

from declarations import links, sending, signing
from declarations.demo import families
from declarations.models import Declaration, Link, Request

Outcome, Route = Declaration.Outcome, Declaration.Route
VOICES = tomllib.loads((Path(__file__).parent / "voices.toml").read_text())
TOLD = {
    adult.get("email") or f"{adult['given_name']} {adult['family_name']}": adult
    for family in families.TOLD
    for adult in family["adults"]
}

AGREES, DECLINES, TALKS, ONLY_OPENS, DOES_NOTHING = "agrees", "declines", "talks", "only opens", "does nothing"
IN_A_HUNDRED = {AGREES: 60, DECLINES: 3, TALKS: 2, ONLY_OPENS: 13, DOES_NOTHING: 22}
ON_PAPER_IN_A_HUNDRED = {AGREES: 55, DOES_NOTHING: 45}
DAYS_BEFORE_ANSWERING, LONGEST_WAIT = 6, 25  # on average, and at most
HOURS = (10, 12, 13, 15, 16, 17, 18, 19, 19, 20, 20, 21)
OFFICE_HOURS = (10, 11, 12, 14)
READS_FOR = timedelta(minutes=4)
RECEIPT_AFTER = timedelta(seconds=40)
ADDRESSES = ("192.0.2", "198.51.100", "203.0.113")  # kept for documentation: nobody's


class Answers:
    """Foresees what each adult does, and lets it happen in its time."""

    def __init__(self, agenda, *, office):
        self.agenda, self.office = agenda, office

    def plan(self, request):
        """The same adult does the same with the same version, whenever the demo is loaded."""
        adult = request.adult
        # Not drawn for the policy: what is asked in one message is answered in one sitting.
        chance = Random(f"{adult.email or adult.full_name} {request.version.number}")
        told = TOLD.get(adult.email or adult.full_name, {})
        days = min(int(chance.expovariate(1 / DAYS_BEFORE_ANSWERING)), LONGEST_WAIT)
        if adult.email:
            does, hour = _drawn(chance, IN_A_HUNDRED), chance.choice(HOURS)
            do = partial(self.open, does=told.get("does", does), chance=chance)
        else:
            does, hour = _drawn(chance, ON_PAPER_IN_A_HUNDRED), chance.choice(OFFICE_HOURS)
            do = self.hand_in
        if told.get("does", does) != DOES_NOTHING:
            day = timezone.localtime(request.asked_at) + timedelta(days=told.get("after", days))
            self.agenda.put(day.replace(hour=hour, minute=chance.randrange(60)), do, request.pk)

    def open(self, request_id, *, does, chance):
        """Open the link in the latest message, unless there is nothing to answer any more."""
        arrived = Link.objects.filter(message__asks__request=request_id, message__bounced_at=None)
        link = arrived.order_by("-pk").first()
        if link and Request.objects.open().filter(pk=request_id).exists():
            links.note_opened(link)
            if does != ONLY_OPENS:
                moment = timezone.now() + READS_FOR
                self.agenda.put(moment, self.answer, request_id, does, link, chance)

    def answer(self, request_id, does, link, chance):
        """Answer, unless they have meanwhile: whoever signs just now may have been about to."""
        request = _request(request_id)
        if not _is_waiting(request):
            return
        address = f"{chance.choice(ADDRESSES)}.{chance.randint(1, 254)}"
        browser = chance.choice(VOICES["browsers"])
        came_by = signing.Circumstances(link=link, ip_address=address, user_agent=browser)
        declaration = _write(request, came_by, _said(request, does, chance))
        self.agenda.put(timezone.now() + RECEIPT_AFTER, sending.send, declaration.receipt.pk)

    def hand_in(self, request_id):
        """Sign the printed form; the office writes it down."""
        request = _request(request_id)
        if _is_waiting(request):
            came_by = signing.Circumstances(route=Route.PAPER, recorded_by=self.office)
            _write(request, came_by, _agreement(request))


def _drawn(chance, ways):
    return chance.choices(list(ways), weights=ways.values())[0]


def _request(request_id):
    return Request.objects.select_related("adult", "version__policy").get(pk=request_id)


def _is_waiting(request):
    return request.answer_id is None and request.cancelled_at is None


def _write(request, circumstances, said):
    return signing.answer(request, content_hash=request.version.content_hash, circumstances=circumstances, **said)


def _said(request, does, chance):
    if does == DECLINES:
        return {"outcome": Outcome.DECLINED, "comment": chance.choice(VOICES["declined"])}
    if does == TALKS:
        return {"outcome": Outcome.WANTS_TO_TALK, "comment": chance.choice(VOICES["wants_to_talk"])}
    return _agreement(request)


def _agreement(request):
    outcome = signing.agreement_for(request.version.policy)
    who = signing.only(signing.relationships(request))
    return {"outcome": outcome, "typed_name": request.adult.full_name, "relationship": who}

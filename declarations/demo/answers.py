"""What the adults of the demo do when they are asked: chance decides, always in the same way."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from declarations import links, sending, signing
from declarations.demo import clock, families
from declarations.models import Declaration, Link, Request

Outcome, Route = Declaration.Outcome, Declaration.Route
VOICES = tomllib.loads((Path(__file__).parent / "voices.toml").read_text())

AGREES, DECLINES, TALKS, ONLY_OPENS, DOES_NOTHING = "agrees", "declines", "talks", "only opens", "does nothing"
TOLD = {adult["email"]: adult for family in families.TOLD for adult in family["adults"] if "email" in adult}
IN_A_HUNDRED = {AGREES: 64, DECLINES: 3, TALKS: 2, ONLY_OPENS: 13, DOES_NOTHING: 18}
ON_PAPER_IN_A_HUNDRED = {AGREES: 55, DOES_NOTHING: 45}
DAYS_BEFORE_ANSWERING = 6  # on average
LONGEST_WAIT = 25
HOURS = (10, 12, 13, 15, 16, 17, 18, 19, 19, 20, 20, 21)
OFFICE_HOURS = (10, 11, 12, 14)
READS_FOR = timedelta(minutes=4)
RECEIPT_AFTER = timedelta(seconds=40)
ADDRESSES = ("192.0.2", "198.51.100", "203.0.113")  # kept for documentation: nobody's


@dataclass(frozen=True)
class Plan:
    """What one adult does about one request: after so many days, at this time of day."""

    days: int
    at: tuple
    does: str
    chance: Random


def plan(request):
    """The same adult does the same with the same version, whenever and wherever the demo is loaded."""
    adult = request.adult
    # Not drawn for the policy: what is asked in one message is answered in one sitting.
    chance = Random(f"{adult.email or adult.full_name} {request.version.number}")
    ways = IN_A_HUNDRED if adult.email else ON_PAPER_IN_A_HUNDRED
    does = chance.choices(list(ways), weights=ways.values())[0]
    days = min(int(chance.expovariate(1 / DAYS_BEFORE_ANSWERING)), LONGEST_WAIT)
    at = chance.choice(HOURS if adult.email else OFFICE_HOURS), chance.randrange(60)
    told = TOLD.get(adult.email, {})
    return Plan(told.get("after", days), at, told.get("does", does), chance)


def carry_out(plan, request_id, moment, office):
    """Do what was planned, unless newer words are in force by now."""
    request = Request.objects.open().filter(pk=request_id).select_related("adult", "version__policy").first()
    if request is None or plan.does == DOES_NOTHING:
        return
    if not request.adult.email:
        _on_paper(request, moment, office)
        return
    link = Link.objects.filter(message__asks__request=request, revoked_at=None).order_by("-pk").first()
    if link is None:  # the message came back
        return
    with clock.set_to(moment):
        links.note_opened(link)
    if plan.does != ONLY_OPENS:
        _online(request, plan, moment + READS_FOR, link)


def _online(request, plan, moment, link):
    address = f"{plan.chance.choice(ADDRESSES)}.{plan.chance.randint(1, 254)}"
    came_by = signing.Circumstances(link=link, ip_address=address, user_agent=plan.chance.choice(VOICES["browsers"]))
    with clock.set_to(moment):
        declaration = signing.answer(
            request, content_hash=request.version.content_hash, circumstances=came_by, **_says(request, plan)
        )
    with clock.set_to(moment + RECEIPT_AFTER):
        sending.send(declaration.receipt.pk)


def _says(request, plan):
    if plan.does == DECLINES:
        return {"outcome": Outcome.DECLINED, "comment": plan.chance.choice(VOICES["declined"])}
    if plan.does == TALKS:
        return {"outcome": Outcome.WANTS_TO_TALK, "comment": plan.chance.choice(VOICES["wants_to_talk"])}
    return _agrees(request)


def _agrees(request):
    outcome = signing.agreement_for(request.version.policy)
    return {"outcome": outcome, "typed_name": request.adult.full_name}


def _on_paper(request, moment, office):
    handed_in = signing.Circumstances(route=Route.PAPER, recorded_by=office)
    with clock.set_to(moment):
        signing.answer(request, content_hash=request.version.content_hash, circumstances=handed_in, **_agrees(request))

"""What the crowd was asked year after year, and what it answered; each answer stands in history with its hash."""

from datetime import timedelta
from types import SimpleNamespace

from declarations import statement
from declarations.demo.answers import ADDRESSES, VOICES
from declarations.models import Declaration, Request
from organisations import copying
from organisations.models import Event

Outcome, Route = Declaration.Outcome, Declaration.Route
SIGNED, DECLINED, TALKS, WITHDRAWN = Outcome.SIGNED, Outcome.DECLINED, Outcome.WANTS_TO_TALK, Outcome.WITHDRAWN
# What adults say, one thing after the other, and how many of a hundred do: in a whole year, and in the first days.
IN_A_YEAR = {(SIGNED,): 84, (DECLINED, SIGNED): 2, (TALKS, SIGNED): 1, (DECLINED,): 3, (TALKS,): 1}
IN_A_YEAR |= {(SIGNED, WITHDRAWN): 1, (): 8}
SO_FAR = {(SIGNED,): 52, (TALKS, SIGNED): 1, (DECLINED,): 2, (TALKS,): 2, (SIGNED, WITHDRAWN): 1, (): 42}
DAYS_BEFORE_ANSWERING, LONGEST_WAIT = 4, 11
MINUTES = 24 * 60

REQUEST = "id adult version reason created_at cancelled_at cancelled_why answer state last_contact".split()
DECLARATION = """
    id request replaces outcome content_hash typed_name relationship comment children undertakings language route
    recorded_by link answered_at ip_address user_agent salt personal_hash
""".split()
COLUMNS = [Declaration._meta.get_field(name).attname for name in DECLARATION]
UNDERTAKINGS = DECLARATION.index("undertakings")
EVENT = "organisation at actor verb about_type about_id detail".split()


class Year:
    """One version: who is asked about it, and what they say."""

    def __init__(self, versions, place, staff, chance):
        self.version, self.is_last = versions[place], place == len(versions) - 1
        self.ends = None if self.is_last else versions[place + 1].effective_at
        self.reason = Request.Reason.CHANGED if place else Request.Reason.PUBLISHED
        self.staff, self.chance, self.owner = staff, chance, self.version.policy.owner
        self.undertakings = _array(self.version.undertakings)
        self.links = {}  # {person: number of the link they came by}

    def live(self, people):
        """Ask everybody it concerns and take their answers: [(person, request, [declaration])]."""
        concerned = [person for person in people if person.is_concerned]
        said = self._said(concerned)
        requests = copying.reserve(Request, len(concerned))
        numbers = iter(copying.reserve(Declaration, len(said)))
        given = {place: [] for place in range(len(concerned))}
        for moment, place, outcome in said:
            given[place].append((next(numbers), moment, outcome))
        told = list(zip(concerned, requests, given.values(), strict=True))
        copying.copy(Request, REQUEST, (self._request(*each) for each in told))
        self._answer(told)
        return told

    def _said(self, concerned):
        """[(moment, place of the person, outcome)], as time goes by."""
        ways = SO_FAR if self.is_last else IN_A_YEAR
        drawn = self.chance.choices(list(ways), weights=ways.values(), k=len(concerned))
        said = []
        for place, outcomes in enumerate(drawn):
            days = min(self.chance.expovariate(1 / DAYS_BEFORE_ANSWERING), LONGEST_WAIT)
            moment = self.version.effective_at + timedelta(minutes=30 + round(days * MINUTES))
            said += [(moment + timedelta(hours=n), place, outcome) for n, outcome in enumerate(outcomes)]
        return sorted(said)

    def _request(self, person, pk, given):
        closed = Request.Cancelled.REPLACED if self.ends else ""
        answer, moment, state = given[-1] if given else (None, None, "")
        asked = (person.pk, self.version.pk, self.reason, self.version.effective_at, self.ends, closed)
        return pk, *asked, answer, state, moment

    def _answer(self, told):
        events = []

        def rows():
            for person, request, given in told:
                before = None
                for pk, moment, outcome in given:
                    declaration = self._declaration(person, request, pk, moment, outcome, before)
                    events.append(self._event(declaration, person))
                    yield self._row(declaration)
                    before = pk

        copying.copy(Declaration, DECLARATION, rows())
        copying.copy(Event, EVENT, sorted(events, key=lambda event: event[1]))

    def _declaration(self, person, request, pk, moment, outcome, before):
        chance = self.chance.random()
        by_hand = not person.email
        comments = VOICES.get(outcome.value, "")
        # Not a model: half a million of those take longer to make than to copy.
        answer = SimpleNamespace(
            id=pk,
            pk=pk,
            request=self,  # it has a version, which is all that is asked of it
            request_id=request,
            replaces_id=before,
            outcome=outcome.value,
            content_hash=self.version.content_hash,
            typed_name=person.name if outcome == SIGNED else "",
            relationship="",
            comment=comments[int(chance * len(comments))] if isinstance(comments, list) else "",
            children=person.children,
            undertakings=self.version.undertakings,
            language=self.version.language,
            route=(Route.PAPER if by_hand else Route.ONLINE).value,
            recorded_by_id=self.staff["office"].pk if by_hand else None,
            link_id=self.links.get(person.pk),
            answered_at=moment,
            ip_address=None if by_hand else f"{ADDRESSES[pk % len(ADDRESSES)]}.{1 + pk % 254}",
            user_agent="" if by_hand else VOICES["browsers"][pk % len(VOICES["browsers"])],
        )
        return statement.salted(answer)

    def _row(self, declaration):
        values = [getattr(declaration, name) for name in COLUMNS]
        values[UNDERTAKINGS] = self.undertakings
        return values

    def _event(self, declaration, person):
        detail = {
            "declaration": declaration.pk,
            "sha256": statement.digest(declaration),
            "adult": person.pk,
            "route": declaration.route,
        }
        about = (declaration.outcome, "request", declaration.request_id, detail)
        return self.owner.pk, declaration.answered_at, declaration.recorded_by_id, *about


def _array(texts):
    """PostgreSQL's own writing of an array of texts."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"

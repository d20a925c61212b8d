"""Whether what the text says about its review agrees with the calendar and with the policy's settings."""

import re
from calendar import monthrange
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.importing import dates
from policies.preflight import passages
from policies.preflight.findings import Finding, about
from policies.preflight.passages import BODY

REVIEW = re.compile(r"\breview(?:ed|s)?\b", re.I)
NEXT = re.compile(r"\b(?:next|due|scheduled|will be|to be)\b", re.I)


def passed(case):
    """A day of review that lies behind us, in the text or on the version."""
    day = case.version.next_review_on
    if day and day < case.today:
        yield Finding(
            "review_passed",
            _("Next review"),
            date_format(day, "j F Y"),
            _("The day of the next review has passed."),
            _("Choose a day to come when you publish."),
        )
    if case.stated_review and _last_day(case.stated_review) < case.today:
        yield Finding(
            "review_passed",
            _("The document this was read from"),
            case.stated_review,
            _("It names a next review that has passed."),
            _("Review the words now; choose a day to come when you publish."),
        )
    for passage, sentence in _about_review(case):
        ahead = NEXT.search(sentence)
        said = ahead and (dates.first(sentence[ahead.start() :]) or dates.first(sentence))
        if said and _last_day(said[0]) < case.today:
            yield about(
                passage,
                "review_passed",
                sentence,
                why=_("The review that the text speaks of has passed."),
                way_out=_("Take the date out: the portal shows the next review on every print."),
            )


def interval_disagrees(case):
    """The text promises another rhythm of reviews than the policy is set to."""
    for passage, sentence in _about_review(case):
        months = dates.MONTHS_OF.get(dates.interval(sentence))
        if months and months != case.policy.review_months:
            number = case.policy.review_months
            time = ngettext("%(n)s month", "%(n)s months", number) % {"n": number}
            yield about(
                passage,
                "review_interval",
                sentence,
                why=_("The policy is set to a review every %(time)s.") % {"time": time},
                way_out=_("Make the two agree."),
            )


def _about_review(case):
    for passage in case.of(BODY):
        for sentence in passages.sentences(passage.text):
            if REVIEW.search(sentence):
                yield passage, sentence


def _last_day(known):
    """The last day that a date cut to what is known ("2023-08") can mean."""
    year, month, day = [*map(int, known.split("-")), 0, 0][:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])

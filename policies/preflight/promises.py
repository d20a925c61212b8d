"""The list that parents agree to, laid beside the code: each should speak of the same things."""

import re

from django.utils.translation import gettext as _

from policies.preflight.findings import about
from policies.preflight.passages import BODY, UNDERTAKING

WORD = re.compile(r"[^\W\d_]{3,}")
SMALL = set(
    "the and any about with that this their your our will not for are from who them they other into all have".split()
)
# Below this share of common words an item of one list has no partner in the other.
SAME = 0.5
# With two items and this share in common, two lists are one list that lost or gained a few.
ONE_LIST = 0.5


def not_in_the_code(case):
    """An undertaking that nothing in the code speaks of."""
    said = _stems(" ".join(passage.text for passage in case.of(BODY)))
    for passage in case.of(UNDERTAKING):
        wanted = _stems(passage.text)
        if said and wanted and len(wanted & said) / len(wanted) < SAME:
            yield about(
                passage,
                "not_in_the_code",
                passage.text,
                why=_("Parents agree to this, and nothing in the code speaks of it."),
                way_out=_("Add it to the code, or take it out of the list."),
            )


def left_out_of_the_list(case):
    """An item of a list in the code that parents agree to almost in full, but for this one."""
    promised = [_stems(passage.text) for passage in case.of(UNDERTAKING)]
    for items in _lists(case):
        missing = [item for item in items if not any(_same(_stems(item.text), said) for said in promised)]
        promised_here = len(items) - len(missing)
        if promised_here > 1 and promised_here >= ONE_LIST * len(items):
            for item in missing:
                yield about(
                    item,
                    "left_out_of_the_list",
                    item.text,
                    why=_("The code says this in a list that parents otherwise agree to, item by item."),
                    way_out=_("Add it to what parents agree to, or leave it out on purpose."),
                )


def _lists(case):
    """The lists of the body, each as its items."""
    found = {}
    for passage in case.of(BODY):
        if passage.kind == "li":
            found.setdefault((passage.heading, passage.lead_in), []).append(passage)
    return found.values()


def _same(one, other):
    return bool(one) and len(one & other) / max(len(one), len(other)) >= SAME


def _stems(text):
    """The words that carry meaning, without their endings: "posting" and "posts" are one."""
    return {_stem(word) for word in WORD.findall(text.lower()) if word not in SMALL}


def _stem(word):
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word

"""Words that came out damaged. In a declaration that is grave: people put their names to it."""

import re

from django.utils.translation import gettext as _

from policies.importing import damage, labels
from policies.preflight import passages
from policies.preflight.findings import about
from policies.preflight.passages import DECLARATION, LEAD_IN, UNDERTAKING

EMPTY_PLACE = re.compile(r"\S*\s*,\s*,|\(\s*\)|\s,\S")
FOREIGN = re.compile("[Ͱ-ϿЀ-ӿ]")


def in_the_declaration(case):
    """Lost words, glued words, letters of another alphabet."""
    for passage in case.of(LEAD_IN, UNDERTAKING, DECLARATION):
        for quote, why in _damage(passage, case.version.language):
            yield about(
                passage,
                "damaged",
                quote,
                why=why,
                way_out=_("Compare it with the original and write it out in full."),
                blocking=True,
            )


def _damage(passage, language):
    # Dots to write on are no end of a sentence; `gaps` says what is wrong with them.
    text = labels.BLANK.sub("…", passage.text)
    for pattern in (damage.LOST_WORD, EMPTY_PLACE):
        if found := pattern.search(text):
            yield found.group().strip(), _("A word seems to be missing here.")
    if (found := damage.TWICE.search(text)) and found[1].lower() not in damage.TWICE_RIGHT:
        yield found.group(), _("A word stands here twice.")
    if language.startswith("en") and (found := FOREIGN.search(text)):
        yield found.group(), _("This letter only looks like one of ours: it belongs to another alphabet.")
    if passage.part == DECLARATION:
        for sentence in passages.sentences(text):
            if sentence[0].islower():
                yield " ".join(sentence.split()[:4]), _("This sentence has lost its beginning.")

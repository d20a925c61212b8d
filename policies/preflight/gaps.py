"""What is missing: words of a template, items of a list, the text of a section, a form that is named."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from policies import slots
from policies.importing import blanks, labels
from policies.preflight import passages
from policies.preflight.findings import Finding, about
from policies.preflight.passages import BODY, DECLARATION, LETTER, SIGNED, TITLE, UNDERTAKING

FORM = re.compile(
    r"\b(?:(?:parent(?:al)?|parents?['’]s?|signed|sign(?:ing)?|attached|enclosed)\s+)?"
    r"(?:declaration|agreement|consent|acknowledge?ment|reply|return|tear[- ]off)\s+(?:form|slip)\b",
    re.I,
)
VERSION = re.compile(r"\bversion\s+(?:no\.?\s*|number\s*)?(\d+(?:\.\d+)*)\b", re.I)
SLOT = re.compile(r"\{[^{}]*\}")


def unfilled(case):
    """Words that stand for words nobody put in. The slots of a master are for its schools to fill."""
    for passage in case.of(TITLE, LETTER, *SIGNED):
        for words in dict.fromkeys(_blanks(passage)):
            if not (case.policy.is_master and slots.SLOT.fullmatch(words)):
                why, way_out = _unfilled(passage, words)
                yield about(passage, "unfilled", words, why=why, way_out=way_out, blocking=True)


def _blanks(passage):
    if passage.part == DECLARATION:
        found = blanks.SIGNER.search(passage.text) or labels.BLANK.search(passage.text)
        if found:
            return [found.group().strip(" ,")]
    return blanks.in_letter(passage.text)


def _unfilled(passage, words):
    if SLOT.fullmatch(words):
        return _("This slot has no value here."), _("Correct its name, or fill in the school’s details.")
    if passage.part in (DECLARATION, UNDERTAKING):
        why = _("A blank to write in. On the portal parents type their name, and their children are listed.")
        return why, _("Take the blank out: “I have read …” is enough.")
    return _("Words of a template that nobody filled in."), _("Put in the real name, or take them out.")


def incomplete(case):
    """What every version needs before somebody else reads it."""
    version, place = case.version, _("Declaration")
    if not case.of(BODY):
        yield _incomplete(_("Text of the code"), _("The code has no words yet."), _("Write them."))
    if case.policy.asks_for_answer and not version.declaration.strip():
        why = _("Nothing is written that parents declare when they answer.")
        yield _incomplete(place, why, _("“I have read this code.” is enough."))
    if version.undertakings and not version.undertakings_lead_in.strip():
        why = _("No words lead into the list that parents agree to; without them it may mean the opposite.")
        yield _incomplete(place, why, _("Write them, like “I will not:”."))
    if version.undertakings_lead_in.strip() and not version.undertakings:
        yield _incomplete(place, _("These words lead into an empty list."), _("Add the items, or take the words out."))


def _incomplete(place, why, way_out):
    return Finding("incomplete", place, "", why, way_out, blocking=True)


def leads_into_nothing(case):
    """A paragraph that ends in a colon, with no list or table after it. At the end of a section the list is lost."""
    body = case.of(BODY)
    for passage, after in pairwise([*body, None]):
        if passage.kind != "p" or not passage.text.endswith(":"):
            continue
        if after and (after.lead_in.endswith(passage.text) or after.kind in ("li", "tr")):
            continue
        yield about(
            passage,
            "leads_into_nothing",
            passage.text,
            why=_("These words lead into a list, and no list follows."),
            way_out=_("Add the items, or end the sentence."),
            blocking=after is None or after.kind in ("h2", "h3"),
        )


def empty_section(case):
    """A heading with nothing below it but the next heading of its rank."""
    body = case.of(BODY)
    for passage, after in pairwise([*body, None]):
        is_heading = passage.kind in ("h2", "h3")
        if is_heading and (after is None or after.kind == "h2" or after.kind == passage.kind):
            yield about(
                passage,
                "empty_section",
                passage.text,
                why=_("Nothing stands below this heading."),
                way_out=_("Write the section, or take the heading out."),
            )


def named_form_is_missing(case):
    """The text sends parents to a form, and nothing here has come out of one."""
    if case.version.undertakings:
        return
    declares = bool(case.version.declaration)
    why = _("The text names a form, but nothing is written that parents declare.")
    if declares:
        why = _("The text names a form; on the portal the declaration stands in its place.")
    for passage in case.of(BODY):
        form = FORM.search(passage.text)
        if form:
            yield about(
                passage,
                "form_missing",
                form.group(),
                why=why,
                way_out=_("Put what that form says into the declaration, or take the mention out."),
                blocking=case.policy.asks_for_answer and not declares,
            )
            return


def another_version_in_the_text(case):
    """The text calls itself by another version's number. New words under an old number must not be published."""
    for passage in case.of(TITLE, BODY):
        named = VERSION.search(passage.text)
        if named is None or named[1] == case.version.label:
            continue
        is_anothers = named[1] in _labels_in_use(case.version)
        if is_anothers or _names_itself(passage.text):
            yield about(
                passage,
                "other_version",
                named.group(),
                why=_("This is version %(label)s, and the text says otherwise.") % {"label": case.version.label},
                way_out=_("Take the number out of the text: the portal prints it on every page."),
                blocking=is_anothers,
            )


def _labels_in_use(version):
    if version.policy.pk is None:
        return set()
    return set(version.policy.versions.published().exclude(pk=version.pk).values_list("label", flat=True))


def _names_itself(text):
    """A short line that says little but the number, as on a cover."""
    return len(text.split()) <= 8 and len(passages.sentences(text)) == 1

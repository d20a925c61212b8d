"""How hard the words are. English only: Flesch–Kincaid, as published by Kincaid and others in 1975."""

import re

from django.utils.translation import gettext as _

from policies.preflight import passages
from policies.preflight.findings import Finding, about
from policies.preflight.passages import SIGNED

LONGEST = 35
MOST_SHOWN = 5
# Codes of conduct are for every parent; what reads at 14 loses many of them already.
HARDEST = 14
FEWEST_WORDS = 100
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouy]+")
SCHOOL_STARTS = 5


def long_sentences(case):
    """The longest sentences, when they are too long to follow."""
    found = [
        (len(WORD.findall(sentence)), passage, sentence)
        for passage in case.of(*SIGNED)
        for sentence in passages.sentences(passage.text)
    ]
    longest = sorted((each for each in found if each[0] > LONGEST), key=lambda each: -each[0])
    for length, passage, sentence in longest[:MOST_SHOWN]:
        yield about(
            passage,
            "long_sentence",
            sentence,
            why=_("A sentence of %(n)s words.") % {"n": length},
            way_out=_("Make two sentences of it."),
            source=_("GOV.UK style: sentences of up to 25 words"),
        )


def hard_to_read(case):
    """The reading age of the whole."""
    age = reading_age(" ".join(_stopped(passage) for passage in case.of(*SIGNED)))
    if case.version.language.startswith("en") and age and age > HARDEST:
        yield Finding(
            "hard_to_read",
            _("The whole code"),
            "",
            _("It reads at about age %(age)s. Aim for %(easy)s or younger.") % {"age": age, "easy": HARDEST},
            _("Shorter sentences and everyday words help most."),
            _("Flesch–Kincaid grade plus five (Kincaid and others, 1975)"),
        )


def reading_age(text):
    """Flesch–Kincaid grade plus five, in whole years; None for less than a hundred words."""
    words = WORD.findall(text.lower())
    if len(words) < FEWEST_WORDS:
        return None
    sentences = len(passages.sentences(text)) or 1
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
    return round(grade + SCHOOL_STARTS)


def _stopped(passage):
    """An item or heading is a sentence of its own, whatever stands at its end."""
    return passage.text.rstrip(" .;:,") + "."


def _syllables(word):
    """Runs of vowels; a last "e" is silent, but not in "-le"."""
    silent = word.endswith("e") and not word.endswith(("le", "ee"))
    return max(1, len(VOWELS.findall(word)) - silent)

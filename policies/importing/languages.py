"""Which language a text is in, as far as small words and letters tell."""

import re
from collections import Counter

from policies.importing import reasons

SMALL = {
    "en": "the and of to in is that for with be are will not this their should must school",
    "cy": "yr yn ac mae bydd rhieni ysgol gan nad neu wrth ein eich hyn fydd dylai gyda cyfryngau i'r o'r plant",
    "pl": "się nie jest oraz szkoły rodzice dla że lub przez które ich będzie należy szkoła dzieci",
    "ro": "și este pentru care sau părinții școala nu din vor copiii trebuie",
    "fr": "les des est pour dans sont qui école une avec ou doivent élèves",
    "es": "los las que para por con una escuela padres deben niños del",
    "pt": "os das que para com uma escola pais devem não alunos dos",
    "lt": "ir kad yra mokykla tėvai turi būti arba mokyklos su",
    "de": "der die das und ist nicht für mit schule eltern werden oder",
}
WORDS = {language: set(words.split()) for language, words in SMALL.items()}
SCRIPTS = (
    ("ar", "\u0600-\u06ff"),
    ("pa", "\u0a00-\u0a7f"),
    ("bn", "\u0980-\u09ff"),
    ("hi", "\u0900-\u097f"),
    ("uk", "\u0400-\u04ff"),
    ("zh", "\u4e00-\u9fff"),
    ("gu", "\u0a80-\u0aff"),
    ("ta", "\u0b80-\u0bff"),
)
NAMES = {
    "en": "English",
    "cy": "Welsh",
    "pl": "Polish",
    "ro": "Romanian",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "lt": "Lithuanian",
    "de": "German",
    "ar": "Arabic or Urdu",
    "pa": "Punjabi",
    "bn": "Bengali",
    "hi": "Hindi",
    "uk": "Cyrillic letters",
    "zh": "Chinese",
    "gu": "Gujarati",
    "ta": "Tamil",
}
FEWEST_WORDS = 25


def of(units, notes):
    """The languages of a text, the one with most words first; more than one is said."""
    sizes, first = Counter(), {}
    for unit in units:
        language = _of(unit.text)
        if language:
            sizes[language] += unit.words
            first.setdefault(language, unit)
    spoken = [language for language, words in sizes.most_common() if words >= FEWEST_WORDS] or ["en"]
    if len(spoken) > 1:
        names = " and ".join(NAMES[language] for language in spoken)
        unit = first[spoken[1]]
        why = reasons.SEVERAL_LANGUAGES % {"languages": names}
        notes.look(unit.text, why, unit.line)
    return spoken


def _of(text):
    for language, letters in SCRIPTS:
        if len(re.findall(f"[{letters}]", text)) > 0.4 * len(text.replace(" ", "")):
            return language
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.casefold())
    scores = {language: sum(1 for word in words if word in small) for language, small in WORDS.items()}
    best = max(scores, key=scores.get)
    return best if scores[best] >= 2 or (scores[best] and len(words) <= 8) else None

"""What a unit looks like: a sentence, a name, a promise, a title. Guesses about form, not about meaning."""

import re

from policies.importing import labels

TITLE_WORDS = re.compile(
    r"\b(?:code of (?:conduct|practice|behaviou?r)|polic(?:y|ies)|agreement|charter|expectations"
    r"|guidelines|guidance|codes?|rules|protocol|contract|compact"
    r"|acceptable use|procedures?|pledge|statement for parents|cod ymddygiad|polisi|cytundeb|kodeks|regulamin)\b",
    re.I,
)
TOPIC_WORDS = re.compile(
    r"^(?:our |the )?(?:social (?:media|networking)|parents?['’]?s?['’]?|carers?|parental|visitors?"
    r"|families|family|online|internet|behaviou?r|home[ /-]school"
    r"|e-?safety|digital|communications?|acceptable use|whole school|staff|pupils?|families)\b",
    re.I,
)
PLACE_WORDS = re.compile(
    r"\b(?:schools?|academy|academies|college|nursery|federation|trust|ysgol|infants?|juniors?|grammar"
    r"|preschool|pre-school|kindergarten|sixth form|schooling"
    r"|learning partnership|education partnership|mat|primary(?=\s*$))\b",
    re.I,
)
KNOWN_HEADING = re.compile(
    r"(?:(?:our|the|policy)\s+)?(?:introduction|purpose|aims?|objectives|scope|definitions?"
    r"|statement(?: of intent)?|legal framework|legislation|rationale|background"
    r"|overview|principles|roles|responsibilit|monitoring|review|complain|concerns|raising|breach"
    r"|sanction|consequence|expectations?|expected|unacceptable|inappropriate"
    r"|appropriate|acceptable|behaviou?r|conduct|online|social|messag|photograph|images|communicat"
    r"|equality|equal opp|related|links?|linked|appendix|annex|conclusion"
    r"|contact|confidential|safeguard|data protection|privacy|implement|guidance|vision|values|ethos"
    r"|mission|commitment|e-?safety|internet|cyber|bullying|whatsapp"
    r"|group chats?|mobile|parking|attendance|uniform|on site|premises|visitors|dispute|resol|enforce"
    r"|what (?:happens|we|is|this|are)|how (?:we|to)|who|why|when"
    r"|procedure|process|reporting|support|training|role of|procedures|general|summary|key|context"
    r"|policy statement|respect|disclosure|defamat|misuse|approval)",
    re.I,
)
SUBJECT = re.compile(
    r"(?:the|a|an|all|any|this|these|those|our|we|i|you|it|they|parents?|carers?|staff|pupils?"
    r"|children|families|if|should|when|whenever|where|please|in|for|as|at|by"
    r"|on|to|there|each|every|no|breach(?:es)?|members?|visitors|everyone|anyone|failure|schools?"
    r"|adults|governors|name of|[A-Z][\w’'-]+ (?:\w+ )?(?:school|academy|trust|college))\b",
    re.I,
)
FINITE = re.compile(
    r"\b(?:will|must|should|shall|may|can|cannot|could|would|is|are|was|were|has|have|had|do|does"
    r"|expects?|understands?|asks?|reserves?|retains?|recognises?|believes?"
    r"|values?|aims?|welcomes?|appreciates?|sets?|applies|includes?|encourages?|requires?|takes?"
    r"|needs?|outlines?|provides?|supports?|covers?|wants?)\b",
    re.I,
)
RELATIVE = re.compile(r"\b(?:that|which|who|whose|whom)\s+\w+(?:['’]t)?", re.I)
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")
FIRST_PERSON = re.compile(
    r"^[\W_]*(?:By signing(?: (?:this|below|here|it|the|our)\b[\w ]{0,30}?)?,? )?"
    r"(?:I|We|Ι|I/We|I / We|Rwyf|Rydw|Yr wyf|Ja)\b(?:/we)?|^[\W_]*(?:l|1|\|)\s+(?:have|agree"
    r"|will|understand|declare|confirm)\b|\bI/we\b",
    re.I,
)
DECLARES = re.compile(
    r"\b(?:declare|agree|confirm|acknowledge|(?:have|had) (?:received|read|understood)|undertake"
    r"|promise|accept|understand|consent|will(?: not)?|commit|abide|pledge"
    r"|received|cytuno|darllen|oświadczam)\b",
    re.I,
)
PROMISE = re.compile(r"\b(?:will|shall|agree|undertake|promise|commit|pledge|accept|abide)\b", re.I)
SMALL_WORDS = set("a an and as at but by for from in into of on or our nor the to with your their is are not".split())
SPEECH = re.compile(r"^(?:thank|please|remember|dear|yours|kind regards|we |i |if (?:\S+ ){6})", re.I)
DANGLING = re.compile(
    r"\b(?:to|do|following|below|by|include|includes|including|are|is|not|will|must|should|example"
    r"|e\.g\.?|such as|that|of|for|and|or|their|the|with|as follows|these)\s*[…-]*$",
    re.I,
)
POINTS_ON = re.compile(
    r"\b(?:following|as follows|listed below|below|these (?:are|include)|such as|include|includes"
    r"|including|examples?)\b",
    re.I,
)


def is_sentence(text):
    """A sentence of its own: a subject, a verb, and either an end or enough words."""
    plain = RELATIVE.sub("", text)
    return bool(SUBJECT.match(text) and FINITE.search(plain) and (SENTENCE_END.search(text) or len(text.split()) >= 7))


def is_prose(unit):
    """Running text: long enough and ended, or long anyway."""
    return unit.words >= 8 and (unit.ends or unit.words >= 16) and len(unit.text) > 3 * unit.words


def is_first_person(text):
    return bool(FIRST_PERSON.search(text))


def declares(text):
    """Somebody says in the first person what they have read, understand or promise."""
    return bool(FIRST_PERSON.search(text) and DECLARES.search(text))


def is_caps(text):
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 3 and all(letter.isupper() for letter in letters if letter.lower() != letter.upper())


def is_title_case(text):
    """Every word but the small ones begins with a capital."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if word.lower() not in SMALL_WORDS]
    return bool(words) and all(word[0].isupper() for word in words)


def could_head(unit):
    """Short, begun with a capital, not ended like a sentence, no label and no blank of a form."""
    text = unit.text
    if (
        not text
        or unit.row
        or unit.words > 14
        or len(text) > 110
        or re.search(r"[.;,!]$", text)
        or "___" in text
        or "…" in text
    ):
        return False
    if labels.is_label(unit.raw) and not unit.level and not unit.strong:
        return False
    first = next((letter for letter in text if letter.isalnum()), "")
    return (
        bool(first) and not first.islower() and not SPEECH.match(text) and not (unit.words >= 6 and is_sentence(text))
    )


def leads_on(text):
    """Words that need a list after them: they end in a colon, or in the middle of a sentence."""
    return bool(re.search(r"[:：]\s*[-–—]?$", text)) or (not SENTENCE_END.search(text) and bool(DANGLING.search(text)))


def is_place(text):
    """The name of a school or trust, and not a sentence or a title about one."""
    words = text.split()
    return (
        len(words) <= 9
        and all(map(_may_be_in_a_name, words))
        and bool(PLACE_WORDS.search(text))
        and not TITLE_WORDS.search(text)
        and not re.search(r"[.:;,?!]$", text)
    )


def _may_be_in_a_name(word):
    """ "St Mary's infant school", "Ysgol y Bryn"; but no name says "how we speak"."""
    return word != word.lower() or not word[0].isalpha() or len(word) < 4 or bool(PLACE_WORDS.match(word))


def in_title_case(text):
    """Words in capitals as one would write them in a title."""
    words = text.split()
    small = [
        word.lower()
        if place and word.lower() in SMALL_WORDS
        else "-".join(part.capitalize() for part in word.split("-"))
        for place, word in enumerate(words)
    ]
    return " ".join(small)

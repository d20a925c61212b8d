"""What law and fairness object to: threats to a child's place, gags, prying, forced and borrowed signatures.

Advice, never a block: a school may know its own law better, and says so by going on.
"""

import re

from django.utils.translation import gettext as _

from policies.preflight import passages
from policies.preflight.findings import Finding, about
from policies.preflight.passages import BODY, DECLARATION, LETTER, SIGNED


def either(*ways):
    """A pattern that any of these ways of saying it matches."""
    return re.compile("|".join(ways), re.IGNORECASE)


PLACE = either(
    r"\bexpul(?:sion|sions)\b",
    r"\bexpel(?:led|ling)?\b",
    r"\b(?:exclu(?:sion|de[ds]?|ding)|suspen(?:sion|d(?:ed|ing)?))\b[^.]{0,40}\b(?:pupil|child|student|son|daughter)",
    r"\b(?:pupil|child(?:ren)?|student)\b[^.]{0,40}\b(?:be|being|been|is|are) (?:permanently )?(?:excluded|suspended)",
    r"\b(?:lose|losing|loss of|withdraw(?:al of|ing)?|refus(?:e|al of|ing)|offer of)\b[^.]{0,40}\bplace\b",
    r"\bplace\b[^.]{0,40}\b(?:withdrawn|at risk|lost|refused|removed|in jeopardy|reviewed)",
    r"\bcondition of (?:\w+ ){0,3}(?:admission|entry|enrolment|attendance|acceptance|a place)",
)
# A place is spoken of; it hangs on something only where something may happen to it.
THREATENS = either(
    r"\b(?:may|might|could|can|will|would|shall|if|lead(?:s|ing)?|results?|resulting|risk|condition|consequences?)\b",
    r"\b(?:breach\w*|fail\w*|sanctions?|including|up to|los(?:e|ing|s)|withdraw\w*|refus\w*|forfeit\w*)\b",
)
REASSURES = either(r"\b(?:no|never|not|nor|nobody|no[ -]one)\b[^,;:.]{0,25}$")
CRITICISM = either(
    r"\bcomplain(?:ing|ts?)?\b",
    r"\bgrievances?\b",
    r"\bcriticis\w+",
    r"\bdisparag\w+",
    r"\bnegative(?:ly)?\b",
    r"\bdetrimental\b",
    r"\bchalleng(?:e|ing)\b",
    r"\bconcerns or issues\b",
)
PUBLIC = either(
    r"\bsocial media\b",
    r"\bonline\b",
    r"\bpublic(?:al)?ly\b",
    r"\bin public\b",
    r"\binternet\b",
    r"\bpost(?:s|ed|ing)?\b",
    r"\bbroadcast\w*",
    r"\bgroup chats?\b",
    r"\b(?:Facebook|Twitter|Instagram|TikTok|WhatsApp|YouTube|Trustpilot)\b",
)
GAG = either(
    r"\b(?:not|never|no|without)\b",
    r"\b(?:unacceptable|inappropriate|avoid|refrain)\b",
    r"\b(?:forbid|prohibit)\w*",
    r"\bremoved?\b",
)
DISREPUTE = either(r"\bbring\w*\b[^.]{0,40}\b(?:into|in) disrepute\b")
OF_A_CHILD, OF_THE_SCHOOL = either(r"\b(?:child|pupil)"), either(r"\b(?:school|staff|teacher|head|trust|academy|MAT)\b")
ALLOWED = either(
    r"\b(?:may|can|free to|welcome to|right to|entitled to|nothing in)\b",
    r"\b(?:does not (?:seek|stop|prevent)|do not stop|not intended to)\b",
)
MESSAGES = r"(?:messages|chats|conversations|(?:personal|private|social media) accounts|mobile phones|devices)"
PRIVATE = either(
    rf"\b(?:view|read|access|inspect|check|monitor|examine)(?:s|ing)?\b[^.]{{0,25}}\b{MESSAGES}\b",
    r"\bgroup chats?\W{0,2} [^.]{0,30}\b(?:closed? down|shut down|deleted|disbanded)\b",
)
COMPELLED = either(
    r"\b(?:required|must|obliged|have to|has to|compulsory|mandatory)\b[^.]{0,60}\bsign(?:ed|ing)?\b(?! (?:in|out)\b)"
)
CHILD = either(
    r"\b(?:pupil|child|student|learner)(?:['’]s)? signature",
    r"\bsigned (?:\(|by )?(?:the |my |your )?(?:pupil|child|student|learner)",
    r"\b(?:pupils?|children|students|learners)\b(?! and (?:parents|carers))[^.]{0,20}\bsign\b"
    r"(?! (?:language|in|out|up|(?:the|a|an|their|our) (?:own|class\w*|pupils?|behaviou?r|playground)\b))",
)
ROUTE = either(
    r"\bcomplaints?['’]?s? (?:policy|procedures?|process|route|page|form)",
    r"\bhow to complain",
    r"\bmake a complaint",
    r"\bcomplaints? (?:to|officer)",
)


def tied_to_a_place(case):
    """A child's place hangs on what a parent signs or does."""
    for passage, quote in _found(case, PLACE):
        before = passage.text[: passage.text.index(quote)]
        if REASSURES.search(before) or re.search(r"\b(?:never|not)\b", quote) or not THREATENS.search(passage.said):
            continue
        yield about(
            passage,
            "tied_to_a_place",
            quote,
            why=_(
                "A state-funded school excludes a child only for what the child has done, and refuses no place because "
                "a parent has not signed. An independent school may have agreed more in its contract: take advice."
            ),
            way_out=_("Name steps that concern the adult: a talk, a letter, a limit on coming on site."),
            source=_("Education Act 2002, section 51A; School Admissions Code (England)"),
        )


def criticism_forbidden(case):
    """A ban on criticism or complaint as such, and not on abuse, threats or lies."""
    for passage in case.of(*SIGNED):
        for sentence in passages.sentences(passage.text):
            if _is_gag(sentence, passage.lead_in):
                yield about(
                    passage,
                    "criticism_forbidden",
                    sentence,
                    why=_("Adults may criticise a school in public too; abuse, threats and lies are another matter."),
                    way_out=_("Forbid the manner, not the opinion, and say that the complaints route stays open."),
                    source="Human Rights Act 1998, Schedule 1, article 10",
                )


def private_messages(case):
    """Staff read, watch or close what adults say to each other in private."""
    for passage, quote in _found(case, PRIVATE):
        yield about(
            passage,
            "private_messages",
            quote,
            why=_("What adults write to each other is private; one person’s leave does not cover others in a chat."),
            way_out=_("Say that anybody may show the school a message that worries them."),
            source="Human Rights Act 1998, Schedule 1, article 8; UK GDPR, articles 5 and 6",
        )


def signing_compelled(case):
    """Words that make signing a duty."""
    for passage, quote in _found(case, COMPELLED):
        before, _quoted, after = passage.text.partition(quote)
        if REASSURES.search(before) or re.match(r"[^.!]*\?", after):
            continue
        yield about(
            passage,
            "signing_compelled",
            quote,
            why=_("Signing is voluntary: a school can ask for it, and no law makes a parent sign."),
            way_out=_("Write “we ask all parents to read and sign”."),
            source=_("Deregulation Act 2015, section 66 and Schedule 16 (England)"),
        )


def signed_by_a_child(case):
    """A child is asked to sign. The portal asks adults only, each for themselves."""
    for passage, quote in _found(case, CHILD):
        yield about(
            passage,
            "signed_by_a_child",
            quote,
            why=_("This code is for adults. A child’s name under it binds nobody."),
            way_out=_("Take the child’s signature out."),
        )


def no_way_to_complain(case):
    """Nothing tells parents where to take a complaint."""
    if not any(ROUTE.search(passage.said) for passage in case.of(BODY, LETTER, DECLARATION)) and case.of(BODY):
        yield Finding(
            "no_way_to_complain",
            _("The whole code"),
            "",
            _("The code does not say where to take a complaint."),
            _("Add one sentence that leads to your complaints policy."),
            _(
                "Education Act 2002, section 29 (maintained schools); Education (Independent School Standards) "
                "Regulations 2014, Schedule, Part 7 (academies and independent schools)"
            ),
        )


def _is_gag(sentence, lead_in):
    if DISREPUTE.search(sentence):
        return True
    if OF_A_CHILD.search(sentence) and not OF_THE_SCHOOL.search(sentence):
        return False
    bans = CRITICISM.search(sentence) and PUBLIC.search(sentence) and GAG.search(f"{lead_in} {sentence}")
    return bool(bans) and not ALLOWED.search(sentence)


def _found(case, pattern):
    for passage in case.of(*SIGNED):
        if found := pattern.search(passage.text):
            yield passage, found.group()

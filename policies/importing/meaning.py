"""What a code asks of adults, and when it asks again."""

import re

from policies.importing import reasons

SENTENCES = re.compile(r"(?<=[.!?:])\s+")
ADULTS = r"(?:parents?|carers?|guardians?|famil(?:y|ies)|adults?|you|visitors?|everyone|all)"
NOT_SIGNED = re.compile(
    r"\bunsigned\b|\b(?:without a?|not (?:need|require|ask)\w*[^.]{0,30}) ?(?:to )?sign"
    r"|\bno signatures? (?:is|are|will be) (?:needed|required|asked|necessary|wanted)"
    r"|\bno (?:need|one has|parent has) to sign|\b(?:nobody|no one) (?:has to |needs to |must )?signs?\b"
    r"|\bsignature is not\b|\bdo(?:es)? not (?:have|need) to (?:be )?sign|\bnothing to sign"
    r"|\bsigning is not",
    re.I,
)
SIGNS = re.compile(
    rf"\b{ADULTS}\b[^.]*\b(?:sign|signed|signing|complete the declaration|return the (?:form"
    rf"|slip))\b(?! (?:in|up|out|language|on|into|off)\b)"
    r"|\b(?:parent|carer|guardian|adult|family|person|everyone|everybody) signs\b(?! (?:in|up|out|on|into|off)\b)"
    r"|\b(?:please|must|should|to|and) sign\b(?! (?:in|up|out|language|on|into|off)\b)"
    r"|\bcomplete (?:and return )?(?:the|this|our) (?:\w+ )?(?:declaration|agreement|consent|form"
    r"|slip)\b",
    re.I,
)
READS = re.compile(
    r"\b(?:ask|asks|asked|require|requires|required|expect|expects|expected|request|requested|need"
    r"|must|should|will|please|invite|invited|encouraged?)\b[^.]{0,60}\b(?:read|acknowledge|confirm"
    r"|familiarise|re-read)\b"
    r"|\bconfirm (?:that )?(?:they|you) have (?:read|received)|\backnowledge (?:receipt|that)",
    re.I,
)
CHANGES = re.compile(r"\b(?:changes?|changed|amend\w*|revis\w*|updat\w*|alter\w*|new version)\b", re.I)
SUBSTANTIAL = re.compile(
    r"\b(?:substantial|significant|major|material|important|substantive|considerable"
    r"|key)(?:ly)? (?:\w+ ){0,2}(?:changes?|changed|amend\w*|revis\w*|updat\w*|alter\w*)|\b(?:changed?"
    r"|amended|revised|updated|altered) (?:substantially|significantly|materially)\b"
    r"|\b(?:changes?|changed|amended|revised) in (?:a|any) (?:\w+ )?(?:substantial|significant|major|material"
    r"|important|substantive) (?:way|respect)",
    re.I,
)
AGAIN = re.compile(r"\b(?:read|sign|re-?sign|re-?read|acknowledge|declaration|agree)\w*\b", re.I)
EACH_YEAR = re.compile(
    r"\b(?:annual\w*|every year|once an? year|yearly|each (?:academic |school )?year|beginning of (?:each|every|the)"
    r"|start of (?:each|every|the))\b",
    re.I,
)
AGREEMENT = re.compile(r"\b(?:agreement|contract|pledge|compact|undertaking)\b", re.I)
DEEMED = re.compile(
    r"\b(?:deemed|considered|taken|assumed) to (?:have )?(?:accept|agree|read)"
    r"|\bby \w+ing\b[^.]{0,80}\b(?:agree|accept|bound)",
    re.I,
)
DURATION = re.compile(
    r"\b((?:whilst|while|for as long as|as long as|throughout|for the (?:duration|period|time)"
    r"|until)\b[^.,;]{3,80}\b(?:pupil|student|attends?|school|academy|child)\b[^.,;]{0,60})",
    re.I,
)


def requires(form, sentences, title, notes):
    """signature, acknowledgement or information; whatever is not plain is said."""
    unsigned = _first(NOT_SIGNED, sentences)
    said = [each for each in sentences if not each.endswith("?")]
    signed = _first(SIGNS, [each for each in said if not NOT_SIGNED.search(each)])
    reads = _first(READS, said)
    if form and _is_signed(form):
        return "signature"
    if unsigned:
        notes.look(
            unsigned,
            reasons.NOBODY_SIGNS,
            sentences[unsigned],
        )
        return "acknowledgement" if reads else "information"
    if signed:
        if not form:
            notes.look(
                signed,
                reasons.FORM_MISSING,
                sentences[signed],
            )
        return "signature"
    return _without_signature(form, reads, sentences, title, notes)


def _without_signature(form, reads, sentences, title, notes):
    if form:
        notes.look(form.heading or form.text or "", reasons.NO_PLACE_TO_SIGN)
        return "acknowledgement"
    deemed = _first(DEEMED, sentences)
    if deemed:
        notes.look(
            deemed,
            reasons.TAKEN_FOR_GRANTED,
            sentences[deemed],
        )
    elif AGREEMENT.search(title or ""):
        notes.look(title, reasons.UNSIGNED_AGREEMENT)
    return "acknowledgement" if reads else "information"


def resign_rule(sentences, notes):
    """any change, substantial change, or none stated."""
    for sentence in sentences:
        if not AGAIN.search(sentence) or not CHANGES.search(sentence) or not _asks_adults(sentence):
            continue
        if SUBSTANTIAL.search(sentence):
            return "substantial change"
        return "any change"
    yearly = next((each for each in sentences if EACH_YEAR.search(each) and SIGNS.search(each)), None)
    if yearly:
        notes.look(
            yearly,
            reasons.FIXED_TIMES,
            sentences[yearly],
        )
    return "none stated"


def duration(text):
    """How long a declaration lasts, in its own words."""
    found = DURATION.search(text or "")
    return " ".join(found[1].split()) if found else None


def sentences_of(units):
    """{sentence: line}, in order."""
    return {sentence: unit.line for unit in units for sentence in SENTENCES.split(unit.text) if sentence.strip()}


def _asks_adults(sentence):
    return bool(
        SIGNS.search(sentence)
        or READS.search(sentence)
        or re.search(r"\bre-?sign|\bsign (?:it |the \w+ |a new \w+ )?again", sentence, re.I)
    )


def _is_signed(form):
    return any(each.kind == "signature" for each in form.fields)


def _first(pattern, sentences):
    return next((sentence for sentence in sentences if pattern.search(sentence)), None)

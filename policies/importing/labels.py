"""Labels: the words before a value on a cover ("Approved by:"), and before a blank on a form ("Signed")."""

import re

from policies.importing import dates

BODY = r"(?:policy|document|doc|code)"
FACTS = {
    "title": rf"(?:{BODY} )?(?:title|name)|title of (?:the )?{BODY}|name of (?:the )?{BODY}",
    "organisation": r"(?:name of (?:the )?)?(?:school|academy|trust|organisation|college|setting)(?: name)?",
    "doc_reference": rf"(?:{BODY} |our )?(?:reference|ref|number|no|code|id)\.?(?: (?:number|no|code)\.?)?",
    "version_label": rf"(?:{BODY} )?(?:version|issue|revision|edition)(?: (?:number|no)\.?)?",
    "next_review": (
        r"next due(?: date)?|(?:dyddiad )?(?:yr )?adolygiad nesaf|dyddiad adolygu|"
        r"(?:date (?:of|for) )?(?:the )?next (?:scheduled |planned |policy |formal )?(?:review|revision)(?: date| due)*"
        r"|(?:policy )?(?:review|renewal|expiry) (?:date|due)|"
        r"(?:policy |code |document )?(?:to be|due for|due to be)(?: next)? review(?:ed)?(?: again)?(?: by| on| in)?"
        r"|date (?:of|for|due for) (?:next )?(?:review|renewal)|(?:for )?review(?: due)?|review by"
        r"|review on|due date for review(?:/expiry)?|expires(?: on)?"
    ),
    "review_interval": r"(?:policy )?review (?:frequency|cycle|period|interval|schedule)|frequency of review",
    "version_date": (
        r"date (?:approved|ratified|adopted|agreed|signed off) by [\w’' ]{2,40}"
        r"|(?:governors?|trustees?|board|fgb)['’]? approval|adolygwyd|cymeradwywyd|mabwysiadwyd|diweddarwyd|"
        r"(?:date |last |date last |policy )*(?:updated|revised|reviewed|amended|issued|published|written"
        r"|created|adopted"
        r"|approved|ratified|agreed)(?: on)?(?: date)?"
        r"|date (?:of )?(?:this )?(?:issue|last review|last update|review|update|revision|adoption"
        r"|approval|policy|version"
        r"|publication|ratification)|(?:issue|publication|version|revision|policy|approval|adoption|ratification) date"
        r"|last (?:review|update|revision)(?: date)?|date|(?:date )?effective(?: from| date)?"
        r"|implementation date|valid from"
    ),
    "author": (
        rf"(?:{BODY} )?(?:created|written|prepared|drafted|compiled|produced|authored|reviewed|updated) by"
        rf"|(?:{BODY} )?(?:authors?|writer|author\(s\))|originator"
    ),
    "owner": (
        rf"(?:{BODY} )?(?:owner|lead|holder)|(?:person|persons|staff|officer|member of staff|committee) responsible"
        r"|responsib(?:le|ility)(?: person| officer| committee| for (?:this )?policy)?|maintained by|policy coordinator"
    ),
    "approver": (
        r"(?:to be )?(?:approved|ratified|adopted|agreed|authori[sz]ed|endorsed|signed off"
        r"|sanctioned)(?: and adopted)? by"
        r"|approver|approving (?:body|committee)|approval (?:body|level|by)|ratifying (?:body|committee)"
        r"|level of approval"
    ),
    "other": (
        r"status|audience|applies to|distribution|circulation|(?:published )?location|category|type|linked policies"
        r"|related policies|statutory(?: policy)?|website|(?:update|change) (?:information|history)"
        r"|changes?(?: made)?|summary of changes"
        r"|(?:document|version) (?:control|history)|comments?|notes?|description|consultation"
        r"|head(?:teacher)?|chair(?: of governors)?"
        r"|address|telephone|tel|e-?mail|school (?:address|office)|filename"
    ),
}
FACT = {kind: re.compile(rf"(?:{words})\s*(?:\(s\))?", re.I) for kind, words in FACTS.items()}
LABELLED = re.compile(r"([A-Za-z][A-Za-z /&'’().-]{1,45}?)\s*(?:[:：|]|\t+| {3,}|\s[-–—](?=\s))\s*(.*)")
UNPUNCTUATED = re.compile(
    r"((?:next review|review date|review due|last (?:reviewed|updated)|date of (?:next )?review"
    r"|(?:approved|ratified|adopted|written|prepared"
    r"|created|agreed|reviewed) by|updated|revised|reviewed|approved|adopted|ratified|issued|author"
    r"|effective from|published))"
    r"(?:\s+(?:on|in))?\s+(.+)",
    re.I,
)

BESIDE = re.compile(r"(?:(?<=\s)|^)(?=([A-Z][A-Za-z’' ]{1,30}?):\s)")
REFERRED = re.compile(
    r"(?:(?:doc(?:ument)?|policy) )?(?:id|ref(?:erence)?|no|number)\.? ([A-Z][\w/.-]*\d[\w/.-]*)", re.I
)
OF_THIS = re.compile(r"\b(?:of|for) (?:this|the) (?:version|document|policy|code)\b", re.I)

BLANK = re.compile(r"[._…‥]{3,}|(?:\.\s){3,}|(?:_\s?){3,}")
BOX = "☐□❏❑▢"
PERSON = (
    r"(?:parent|carer|guardian|mother|father|pupil|student|child|learner|adult|headteacher|head"
    r"|principal|teacher|school|staff|witness|chair(?: of (?:the )?(?:governors|trustees|board))?|governor|trustee)"
)
FIELD_TYPES = (
    ("date", r"dated?|date signed|signed on|dyddiad|data"),
    ("signature", r"sign(?:ed|ature|atures)?(?: here)?|signed by|llofnod(?:wyd)?|podpis"),
    (
        "child_class",
        (
            r"(?:child(?:['’]s)? |pupil(?:['’]s)? |student(?:['’]s)? )?(?:class|year(?: group)?|form"
            r"|tutor(?: group)?|year/class|class/year|dosbarth|klasa)(?: (?:name|group|teacher))?"
        ),
    ),
    (
        "child_name",
        (
            r"(?:full )?name\(?s?\)? of (?:my |the |your )?(?:child(?:\(?ren\)?)?|pupil|student|learner)\(?s?\)?"
            r"|(?:child(?:ren)?|pupil|student|learner)(?:\(ren\)"
            r"|\(s\))?(?:['’]?s?['’]?)?(?: full)?(?: names?)?(?:\(s\))?(?:(?: and |/| & |, )(?:class|year|form"
            r"|year group|date of birth))?|enw(?:'r)? plentyn"
        ),
    ),
    (
        "parent_name",
        (
            r"(?:full |print(?:ed)? |my |your |block )?names?(?:\(s\))?(?: \(?(?:please )?(?:print|printed"
            r"|block capitals|in full|print in full)\)?)?|print(?:ed)?|capitals"
            r"|(?:full |print(?:ed)? )?name\(?s?\)? of (?:the )?(?:parent|carer|guardian|mother"
            r"|father)[\w/ ()]*"
            r"|(?:parent|carer|guardian|mother|father)[\w/ ()]*?(?:['’]?s?['’]?)? (?:full )?names?|enw"
        ),
    ),
    ("relationship", r"relationship(?: to (?:the )?(?:child|pupil|student|learner))?|perthynas"),
    (
        "phone",
        (
            r"(?:contact |home |mobile )?(?:tel(?:ephone)?|phone|mobile)(?: (?:number|no))?\.?"
            r"|contact (?:number|no\.?)"
        ),
    ),
    ("email", r"e-?mail(?: address)?"),
    ("address", r"(?:home )?address|postcode"),
    ("other", r"position|role|job title|on behalf of|dob|date of birth|upn|admission number|office use(?: only)?"),
)
FIELD = tuple((kind, re.compile(rf"(?:{words})", re.I)) for kind, words in FIELD_TYPES)
WHOSE = re.compile(
    r"\b(head ?teacher|head|principal|teacher|staff|school|governors?|witness|chair|trustee)\b"
    r"|\b(pupil|student|child|learner)\b",
    re.I,
)
SIGN = re.compile(r"\b(?:sign(?:ed|ature|atures)?|llofnod\w*|podpis)\b", re.I)
TAIL = re.compile(rf"\(?\s*(?:by |of |\()?\s*(?:the |your )?{PERSON}[\w/ ()&,'’-]{{0,40}}\)?", re.I)


def fact(text):
    """(kind, value) when a line is a labelled fact; the value is empty when it must stand on another line."""
    text = text.strip()
    found = LABELLED.fullmatch(text)
    if found:
        kind = kind_of(found[1])
        if kind:
            return kind, found[2].strip()
    kind = kind_of(text)
    if kind:
        return kind, ""
    dated = dates.at_the_end(text)
    if dated and kind_of(text[: dated.start()]):
        return kind_of(text[: dated.start()]), dated.group()
    if referred := REFERRED.fullmatch(text):
        return "doc_reference", referred[1]
    found = UNPUNCTUATED.fullmatch(text)
    return (kind_of(found[1]), found[2].strip()) if found and len(text.split()) <= 12 else None


def apart(text):
    """A line cut before each of its labels: "Approved: 4 May 2025 Review: May 2026"."""
    starts = [found.start() for found in BESIDE.finditer(text) if kind_of(found[1])]
    ends = [*starts[1:], len(text)]
    return (
        [text[: starts[0]], *(text[start:end] for start, end in zip(starts, ends, strict=True))] if starts else [text]
    )


def kind_of(label):
    """Which fact a label announces, or None."""
    label = OF_THIS.sub("", label).strip().rstrip(":.-–— ")
    return _kind_of(label) or _of_both(label, _kind_of)


def _kind_of(label):
    return next((kind for kind, pattern in FACT.items() if pattern.fullmatch(label)), None)


def _of_both(label, kind):
    """What a label in two languages says, "Llofnod / Signed", when both say the same."""
    kinds = {kind(each.strip()) for each in re.split(r"\s+/\s+", label)} if " / " in label else set()
    return kinds.pop() if len(kinds) == 1 else None


def field_type(label):
    """What a form asks for with this label, or None when it is no label of a form."""
    bare = BLANK.sub(" ", label).strip(" \t:.-–—*|" + BOX)
    bare = re.sub(r"\s+", " ", bare)
    kind = _type_of(bare) or _type_of(re.sub(r"\s*\([^)]*\)", "", bare).strip(" :")) or _of_both(bare, _type_of)
    if not kind:
        kind = _compound(bare)
    return _by_whom(kind, bare) if kind == "signature" else kind


def is_label(text):
    """Whether a line is a label with its value or its blank, so that no other line belongs to it."""
    if BLANK.search(text):
        return True
    head = re.split(r"[:\t]", text.strip(), maxsplit=1)[0]
    if len(head) > 50:
        return False
    has_value = ":" in text or "\t" in text
    return bool((has_value and (kind_of(head) or field_type(head))) or field_type(text))


def signs(text):
    """Whether somebody puts their signature here."""
    return any(field_type(piece) and SIGN.search(piece) for piece in pieces(text))


def signer(piece, signed):
    """Whose signature a line asks for that says only who, below or beside "Signed"."""
    return _by_whom("signature", piece) if signed and TAIL.fullmatch(piece.strip()) else None


def pieces(text):
    """A line of a form cut at its blanks, its tabs and its wide spaces."""
    marked = BLANK.sub("\t", text)
    found = [piece.strip() for piece in re.split(r"\t+| {3,}|\|", marked)]
    return _with_their_person([piece for whole in found for piece in _cut_at_labels(whole) if piece])


def _with_their_person(found):
    """ "(Parent/carer)" behind a blank says whose blank it is."""
    whole = []
    for piece in found:
        if whole and piece.startswith("(") and TAIL.fullmatch(piece):
            whole[-1] = f"{whole[-1]} {piece}"
        else:
            whole.append(piece)
    return whole


def _cut_at_labels(piece):
    """Two labels with a colon each stand for two fields, whatever lies between."""
    heads = re.findall(r"[A-Z][\w/'’() ]{2,40}?:", piece)
    if len(heads) < 2 or not all(field_type(head) for head in heads):
        return [piece]
    return [part.strip() for part in re.split(r"(?<=:)\s+(?=[A-Z])", piece)]


def _type_of(bare):
    return next((kind for kind, pattern in FIELD if pattern.fullmatch(bare)), None)


def _compound(bare):
    """ "Signed by parent/carer", "Parent signature", "Signature (pupil)": the person stands beside the label."""
    without = re.sub(r"^(?:my|your|the)\s+", "", bare, flags=re.I)
    found = re.match(r"(sign(?:ed|ature|atures)?|dated?)\b[\s:.,-]*(.*)", without, re.I)
    if found and TAIL.fullmatch(found[2].strip() or "parent"):
        return "date" if found[1].lower().startswith("date") else "signature"
    found = re.fullmatch(rf"{PERSON}[\w/ ()&'’-]{{0,40}}?\s+\(?(sign(?:ature|ed)|date)\)?", without, re.I)
    if found:
        return "date" if found[1].lower() == "date" else "signature"
    return None


def _by_whom(kind, bare):
    found = WHOSE.search(bare)
    if not found or re.search(r"\b(?:parent|carer|guardian|mother|father)s?\b", bare, re.I):
        return kind
    return "staff_signature" if found[1] else "child_signature"

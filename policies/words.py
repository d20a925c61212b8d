"""The exact words of a version: cleaned, canonical, hashed, and cut into blocks."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

import nh3
from lxml import html

TAGS = set("h2 h3 p ul ol li table thead tbody tr th td a strong em br".split())
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"https", "mailto", "tel"}
INLINE = {"a", "strong", "em", "br"}
LISTS = {"ul", "ol"}
HEADINGS = {"h2", "h3"}
# Control characters come along when somebody pastes from a PDF; neither database nor PDF takes them all.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
NO_TAG = re.compile(r"[^<>]+")


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or table row, with the words that lead into it.

    A list item may mean nothing, or the opposite, without its lead-in; so they travel together.
    """

    kind: str
    text: str
    lead_in: str = ""
    depth: int = 0
    links: tuple = ()
    heading: str = ""

    @property
    def led(self):
        """The text behind everything that leads into it."""
        return f"{self.lead_in} {self.text}".strip()


def clean(body):
    """The body with nothing in it but the tags a code of conduct needs, its text in Unicode's normal form."""
    tidy = _tidy(body)
    # Taking a tag away can leave words where none may stand (a caption's in its table), so look again.
    while (cleaner := _without_other_tags(tidy)) != tidy:
        tidy = cleaner
    return tidy


def plain(text):
    """Plain text as it is kept: one kind of line end, no space around it, Unicode's normal form."""
    return unicodedata.normalize("NFC", _tidy(text))


def canonical(version):
    """The words as one string: the same words always give the same bytes (JSON, sorted keys, NFC)."""
    content = {
        "format": 1,
        "title": plain(version.title),
        "language": version.language,
        "asks": version.policy.asks,
        "body": clean(version.body),
        "declaration": plain(version.declaration),
        "undertakings_lead_in": plain(version.undertakings_lead_in),
        "undertakings": [plain(item) for item in version.undertakings],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(version):
    """SHA-256 of the canonical words, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(version).encode()).hexdigest()


def blocks(body):
    """The body as a flat list of blocks, in reading order; no word of it is left out."""
    if not body.strip():
        return []
    found = []
    _walk(html.fragment_fromstring(body, create_parent="div"), Block("p", ""), found)
    return list(_under_their_headings(found))


def _under_their_headings(found):
    heading = ""
    for block in found:
        yield replace(block, heading=heading)
        if block.kind in HEADINGS:
            heading = block.text


def minutes_to_read(version):
    """Whole minutes at 200 words a minute, at least one."""
    words = _number_of_words(version.body)
    words += sum(len(item.split()) for item in version.undertakings) + len(version.declaration.split())
    return max(1, round(words / 200))


@lru_cache(maxsize=100)
def _number_of_words(body):
    """Counted once for the thousand messages that tell of it."""
    return sum(len(block.text.split()) for block in blocks(body))


def _without_other_tags(body):
    allowed = nh3.clean(body, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny", link_rel=None)
    # Between tags only: an accent at the start of a paragraph must not melt into the tag's own ">".
    return _tidy(NO_TAG.sub(lambda text: unicodedata.normalize("NFC", text[0]), allowed))


def _tidy(text):
    return UNSEEN.sub("", LINE_END.sub("\n", text)).strip()


def _walk(parent, like, found):
    """Add the blocks of `parent`: each run of words as one like `like`, and what stands between runs."""
    pieces, links = [parent.text or ""], []
    for child in parent:
        if _is_inline(child):
            pieces.append(_said(child))
            links += [link.get("href") for link in child.iter("a") if link.get("href")]
        else:
            _end_run(pieces, links, like, found)
            _step_into(child, like, found)
        pieces.append(child.tail or "")
    _end_run(pieces, links, like, found)


def _end_run(pieces, links, like, found):
    text = " ".join("".join(pieces).split())
    if text:
        found.append(replace(like, text=text, links=tuple(links)))
    pieces.clear()
    links.clear()


def _step_into(element, like, found):
    if element.tag in LISTS:
        _walk(element, Block("li", "", _lead_in(found, like), like.depth + 1), found)
    elif element.tag == "table":
        for row in element.iter("tr"):
            if next(row.iterancestors("table")) is element:
                _add_row(row, replace(like, kind="tr", lead_in=_lead_in(found, like)), found)
    else:
        # A paragraph within a list item is part of the item.
        _walk(element, like if like.depth or element.tag in INLINE else Block(element.tag, ""), found)


def _add_row(row, like, found):
    """A row is one block: a cell by itself says too little."""
    cells = []
    for cell in row:
        within = []
        _walk(cell, like, within)
        cells.append(" ".join(block.text for block in within))
        like = replace(like, links=like.links + tuple(link for block in within for link in block.links))
    if any(cells):
        found.append(replace(like, text=" · ".join(filter(None, cells))))


def _lead_in(found, like):
    """What leads into a list or table: the words just before it, or what led into the list just before it."""
    before = found[-1] if found else Block("p", "")
    if before.kind != "tr" and before.depth <= like.depth:
        return before.led
    siblings = [block for block in found if block.depth == like.depth + 1 or block.kind == "tr"]
    return (siblings or [before])[-1].lead_in


def _is_inline(element):
    return all(each.tag in INLINE for each in element.iter())


def _said(element):
    """The words of an element within a line; a line break is a space."""
    if element.tag == "br":
        return " "
    return (element.text or "") + "".join(_said(child) + (child.tail or "") for child in element)

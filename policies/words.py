"""The exact words of a version: cleaned, canonical, hashed, and cut into blocks."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass

import nh3
from lxml import html

TAGS = set("h2 h3 p ul ol li table thead tbody tr th td a strong em br".split())
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
CONTAINERS = {"ul", "ol", "table", "thead", "tbody", "tr"}


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or table cell, with the words that lead into it.

    A list item may mean nothing, or the opposite, without its lead-in; so they travel together.
    """

    kind: str
    text: str
    lead_in: str = ""
    depth: int = 0


def clean(body):
    """The body with nothing in it but the tags a code of conduct needs."""
    return nh3.clean(body, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto", "tel"}, link_rel=None)


def canonical(version):
    """The words as one string: the same words always give the same bytes (JSON, sorted keys, NFC)."""
    content = {
        "format": 1,
        "title": version.title,
        "language": version.language,
        "asks": version.policy.asks,
        "body": clean(version.body),
        "declaration": version.declaration,
        "undertakings_lead_in": version.undertakings_lead_in,
        "undertakings": version.undertakings,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text.replace("\\r\\n", "\\n"))


def content_hash(version):
    """SHA-256 of the canonical words, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(version).encode()).hexdigest()


def blocks(body):
    """The body as a flat list of blocks, in reading order."""
    if not body.strip():
        return []
    found = []
    _walk(html.fragment_fromstring(body, create_parent="div"), "", 0, found)
    return found


def _walk(parent, lead_in, depth, found):
    for element in parent:
        if element.tag in CONTAINERS:
            _walk(element, _lead_in(found, depth, lead_in), depth + (element.tag in ("ul", "ol")), found)
            continue
        text = _own_text(element)
        if text:
            found.append(Block(element.tag, text, lead_in if depth or element.tag in ("td", "th") else "", depth))
        _walk([child for child in element if child.tag in CONTAINERS], lead_in, depth, found)


def _lead_in(found, depth, inherited):
    last = found[-1] if found else None
    return last.text if last and last.depth <= depth and last.kind in ("p", "li") else inherited


def _own_text(element):
    """The words of an element without those of the lists and tables inside it."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag not in CONTAINERS:
            pieces.append(" " if child.tag == "br" else child.text_content())
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def minutes_to_read(version):
    """Whole minutes at 200 words a minute, at least one."""
    words = sum(len(block.text.split()) for block in blocks(version.body))
    words += sum(len(item.split()) for item in version.undertakings) + len(version.declaration.split())
    return max(1, round(words / 200))

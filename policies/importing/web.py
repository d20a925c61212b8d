"""A web page becomes plain text with its headings, lists and tables marked. Nothing in it runs or is fetched."""

import re

from django.utils.translation import gettext as _
from lxml import etree, html

from policies.importing import beside, limits, reasons
from policies.importing.errors import CannotRead

NO_WORDS = set(
    "script style noscript template iframe object embed svg math head audio video canvas map link meta title".split()
)
AROUND = set("nav button select textarea dialog".split())
SILENT = NO_WORDS | AROUND
BLOCKS = set(
    "p div section article main header footer aside blockquote pre address dl dt dd figure figcaption form fieldset"
    " center body html hr details summary label".split()
)
HEADING = re.compile(r"h[1-6]")
WAYS_ROUND = re.compile(r"\b(?:breadcrumbs?|share|sharing|social-links|skip-link|cookie\S*)\b", re.I)
FRAME = "ancestor::nav | ancestor::header | ancestor::footer | ancestor::*[@role='navigation']"
SPACES = re.compile(r"[ \t\r\n\f]+")


def text_of(page):
    """(the words of a page, one block a line; what stands around them or is hidden, and what is to be looked at, each
    as (words, why, line))."""
    try:
        tree = html.document_fromstring(
            page, parser=html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise CannotRead(_("This web page cannot be read.")) from error
    _open_folds(tree)
    struck = _take_struck(tree)
    found = tree.xpath("//main | //article | //*[@role='main']")
    root = found[0] if len(found) == 1 else tree
    if root is tree:
        _close_frame(tree)
    lines = []
    _walk(root, lines, indent=0, depth=0)
    return "\n".join(lines), _around(tree, root), struck


def _open_folds(tree):
    """Buttons that unfold a part of the page are its headings, and what they unfold is read; so are terms explained."""
    for summary in tree.xpath("//summary | //dt"):
        summary.tag = "h3"
    for button in tree.xpath("//button[@aria-expanded] | //*[@role='button'][@aria-expanded and @aria-controls]"):
        in_heading = HEADING.fullmatch(button.getparent().tag)
        if button.xpath(FRAME) or not (in_heading or button.get("aria-controls") or button.getnext() is not None):
            continue
        button.tag = "span" if in_heading else "h3"
        for part in tree.xpath("//*[@id = $name]", name=button.get("aria-controls", "")):
            for name in ("hidden", "aria-hidden", "style"):
                part.attrib.pop(name, None)


def _take_struck(tree):
    """What stands there with a line through it is no longer said; told as what is to be looked at."""
    struck = [each for each in tree.xpath("//s | //strike | //del") if _words(_readable(each))]
    for each in struck:
        each.set("hidden", "")
    return [(_words(_readable(each)), reasons.STRUCK_THROUGH, each.sourceline or 0) for each in struck]


def _close_frame(tree):
    """Of a page without a main part, what says by its tag that it stands around it."""
    for part in tree.xpath("//aside | //footer | //header[not(.//h1)]"):
        part.set("hidden", "")


def _around(tree, root):
    """The words of the outermost parts that are passed over: menus, buttons, what is hidden or beside the page's
    main part."""
    walked = {*root.iterancestors(), root, *root.iterdescendants()}
    passed = {each for each in tree.iter(etree.Element) if each not in walked or _is_passed_over(each)}
    outermost = [each for each in tree.iter(etree.Element) if each in passed and each.getparent() not in passed]
    told = ((_words(_readable(each)), each.sourceline or 0) for each in outermost)
    return [(words, reasons.PAGE_AROUND, line) for words, line in told if words]


def _readable(element):
    """All words in an element but those no browser shows."""
    inside = (_readable(child) + " " + (child.tail or "") for child in element if isinstance(child.tag, str))
    return "" if element.tag in NO_WORDS else f"{element.text or ''} {' '.join(inside)}"


def _is_passed_over(element):
    return element.tag in SILENT or _is_hidden(element) or _leads_elsewhere(element)


def _walk(element, lines, indent, depth):
    """Add the lines of an element; runs of inline words are one line."""
    if depth > limits.DEEPEST_PAGE:
        raise CannotRead(_("This web page is nested too deeply to be a code of conduct."))
    run = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or _is_passed_over(child):
            pass
        elif _is_inline(child):
            run.append(_inline(child))
        else:
            _end_run(run, lines, indent)
            _block(child, lines, indent, depth + 1)
        run.append(child.tail or "")
    _end_run(run, lines, indent)


def _block(element, lines, indent, depth):
    tag = element.tag
    if HEADING.fullmatch(tag):
        words = _words(_inline(element))
        lines += ["", f"{'#' * int(tag[1])} {words}", ""] if words else []
    elif tag in ("ul", "ol", "menu"):
        _list(element, lines, indent, depth)
    elif tag == "table":
        _table(element, lines, indent, depth)
    else:
        lines.append("")
        _walk(element, lines, indent, depth)
        lines.append("")


def _list(element, lines, indent, depth):
    number = int(element.get("start", "1")) if element.get("start", "1").lstrip("-").isdigit() else 1
    for item in element:
        if item.tag != "li":
            if isinstance(item.tag, str) and item.tag not in SILENT:
                _block(item, lines, indent + 3, depth + 1)
            continue
        mark = _mark(element, number)
        within = []
        _walk(item, within, 0, depth + 1)
        within = [line for line in within if line.strip()]
        for place, line in enumerate(within):
            lines.append(" " * indent + (f"{mark} {line}" if not place else f"   {line}"))
        number += 1


def _mark(element, number):
    if element.tag != "ol":
        return "-"
    kind = element.get("type", "1")
    if kind in ("a", "A") and 1 <= number <= 26:
        return f"{chr(ord(kind) + number - 1)})"
    return f"{number}."


def _table(element, lines, indent, depth):
    """A table as rows of cells; one that only places things on the page is read cell by cell."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    cells = [cell for row in rows for cell in row]
    simple = all(not any(_has_blocks(each) for each in cell) for cell in cells)
    side_by_side = beside.parts([[_cell(cell, depth) for cell in row] for row in rows])
    lines.append("")
    if simple and any(len(row) > 1 for row in rows):
        for row in rows:
            lines.append("| " + " | ".join(_words(_inline(cell)).replace("|", "/") for cell in row) + " |")
    elif side_by_side:
        lines += beside.lines(side_by_side, lambda cell: _lines_of(cell, depth))
    else:
        for cell in cells:
            lines += [*_lines_of(cell, depth), ""]
    lines.append("")


def _cell(element, depth):
    said = tuple(" ".join(line.split()) for line in _lines_of(element, depth) if line.strip())
    return beside.Cell(element, said, any(True for _each in element.iter("li")))


def _lines_of(element, depth):
    lines = []
    _walk(element, lines, 0, depth + 1)
    return lines


def _has_blocks(element):
    return isinstance(element.tag, str) and (
        element.tag in ("ul", "ol", "table") or bool(element.xpath(".//ul | .//ol | .//table | .//p"))
    )


def _is_inline(element):
    return not (
        element.tag in BLOCKS
        or element.tag in ("ul", "ol", "menu", "table", "li", "tr", "td", "th")
        or HEADING.fullmatch(element.tag)
    ) and not any(
        isinstance(each.tag, str)
        and (each.tag in BLOCKS or each.tag in ("ul", "ol", "table") or HEADING.fullmatch(each.tag))
        for each in element.iterdescendants()
    )


def _is_hidden(element):
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _leads_elsewhere(element):
    """The path of pages above a page ("Home » Parents"), or a row of buttons to share it."""
    named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"
    return bool(WAYS_ROUND.search(named)) or element.get("role") in ("navigation", "search")


def _inline(element):
    """The words of an element within a line; a line break stays one."""
    if not isinstance(element.tag, str) or element.tag in SILENT or _is_hidden(element):
        return ""
    if element.tag == "br":
        return "\v"
    words = (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)
    if element.tag in ("b", "strong") and words.strip():
        return f"**{words.strip()}**" + (" " if words[-1:].isspace() else "")
    return words


def _end_run(run, lines, indent):
    for piece in "".join(run).split("\v"):
        words = _words(piece)
        if words:
            lines.append(" " * indent + words)
    run.clear()


def _words(text):
    return SPACES.sub(" ", text.replace("\v", " ")).strip()

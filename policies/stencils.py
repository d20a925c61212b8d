"""Prints that differ in a few words are laid out once; from then on only those words are drawn.

On a page, what stands in an element of class `varies` may be another on the next print; so may the dark bars of a
`<path class="varies">`, the moment it is made, and what is enclosed. A stencil is the print with gaps in their place.
It is found again by the rest of the page, so whatever else differs makes another stencil. What cannot be drawn letter
by letter (another script, a word longer than its line) is refused: that page is laid out as a whole.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from itertools import chain, count, pairwise, repeat

from django.conf import settings
from weasyprint.text.line_break import get_log_attrs

from policies import edition, paper, press, stencil_store
from policies.stencil_files import BAR, StencilFile, line_mark

MANY = 100  # kept by each process, some hundred kilobytes each
MOST_LINES = 6
NOBODYS_TIME = datetime(1801, 2, 3, 4, 5, 6, tzinfo=UTC)
# The letters that a stencil brings: as few as its words need, because they lie in every file printed by it.
PLAIN = "".join(map(chr, range(0x21, 0x7F))) + " ·–—‘’“”•…"
ACCENTED = [*range(0xA1, 0xAD), *range(0xAE, 0x132), *range(0x134, 0x13F), *range(0x141, 0x149), *range(0x14A, 0x17F)]
VIETNAMESE = [0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA)]
LATIN = PLAIN + "".join(
    chr(point) for point in [*ACCENTED, *range(0x218, 0x21C), *VIETNAMESE] if chr(point) not in PLAIN
)
VARIES = re.compile(r'<(span|bdi) class="varies">(.*?)</\1>', re.DOTALL)
DRAWN = re.compile(r'(<path class="varies" d=")([^"]*)')
ONE_BAR = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")
MADE_AT = re.compile(r'(<meta name="dcterms\.\w+" content=")[^"]*')
# Each gap brings its letters, drawn where they disturb nothing, so that their shapes are in the file.
SHAPES = """.varies::after {{ position: absolute; white-space: pre; content: "{}" }}
.code .varies::after {{ content: "{}" }}"""


class CannotFill(Exception):
    """These words must be laid out."""


def suits(page):
    """Whether there is something on this page that varies."""
    return VARIES.search(page) is not None


def printed(page, made_at, enclosures):
    """A page as the bytes of a PDF, drawn into its stencil. Raises CannotFill and CannotPrint."""
    words = [_plain(found[2]) for found in VARIES.finditer(page)]
    names = tuple((each.name, each.description) for each in enclosures)
    letters = PLAIN if set(PLAIN).issuperset("".join(words)) else LATIN
    stencil = _stencil(outline(page), names, letters)
    lines = [_broken(each, gap) for each, gap in zip(words, stencil.gaps, strict=True)]
    if any(len(each) > 1 for each in lines):
        stencil = _stencil(outline(page, map(len, lines)), names, letters)
    drawn = [gap.drawn(line) for line, gap in zip(chain.from_iterable(lines), stencil.gaps, strict=True)]
    bars = DRAWN.search(page)
    return stencil.filled(drawn, _drawn(bars[2] if bars else ""), made_at, [each.text for each in enclosures])


def outline(page, lines=None):
    """The page with a mark in place of each line of what varies: one for each, or so many as `lines` says."""
    counts, number = iter(lines or repeat(1)), count()

    def gap(found):
        marks = "<br>".join(line_mark(next(number)) for _ in range(next(counts)))
        return f'<{found[1]} class="varies">{marks}</{found[1]}>'

    page = VARIES.sub(gap, page)
    page = DRAWN.sub(rf"\g<1>{BAR}", page)
    return MADE_AT.sub(rf"\g<1>{NOBODYS_TIME:%Y-%m-%dT%H:%M:%SZ}", page)


@lru_cache(maxsize=MANY)
def _stencil(marked, enclosed, letters):
    style = SHAPES.format(*("".join(f"\\{ord(letter):06x}" for letter in each) for each in (letters, PLAIN)))
    told = (marked, enclosed, letters, style)
    return stencil_store.get_or_make((edition.edition(), *told), lambda: _laid_out(*told))


def _laid_out(marked, enclosed, letters, style):
    found = []

    def keep(document, pdf):
        found.append(StencilFile(document, pdf, {letters, PLAIN}, NOBODYS_TIME))

    press.pdf(marked, [paper.Enclosure(*each, "", NOBODYS_TIME) for each in enclosed], style=style, finish=keep)
    return found[0]


def _plain(markup):
    """The words between tags, as a browser reads them."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", markup)).split())


def _broken(words, gap):
    """The words in lines that fit, ended where a whole print would end them."""
    if gap.takes(words):
        return [words]
    lines = [""]
    for part in _parts(words):
        if gap.takes((lines[-1] + part).rstrip()):
            lines[-1] += part
        elif gap.takes(part.rstrip()):
            lines.append(part)
        else:
            raise CannotFill
    if len(lines) > MOST_LINES:
        raise CannotFill
    return [line.rstrip() for line in lines]


def _parts(words):
    """The words cut wherever a line may end: after a space, and after some hyphens, as Pango says."""
    ends = [at for at, letter in enumerate(get_log_attrs(words, settings.LANGUAGE_CODE)) if letter.is_line_break]
    return [words[start:end] for start, end in pairwise([0, *ends, len(words)])]


def _drawn(bars):
    """Bars one module high, as PDF draws them."""
    return "\n".join(f"{x} {y} {length} 1 re" for x, y, length in ONE_BAR.findall(bars)).encode()

"""What changed between two versions, as a reader would say it: added, removed, changed or written anew."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from django.utils.translation import gettext as _

from policies import words
from policies.words import Block

ADDED, REMOVED, CHANGED, REWRITTEN = "added", "removed", "changed", "rewritten"
# Below this likeness a comparison word by word is salad; before and now are shown instead.
ALIKE = 0.5
# A word or a mark, each with the space before it.
WORD = re.compile(r"\s*(?:[\w'’]+|[^\w\s])|\s+$")
# Laying m blocks beside n costs m × n comparisons: past this, blocks that differ count as removed and added.
MOST_COMPARISONS = 10_000


@dataclass(frozen=True)
class Change:
    """One thing that reads differently. `words` are (op, text) pairs: op is same, removed or added."""

    kind: str
    before: str = ""
    after: str = ""
    lead_in: str = ""
    heading: str = ""
    words: tuple = ()
    leads_to: tuple = ()

    @property
    def where(self):
        """Its section, and what leads into it, each said once."""
        return " › ".join(filter(None, [self.heading, self.lead_in.removeprefix(self.heading).strip()]))


def between(old, new):
    """Every change from one version to the next, in reading order; none when there is no old one."""
    if old is None:
        return []
    found = []
    for before, after in zip(_sections(old), _sections(new), strict=True):
        found += _in_section(before, after)
    return found


def _sections(version):
    """Parts that are only ever compared with their like: title, body, declaration."""
    title = [Block("p", version.title, heading=_("Title"))]
    heading, lead_in = _("Declaration"), version.undertakings_lead_in
    paragraphs = [*version.declaration.splitlines(), lead_in]
    declaration = [Block("p", text.strip(), heading=heading) for text in paragraphs if text.strip()]
    declaration += [Block("li", item, lead_in, 1, heading=heading) for item in version.undertakings]
    return title, words.blocks(words.clean(version.body)), declaration


def _in_section(old, new):
    found, lead_ins = [], {}  # lead_ins: what led into a list before → what leads into it now
    for before, after in _pairs(old, new):
        if before and after and lead_ins.get(before.lead_in, before.lead_in) == after.lead_in:
            lead_ins[before.led] = after.led
            found += _changed(before, after, new)
        else:
            # No partner; or one in another list, which can turn the meaning round.
            found += _removed(before) + _added(after)
    return found


def _pairs(old, new):
    """(before, after) in reading order; None on one side where a block has no partner."""
    for equal, before, after in _runs(old, new, lambda block: (_said(block), block.lead_in)):
        if equal:
            yield from zip(before, after, strict=True)
        else:
            # The same words below another lead-in come first, then the ones most alike.
            for same, one, other in _runs(before, after, _said):
                yield from zip(one, other, strict=True) if same else _most_alike(one, other)


def _runs(old, new, key):
    """(equal, before, after): stretches that are the same by this key, and those that are not."""
    matcher = SequenceMatcher(None, [key(block) for block in old], [key(block) for block in new], autojunk=False)
    for op, a, b, c, d in matcher.get_opcodes():
        yield op == "equal", old[a:b], new[c:d]


def _most_alike(old, new):
    """Partners in the order that makes them most alike; what is left between pairs was written anew."""
    a = c = 0
    for b, d in [*_best_path(old, new), (len(old), len(new))]:
        yield from _left_over(old[a:b], new[c:d])
        if b < len(old):
            yield old[b], new[d]
        a, c = b + 1, d + 1


def _left_over(old, new):
    if [block.kind for block in old] == [block.kind for block in new]:
        yield from zip(old, new, strict=True)
    else:
        yield from zip_longest(old, [])
        yield from ((None, block) for block in new)


def _best_path(old, new):
    """Indexes of the pairs that are alike, with the greatest sum of likeness that keeps the order."""
    if len(old) * len(new) > MOST_COMPARISONS:
        return []
    best = [[(0.0, ())] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in range(1, len(old) + 1):
        for j in range(1, len(new) + 1):
            likeness = _likeness(old[i - 1], new[j - 1])
            score, path = best[i - 1][j - 1]
            paired = (score + likeness, (*path, (i - 1, j - 1))) if likeness >= ALIKE else (0.0, ())
            best[i][j] = max(paired, best[i - 1][j], best[i][j - 1], key=lambda way: way[0])
    return best[-1][-1][1]


def _likeness(one, other):
    """From 0 to 1, counted in words."""
    matcher = SequenceMatcher(None, _said(one).split(), _said(other).split(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _said(block):
    """What a block says. Where its links lead belongs to it: another address is a change."""
    return " ".join([block.text, *(f"({link})" for link in block.links)])


def _changed(old, new, section):
    if _said(old) == _said(new):
        return []
    # Where the links lead is only worth telling when it has changed.
    before, after = (old.text, new.text) if old.links == new.links else (_said(old), _said(new))
    alike = _likeness(old, new) >= ALIKE
    return [
        Change(
            CHANGED if alike else REWRITTEN,
            before,
            after,
            new.lead_in,
            _section_of(new),
            words=_word_by_word(before, after) if alike else (),
            leads_to=tuple(block.text for block in section if block.depth and block.lead_in == new.led),
        )
    ]


def _removed(block):
    return [Change(REMOVED, _said(block), "", block.lead_in, _section_of(block))] if block else []


def _added(block):
    return [Change(ADDED, "", _said(block), block.lead_in, _section_of(block))] if block else []


def _section_of(block):
    """The heading that a block stands below; a section's own heading stands below none."""
    return "" if block.kind == "h2" else block.heading


def _word_by_word(before, after):
    """Pieces that, put together again, give each side back to the letter."""
    told = []
    runs = list(_runs(WORD.findall(before), WORD.findall(after), str))
    for number, (equal, old, new) in enumerate(runs):
        # A comma that happens to stand in both texts, between words that do not, is no common ground.
        alone = 0 < number < len(runs) - 1 and not any(map(str.isalnum, "".join(old)))
        pieces = [("same", old)] if equal and not alone else [("removed", old), ("added", new)]
        told += [(op, "".join(piece)) for op, piece in pieces if piece]
    return tuple(_joined(told))


def _joined(told):
    """Neighbouring changes as one: what was taken out, then what was put in."""
    for same, group in groupby(told, key=lambda piece: piece[0] == "same"):
        pieces = list(group)
        if same:
            yield from pieces
            continue
        for wanted in ("removed", "added"):
            text = "".join(text for op, text in pieces if op == wanted)
            if text:
                yield wanted, text

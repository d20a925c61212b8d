"""Two columns on a page of a PDF: the left one is read before the right one."""

from statistics import mean

FEWEST_LINES = 6
FEWEST_WORDS = 3.5
CLEAR = 4
STEP = 3
MOST_TRIED = 3


def by_line(words):
    """Words that stand on one height, from left to right."""
    ordered = sorted(words, key=lambda word: (round(word["bottom"]), word["x0"]))
    lines = []
    for word in ordered:
        if lines and abs(lines[-1][-1]["bottom"] - word["bottom"]) < 3:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word["x0"]) for line in lines]


def apart(words, width):
    """The words of a page in groups to be read one after the other; one group where there are no columns.

    What stands over both columns, above or below them, is a group of its own.
    """
    gutter = _gutter(words, width)
    if gutter is None:
        return [words]
    groups, rest = [], words
    for line in gutter.lines_across:
        above = [word for word in rest if word["bottom"] <= line[0]["top"]]
        groups += [*_in_band(above, gutter), line]
        rest = [word for word in rest if word not in above and word not in line]
    return [group for group in [*groups, *_in_band(rest, gutter)] if group]


class Gutter:
    """A line down the page where few words stand, with the lines left and right of it."""

    def __init__(self, words, place):
        self.place = place
        self.lines_across = [line for line in by_line(words) if any(map(self._is_crossed_by, line))]
        free = [word for word in words if not any(_is_beside([word], line) for line in self.lines_across)]
        left, right = (by_line(side) for side in self.sides(free))
        self.pairs = [(line, other) for line in left for other in right if _is_beside(line, other)]

    @property
    def parts_prose(self):
        """Not the gap between labels and values, or between the fields of a form."""
        left, right = ({id(pair[side]): len(pair[side]) for pair in self.pairs} for side in (0, 1))
        return all(len(side) >= FEWEST_LINES and mean(side.values()) >= FEWEST_WORDS for side in (left, right))

    def sides(self, words):
        """(the words left of it, the words right of it)."""
        left = [word for word in words if word["x1"] < self.place]
        return left, [word for word in words if word not in left]

    def _is_crossed_by(self, word):
        return _words_across([word], self.place)


def _gutter(words, width):
    places = range(round(0.35 * width), round(0.65 * width), STEP)
    likely = sorted(places, key=lambda place: (_words_across(words, place), abs(place - width / 2)))[:MOST_TRIED]
    found = [Gutter(words, place) for place in likely if _words_across(words, place) < len(words) / 30 + 1]
    best = max(found, key=lambda gutter: len(gutter.pairs), default=None)
    return best if best and best.parts_prose else None


def _words_across(words, place):
    return sum(word["x0"] < place + CLEAR and word["x1"] > place - CLEAR for word in words)


def _in_band(words, gutter):
    """Of words between two lines that go across: what stands above the columns, the left, the right, and the rest."""
    paired = [word for pair in gutter.pairs for line in pair for word in line if word in words]
    if not paired:
        return [words]
    top = _start_of_columns(by_line(gutter.sides(words)[1]), min(word["top"] for word in paired))
    bottom = _end_of_columns(by_line(words), max(word["bottom"] for word in paired))
    within = [word for word in words if top - CLEAR <= word["top"] < bottom]
    left, right = gutter.sides(within)
    above = [word for word in words if word not in within and word["top"] < top]
    return [above, left, right, [word for word in words if word not in within and word not in above]]


def _start_of_columns(right, top):
    """The right column may begin a little higher than the heading with which the left one does."""
    for line in reversed(right):
        height = line[0]["bottom"] - line[0]["top"]
        if line[0]["top"] < top <= line[0]["bottom"] + height:
            top = line[0]["top"]
    return top


def _end_of_columns(lines, bottom):
    """The longer column goes on below the shorter one, as long as its lines keep their distance."""
    for line in lines:
        height = line[0]["bottom"] - line[0]["top"]
        if bottom < line[0]["bottom"] and line[0]["top"] - bottom <= 2 * height:
            bottom = line[0]["bottom"]
    return bottom


def _is_beside(line, other):
    """Whether two lines stand on one height, more or less."""
    return line[0]["top"] < other[0]["bottom"] - CLEAR / 2 and other[0]["top"] < line[0]["bottom"] - CLEAR / 2

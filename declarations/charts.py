"""A line over time as numbers that a template can draw: no script, no inline style, the same on paper."""

from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 320, 172
LEFT, RIGHT, TOP, FLOOR = 40, 308, 10, 142
MOST_POINTS, MOST_ROWS = 80, 12
LEVELS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: object
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """Where to draw what. `rows` are some of the same days, for whoever would rather read them."""

    line: str
    end: tuple
    levels: list
    dates: list
    marks: list
    rows: list
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    floor: int = FLOOR

    @property
    def now(self):
        """Where the line ends, in per cent."""
        return self.rows[-1].percent


def of(days, marked=()):
    """The chart of these days in per cent; at the dates `marked` something began that the line must be read with."""
    first, last = days[0].on, days[-1].on

    def across(day: date):
        share = (day - first).days / ((last - first).days or 1)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    shown = _some(days, MOST_POINTS)
    points = [(across(day.on), _height(day.percent)) for day in shown]
    return Chart(
        line=" ".join(f"{x},{y}" for x, y in points),
        end=points[-1],
        levels=[Tick(_height(level), level) for level in LEVELS],
        dates=_dates(days, across),
        marks=[across(day) for day in marked if first < day <= last],
        rows=_some(days, MOST_ROWS),
    )


def _height(percent):
    return round(FLOOR - percent / 100 * (FLOOR - TOP), 1)


def _dates(days, across):
    first, middle, last = days[0].on, days[len(days) // 2].on, days[-1].on
    if len(days) < 3:
        return [Tick(across(first), first, "start")]
    return [Tick(across(first), first, "start"), Tick(across(middle), middle), Tick(across(last), last, "end")]


def _some(days, most):
    """At most so many of them, evenly spread, the last always among them."""
    step = -(-len(days) // most)
    return list(reversed(list(reversed(days))[::step]))

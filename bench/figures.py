"""One line of the table: what was measured, against what, and whether that is good enough."""

import json
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from math import log


@dataclass
class Figure:
    """`ratio` is ours to the baseline; for a speed more is better, for a time less is."""

    name: str
    measures: str  # in one sentence
    ours: float
    baseline: float
    against: str
    unit: str
    goal: float
    more_is_better: bool = False
    notes: list = field(default_factory=list)
    growth: list = field(default_factory=list)  # (how much there is, seconds), from small to large

    @property
    def ratio(self):
        return self.ours / self.baseline

    @property
    def is_met(self):
        return self.ratio >= self.goal if self.more_is_better else self.ratio <= self.goal

    @property
    def verdict(self):
        side = "at least" if self.more_is_better else "at most"
        return f"{'met' if self.is_met else 'WORSE THAN ITS GOAL'}: {side} {self.goal:g}"

    @property
    def worst(self):
        """(exponent, what n log n would have) of the step in which time grew most."""
        steps = [
            (log(after / before) / log(more / less), log(more * log(more) / (less * log(less))) / log(more / less))
            for (less, before), (more, after) in pairwise(self.growth)
        ]
        return max(steps, key=lambda step: step[0] - step[1])

    @property
    def growth_verdict(self):
        """In a line: how time grows with what there is, and whether that is worse than n log n."""
        exponent, allowed = self.worst
        sizes = ", ".join(f"{size:,}: {_short(seconds)} s" for size, seconds in self.growth)
        said = "no worse than n log n" if exponent <= allowed else "WORSE THAN N LOG N"
        return f"growth ({sizes}): worst exponent {exponent:.2f}  [{said}: {allowed:.2f}]"

    def told(self):
        """For results.json."""
        worst = {"worst_exponent": round(self.worst[0], 3)} if self.growth else {}
        return asdict(self) | {"ratio": round(self.ratio, 3), "met": self.is_met} | worst


def printed(figure):
    """A figure as lines for people."""
    yield f"{figure.name}"
    yield f"    {figure.measures}"
    ours, base = (_short(value) for value in (figure.ours, figure.baseline))
    yield f"    {ours} {figure.unit}; {figure.against}: {base}; ratio {figure.ratio:.2f}  [{figure.verdict}]"
    yield from (f"    {note}" for note in figure.notes)
    if figure.growth:
        yield f"    {figure.growth_verdict}"


def table(figures):
    """All of them once more, a line each."""
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        ours, base = (_short(value) for value in (figure.ours, figure.baseline))
        told = f"{ours:>10} {base:>10} {figure.unit:<12} {figure.ratio:>7.2f}"
        yield f"{figure.name:<{width}} {told}  {figure.verdict}"


def write(path, figures, **about):
    """Keep a run as JSON."""
    path.write_text(json.dumps(about | {"figures": [figure.told() for figure in figures]}, indent=1) + "\n")


def _short(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"

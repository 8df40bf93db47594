"""The table: one ratio a row, with the figures of both sides."""

import math
import statistics
from dataclasses import dataclass
from typing import Optional


@dataclass
class Ratio:
    """One comparison. `times` says how many times better we are, whichever direction is the better one."""

    what: str
    ours: float
    against: str
    theirs: float
    unit: str
    more_is_better: bool = False
    goal: Optional[float] = None  # of `times`
    quoted: bool = False  # whether their figure was published by others or is a limit, rather than measured in this run

    @property
    def times(self):
        better, worse = (self.ours, self.theirs) if self.more_is_better else (self.theirs, self.ours)
        return better / worse if worse else math.inf

    @property
    def verdict(self):
        return "" if self.goal is None else "met" if self.times >= self.goal else "MISSED"

    def as_json(self):
        return {**vars(self), "times": self.times, "met": None if self.goal is None else self.times >= self.goal}


def percentile(values, share):
    """The smallest value that at least `share` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


median = statistics.median
TITLES = ("measured", "Broadsheet", "against", "", "times better", "goal", "")


def figure(value, unit):
    """A figure with three or four digits that count, in a unit that fits."""
    if unit == "s" and value < 1:
        return f"{value * 1e3:.3g} ms" if value >= 1e-3 else f"{value * 1e6:.3g} µs"
    if unit == "bytes":
        return f"{value / 1e6:.1f} MB"
    return (f"{value:,.0f}" if value >= 1000 else f"{value:.3g}") + f" {unit}"


def cells(ratio):
    return (ratio.what, figure(ratio.ours, ratio.unit), ratio.against + (" (quoted)" if ratio.quoted else ""),
            figure(ratio.theirs, ratio.unit), f"{ratio.times:.2f}x",
            "" if ratio.goal is None else f"{ratio.goal:.2f}x", ratio.verdict)


def render(ratios):
    rows = [TITLES, *map(cells, ratios)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    rows.insert(1, tuple("-" * width for width in widths))
    right = {1, 3, 4, 5}
    return "\n".join("  ".join(
        cell.rjust(width) if column in right else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows)

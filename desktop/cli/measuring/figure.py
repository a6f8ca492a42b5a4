"""One figure beside its reference, and how the two are measured."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Measured = Callable[[], float]


@dataclass(frozen=True)
class Figure:
    """What was measured: median seconds of ours and of the reference; `bar` is the ratio not to exceed, if one is set."""

    name: str
    ours: float
    reference: float
    reference_name: str
    runs: int
    bar: float | None = None

    @property
    def ratio(self) -> float:
        """Ours in units of the reference."""
        return self.ours / self.reference if self.reference else float("inf")

    def as_json(self) -> dict[str, Any]:
        """The figure as the command line prints it; times in seconds."""
        return {
            "name": self.name,
            "seconds": round(self.ours, 6),
            "reference": self.reference_name,
            "reference_seconds": round(self.reference, 6),
            "ratio": round(self.ratio, 3),
            "bar": self.bar,
            "runs": self.runs,
        }


def timed(work: Callable[[], object]) -> Measured:
    """A measure of the seconds that `work` takes."""

    def measure() -> float:
        gc.collect()
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return measure


def beside(
    name: str, ours: Measured, reference_name: str, reference: Measured, runs: int, bar: float | None = None
) -> Figure:
    """Measure both in turn, after one run of each that does not count."""
    ours()
    reference()
    pairs = [(ours(), reference()) for _ in range(runs)]
    return Figure(
        name,
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        reference_name,
        runs,
        bar,
    )

"""Long work as a generator: it yields how far it is, returns its result, and stops when it is closed.

A service knows nothing of threads or windows. The command line drives the generator with `run`, the window on
its worker thread. Closing it raises GeneratorExit at the `yield`, so that a surrounding
`with database.write(...)` rolls back.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """`done` of `total` (0 when nobody knows yet), and what is being done, in the clerk's words."""

    done: int
    total: int
    note: str = ""


Task = Generator[Progress, None, T]


def run(task: "Task[T]", heard: Callable[[Progress], None] = lambda _progress: None) -> T:
    """Drive a task to its end on the calling thread and return its result."""
    while True:
        try:
            heard(next(task))
        except StopIteration as end:
            result: T = end.value
            return result

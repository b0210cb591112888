"""What an engine must offer. In: jobs. Out: for each what became of it. A leaf: it imports only what a task is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from dateline.engines.work import Done, Task


@dataclass(frozen=True, slots=True)
class Job:
    """A task and the function that does it, how often it has cost a process before, and whether nothing else may run beside it."""

    work: Callable[[Task], Any]
    task: Task
    tries: int = 0
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Died:
    """The process that did the job has died; how, in a few words, where it is known."""

    how: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The job was lost, through no fault of its own: it is to be done again."""


Outcome = Done | tuple[str, ...] | Died | Gone


class Engine(Protocol):
    """Does jobs in processes of its own. It never holds more jobs than `room` allows, so that nothing piles up."""

    def room(self) -> int:
        """How many more jobs it can take now."""
        ...

    def busy(self) -> int:
        """How many jobs it has."""
        ...

    def begin(self, job: Job) -> None:
        """Take a job."""
        ...

    def next(self) -> tuple[Job, Outcome]:
        """Wait for any job that was begun: what became of it. Raises what the work itself raises."""
        ...

    def close(self) -> None:
        """End all processes. What was begun and not finished is dropped."""
        ...

"""What a person at the terminal sees while a season runs: step, bar, rate, remaining time."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Units a second."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class SeasonProgress:
    """One bar for the whole season; on a pipe a line per step instead."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draws while the block runs."""
        self._bar = Progress(
            TextColumn("{task.description}", table_column=Column(width=34)),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        with self._bar:
            self._task = self._bar.add_task("", total=self._total)
            yield

    def step(self, what: str) -> None:
        """Names what is done now."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=what)
        if not self._console.is_terminal:
            self._console.print(f"  {what}", highlight=False)

    def advance(self, by: int) -> None:
        """`by` more units are done."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, by)

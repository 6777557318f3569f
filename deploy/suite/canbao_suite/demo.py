"""The demo: the story of four people, then a small season, once per state folder."""

from pathlib import Path

from rich.console import Console

from canbao_suite.cannot_run import CannotRun
from canbao_suite.demo_words import Words
from canbao_suite.four_people import LAST_DAY, Story
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.run import run_season


class SeasonNotClean(CannotRun):
    """Something was lost or doubled."""


async def show(suite: Suite, console: Console, words: Words, *, season: float | None) -> float | None:
    """Tells the story; then a season of this scale, once per state folder (None: no season). The clock stands at the story's end.

    Returns the scale of the season that the folder holds.
    """
    client = SuiteClient(suite)
    try:
        await Story(suite, client, lambda line: console.print(line, soft_wrap=True), words).tell()
        if season is not None:
            season = await _season_once(suite, console, words, season)
            await client.move_clock(LAST_DAY)
        return season
    finally:
        await client.close()


async def _season_once(suite: Suite, console: Console, words: Words, scale: float) -> float:
    begun, told = _season_marks(suite.folder)
    if told.exists():
        console.print(words.say("season_told"))
        return float(told.read_text() or scale)
    begun.touch()
    console.print(words.say("season", scale=scale))
    result = await run_season(suite, scale, 1, console)
    if not result.is_clean:
        raise SeasonNotClean("The audit of the season found differences; they are listed above.")
    told.write_text(str(scale))
    return scale


def season_broken_off(folder: Path) -> bool:
    """True if a run ended in the middle of its season: half a season cannot be gone on with, for the business clock stands in it."""
    begun, told = _season_marks(folder)
    return begun.exists() and not told.exists()


def _season_marks(folder: Path) -> tuple[Path, Path]:
    return folder / "season-begun", folder / "season-told"

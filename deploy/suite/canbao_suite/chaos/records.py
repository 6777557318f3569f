"""What a run of chaos knows, outside the suite: who was acknowledged, what struck, how the rounds ended. Each line is written at once.

A run that is broken off at any moment goes on from here.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from canbao_suite.cannot_run import CannotRun
from canbao_suite.chaos.strikes import Strike
from canbao_suite.season.ledger import SeasonLedger


class OtherPlan(CannotRun):
    """The folder belongs to a run of another size."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What came of a strike. `recovered` are seconds; None: it was not through again in time, or the planted crash was not reached."""

    number: int
    kind: str
    target: str
    point: str
    kills: int
    reached: bool
    recovered: float | None


@dataclass(frozen=True, slots=True)
class Round:
    """How a round ended, when all was quiet: `enrolled` of all rounds so far."""

    enrolled: int
    seconds: float
    lost: int
    doubled: int
    stuck: int
    differences: list[str] = field(default_factory=list)


class Records:
    """The files of one run. Raises OtherPlan."""

    def __init__(self, folder: Path, plan: dict[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._plan(folder / "plan.json", plan)
        self._acknowledged, self._shots, self._rounds = (folder / f"{what}.jsonl" for what in ("acknowledged", "shots", "rounds"))
        self.ledger = SeasonLedger()
        self.acknowledged: set[int] = set()
        for line in _lines(self._acknowledged):
            self._hear(line)
        self.shots = [Shot(**line) for line in _lines(self._shots)]
        self.rounds = [Round(**line) for line in _lines(self._rounds)]

    def _plan(self, file: Path, plan: dict[str, Any]) -> None:
        if not file.exists():
            file.write_text(json.dumps(plan))
        if (kept := json.loads(file.read_text())) != plan:
            raise OtherPlan(f"{file.parent} holds a run of {kept}, and {plan} was asked for: name another folder, or say --fresh.")

    def _hear(self, line: dict[str, Any]) -> None:
        if "approved" in line:
            self.ledger.approved.update(line["approved"])
        else:
            self.acknowledged.add(line["number"])
            self.ledger.applications[f"chaos-{line['number']}"] = line["application_id"]

    def numbers_to_send(self) -> Iterator[int]:
        """Numbers without end, without those that are acknowledged."""
        return (number for number in count() if number not in self.acknowledged)

    def acknowledge(self, number: int, application_id: str) -> None:
        """An application was answered."""
        self._write_heard({"number": number, "application_id": application_id})

    def approve(self, application_ids: Sequence[str]) -> None:
        """Approvals were answered."""
        if application_ids:
            self._write_heard({"approved": list(application_ids)})

    def _write_heard(self, line: dict[str, Any]) -> None:
        self._hear(line)
        _write(self._acknowledged, line)

    def shot(self, strike: Strike, *, reached: bool, recovered: float | None) -> None:
        """A strike is over."""
        shot = Shot(strike.number, strike.kind, strike.target, strike.point, strike.kills if reached else 0, reached, recovered)
        self.shots.append(shot)
        _write(self._shots, asdict(shot))

    def end_round(self, ended: Round) -> None:
        """A round was audited."""
        self.rounds.append(ended)
        _write(self._rounds, asdict(ended))

    @property
    def kills(self) -> int:
        """How many processes have ended by -9 so far."""
        return sum(shot.kills for shot in self.shots)

    def strikes_left(self, plan: Sequence[Strike]) -> list[Strike]:
        """Those that have not struck; a planted crash that was not reached comes again, twice at most."""
        reached = {shot.number for shot in self.shots if shot.reached}
        tried = [shot.number for shot in self.shots]
        return [strike for strike in plan if strike.number not in reached and tried.count(strike.number) < 3]


def _lines(file: Path) -> list[dict[str, Any]]:
    """What was written whole: a run that was killed may have left half a line."""
    if not file.exists():
        return []
    whole, _, half = file.read_text().rpartition("\n")
    if half:
        file.write_text(whole + "\n" if whole else "")
    return [json.loads(line) for line in whole.splitlines()]


def _write(file: Path, line: dict[str, Any]) -> None:
    with file.open("a") as end:
        end.write(json.dumps(line, ensure_ascii=False) + "\n")

"""The state of the process: records, behaviour, and what was asked."""

from dataclasses import dataclass, field

from registers_platform.behaviour import Behaviour, How
from registers_platform.records import Records


@dataclass(slots=True)
class Platform:
    """`secret` signs the questions. `asked` are the registers of the questions that were answered, in their order."""

    secret: str
    records: Records = field(default_factory=Records)
    behaviour: Behaviour = field(default_factory=Behaviour)
    asked: list[str] = field(default_factory=list)

    def how(self, department: str) -> How:
        """How the next question to this department is answered."""
        waiting = self.behaviour.next.get(department)
        return waiting.pop(0) if waiting else self.behaviour.always.get(department, "FINE")

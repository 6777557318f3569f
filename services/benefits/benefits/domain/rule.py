"""How a rule stands in this service: its clause, its words, the parameters it reads, and the sentence it gives as its reason.

A rule is one `Rule` record and, below it, one small function of the same subject. The function decides; when somebody asks why
(`why` is a list), it also leaves a `Step`: which rule, which of its outcomes, which facts. Sentences are made later, from steps.
"""

from typing import Any

import msgspec


class Rule(msgspec.Struct, frozen=True):
    """A clause: rule id, source and article, decisive words, names of the policy parameters it reads, one sentence per outcome."""

    id: str
    clause: str
    quote: str
    says: dict[str, str]
    parameters: tuple[str, ...] = ()

    def step(self, outcome: str, **facts: Any) -> "Step":
        """That the rule was applied, with this outcome, to these facts."""
        return Step(self, outcome, facts, self.parameters)


class Step(msgspec.Struct, frozen=True):
    """One applied rule of an explanation."""

    rule: Rule
    outcome: str
    facts: dict[str, Any]
    parameters: tuple[str, ...] = ()
    """Those of the rule on which this outcome rests."""

    def resting_on(self, *parameters: str) -> "Step":
        """The step of a rule that reads more than this outcome rests on."""
        return msgspec.structs.replace(self, parameters=parameters)


Why = list[Step] | None
"""None where nobody asked; otherwise the steps so far, in order."""

"""All decisions that rule cases can ask for, from the four services."""

from collections.abc import Mapping

import benefits.domain.rule_cases
import dedup.domain.rule_cases
import payment_bridge.domain.rule_cases
import registration.domain.rule_cases
from policy_parameters import Decision

SERVICES: Mapping[str, Mapping[str, Decision]] = {
    "registration": registration.domain.rule_cases.DECISIONS,
    "payment-bridge": payment_bridge.domain.rule_cases.DECISIONS,
    "dedup": dedup.domain.rule_cases.DECISIONS,
    "benefits": benefits.domain.rule_cases.DECISIONS,
}


def all_decisions() -> dict[str, Decision]:
    """Every decision by its name. Raises ValueError if two services use one name."""
    found: dict[str, Decision] = {}
    for decisions in SERVICES.values():
        if twice := found.keys() & decisions.keys():
            raise ValueError(f"two services have a decision named {', '.join(sorted(twice))}")
        found |= decisions
    return found

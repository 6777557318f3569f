"""All decisions that rule cases can ask for, by name, from the four services."""

import benefits.domain.rule_cases
import dedup.domain.rule_cases
import payment_bridge.domain.rule_cases
import registration.domain.rule_cases
from policy_parameters.rule_cases import Decision


def all_decisions() -> dict[str, Decision]:
    """Name to pure function. Raises ValueError if two services use one name."""
    found: dict[str, Decision] = {}
    for module in (registration.domain.rule_cases, payment_bridge.domain.rule_cases, dedup.domain.rule_cases, benefits.domain.rule_cases):
        for name, decision in module.DECISIONS.items():
            if name in found:
                raise ValueError(f"two services have a decision named {name}")
            found[name] = decision
    return found

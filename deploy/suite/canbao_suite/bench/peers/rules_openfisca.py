"""The waiting period in OpenFisca: python rules_openfisca.py CASES.json, prints results and microseconds for one person at a time."""

import json
import statistics
import sys
import time
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Person = build_entity(key="person", plural="persons", label="Person", is_person=True)
with open(sys.argv[1]) as file:
    ASKED = json.load(file)
TERMS = ASKED["terms"]


class arrival(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, Person, YEAR, "yyyymmdd"


class last_insured(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, Person, YEAR, "newest insured year, 0 for never"


class exempt(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Person, YEAR, "one of the exempt groups"


class in_window(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Person, YEAR, "R-032"

    def formula(person: Any, period: Any) -> Any:  # noqa: N805
        day = person("arrival", period)
        return (day >= TERMS["opens"]) * (day <= TERMS["closes"])


class missed(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, Person, YEAR, "R-102"

    def formula(person: Any, period: Any) -> Any:  # noqa: N805
        last = person("last_insured", period)
        gap = TERMS["year"] - 1 - np.maximum(last, TERMS["gap_from"] - 1)
        return np.where(last == 0, 0, np.maximum(gap, 0))


class wait(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, Person, YEAR, "R-100, R-101, R-104, R-106"

    def formula(person: Any, period: Any) -> Any:  # noqa: N805
        gap = person("missed", period)
        months = TERMS["fixed"] + np.maximum(gap - 1, 0)
        months = np.where(gap >= TERMS["floor_from"], np.maximum(months, TERMS["floor"]), months)
        free = person("exempt", period) + person("in_window", period) * (gap == 0)
        return np.where(free, 0, months)


class start(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, Person, YEAR, "R-032, R-034, R-103: year * 12 + month - 1"

    def formula(person: Any, period: Any) -> Any:  # noqa: N805
        day = person("arrival", period)
        following = np.maximum(day // 10000 * 12 + day // 100 % 100, TERMS["year"] * 12)
        ordinary = np.where(person("in_window", period), TERMS["year"] * 12, following)
        return ordinary + person("wait", period)


def main() -> None:
    """Every case as one person of its own, in a simulation of its own, built from arrays."""
    system = TaxBenefitSystem([Person])
    system.add_variables(arrival, last_insured, exempt, in_window, missed, wait, start)
    year, results, spent = str(TERMS["year"]), [], []
    for case in ASKED["cases"]:
        begun = time.perf_counter()
        simulation = SimulationBuilder().build_default_simulation(system, count=1)
        for name in ("arrival", "last_insured", "exempt"):
            simulation.set_input(name, year, np.array([case[name]]))
        month = int(simulation.calculate("start", year)[0])
        months = int(simulation.calculate("wait", year)[0])
        spent.append(time.perf_counter() - begun)
        results.append([months, month])
    json.dump({"results": results, "us": statistics.median(spent) * 1e6}, sys.stdout)


if __name__ == "__main__":
    main()

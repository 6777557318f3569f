"""What every rule case is told as its reasons: `python -m tests.benefits.explanations write`, then read the difference."""

import json
import sys
from pathlib import Path
from typing import Any

from benefits.domain.rule_cases import DECISIONS
from policy_parameters import check_cases

HERE = Path(__file__).parent
TOLD = HERE / "explanations.json"


def told() -> dict[str, Any]:
    """Case id to sentences, year by year where a case has several."""
    report = check_cases(sorted((HERE / "rule_cases").rglob("*.yaml")), DECISIONS)
    return {result.case.id: _sentences(result.answer) for result in report.results}


def _sentences(answer: Any) -> Any:
    years = answer.get("years")
    if years:
        return {str(year): one["explanation"] for year, one in sorted(years.items())}
    return answer.get("explanation", [])


if __name__ == "__main__" and sys.argv[1:] == ["write"]:
    TOLD.write_text(json.dumps(told(), ensure_ascii=False, indent=1, sort_keys=True) + "\n")

"""The waiting period as a decision on zen-engine: python rules_zen.py CASES.json, prints results and microseconds for one person."""

import json
import statistics
import sys
import time

import zen

with open(sys.argv[1]) as file:
    ASKED = json.load(file)
T = ASKED["terms"]
_GAP = f"{T['year'] - 1} - max([last_insured, {T['gap_from'] - 1}])"
_EXPRESSIONS = {
    "in_window": f"arrival >= {T['opens']} and arrival <= {T['closes']}",
    "missed": f"last_insured == 0 ? 0 : max([{_GAP}, 0])",
    "months": f"{T['fixed']} + max([$.missed - 1, 0])",
    "total": f"$.missed >= {T['floor_from']} ? max([$.months, {T['floor']}]) : $.months",
    "wait": "exempt or ($.in_window and $.missed == 0) ? 0 : $.total",
    "following": f"max([floor(arrival / 10000) * 12 + floor(arrival / 100) % 100, {T['year'] * 12}])",
    "start": f"($.in_window ? {T['year'] * 12} : $.following) + $.wait",
}
_DECISION = {
    "nodes": [
        {"id": "in", "name": "Request", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "rules",
            "name": "rules",
            "type": "expressionNode",
            "position": {"x": 1, "y": 0},
            "content": {
                "expressions": [{"id": key, "key": key, "value": value} for key, value in _EXPRESSIONS.items()],
                "passThrough": False,
            },
        },
        {"id": "out", "name": "Response", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ],
    "edges": [
        {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ],
}


def main() -> None:
    """Every case on its own."""
    decision = zen.ZenEngine().create_decision(json.dumps(_DECISION))
    results, spent = [], []
    for case in ASKED["cases"]:
        asked = {"arrival": case["arrival"], "last_insured": case["last_insured"], "exempt": bool(case["exempt"])}
        begun = time.perf_counter()
        answer = decision.evaluate(asked)["result"]
        spent.append(time.perf_counter() - begun)
        results.append([int(answer["wait"]), int(answer["start"])])
    json.dump({"results": results, "us": statistics.median(spent) * 1e6}, sys.stdout)


if __name__ == "__main__":
    main()

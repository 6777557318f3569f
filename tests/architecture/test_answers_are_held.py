"""Tests call a service in process only with its contract in hand: what an operation does not declare is seen wherever it is answered."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
WITHOUT = {
    "declared.py": "holds the answers",
    "figures/exposition.py": "metrics are in no contract",
    "suite/test_front.py": "the front is no service",
    "contracts/test_compose.py": "probes are in no contract",
    "console/test_stub_suite.py": "a stub, no service",
    "wechat/platforms.py": "the simulated WeChat is no service",
    "registers/platforms.py": "the simulated registers are no service",
}
"""Where the bare transport may stand, and why."""


def test_no_service_is_called_beside_its_contract() -> None:
    bare = {str(path.relative_to(TESTS)) for path in TESTS.rglob("*.py") if "httpx.ASGITransport" in path.read_text(encoding="utf-8")}
    assert bare - {"architecture/test_answers_are_held.py"} == set(WITHOUT)

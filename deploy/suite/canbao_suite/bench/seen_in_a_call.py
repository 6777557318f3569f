"""A plugin of pytest: tells by the exit code whether a test failed itself, or only what is set up for it.

It stops at the first test that fails in its call. What a fixture cannot do hides from its tests what they look for: they saw nothing.
"""

from typing import Any, Protocol

FIXTURE_FAILED = 10
"""An exit code that pytest does not have."""
_SOME_FAILED = 1
_sessions: list["Session"] = []
_in_call: list[str] = []


class Session(Protocol):
    """What is used of pytest's, which is no part of a running suite."""

    shouldfail: Any
    exitstatus: Any


class Report(Protocol):
    """Of one phase of a test."""

    nodeid: str
    when: str
    failed: bool


def pytest_sessionstart(session: Session) -> None:
    """Keeps it: reports do not name it."""
    _sessions.append(session)


def pytest_runtest_logreport(report: Report) -> None:
    """Notes what failed in its call."""
    if report.failed and report.when == "call":
        _in_call.append(report.nodeid)
        _sessions[0].shouldfail = "a test failed in its call"


def pytest_sessionfinish(session: Session, exitstatus: int) -> None:
    """The exit code: FIXTURE_FAILED if something failed and no test did in its call."""
    if exitstatus == _SOME_FAILED and not _in_call:
        session.exitstatus = FIXTURE_FAILED

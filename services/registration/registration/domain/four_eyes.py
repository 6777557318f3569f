"""R-009, S3 Art. 3 「谁办理、谁负责」: whoever enters something does not decide on it."""

from policy_parameters import PolicyBook


def entry_and_check_differ(policy: PolicyBook, area: str, year: int) -> bool:
    """True where two different people must enter and decide (application.entry_checker_differs)."""
    return bool(policy.value("application.entry_checker_differs", region=area, year=year).value)

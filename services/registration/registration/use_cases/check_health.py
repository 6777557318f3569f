"""Business health: applications that wait too long for their check (D1 "no answer after retries → alarm"), and the key of logins."""

from collections.abc import Sequence
from datetime import timedelta

from registration.repository.application_rows import count_waiting_since
from service_runtime import HealthCheck, HealthFigure, Runtime
from service_runtime.token_signer import TokenSigner

LONGEST_WAIT = timedelta(hours=1)


async def check_conflict_checks(runtime: Runtime) -> Sequence[HealthFigure]:
    """Warns of applications whose check was asked for more than an hour of business time ago."""
    async with runtime.database.read() as read:
        overdue = await count_waiting_since(read.driver, read.now - LONGEST_WAIT)
    return [HealthFigure("conflict_checks:overdue", "warn" if overdue else "pass", overdue, "applications")]


def login_key_health(signer: TokenSigner | None) -> HealthCheck:
    """Warns when our own tokens would be refused: the JWKS file does not have the public half of the key that signs them."""

    async def check(runtime: Runtime) -> Sequence[HealthFigure]:
        if signer is None or runtime.tokens is None:
            return []
        told = f"the JWKS file lacks {signer.key_id}: see `python -m registration login-key`"
        known = runtime.tokens.knows(signer.key_id)
        return [HealthFigure("logins:key", "pass" if known else "warn", output=None if known else told)]

    return check

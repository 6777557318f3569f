"""Send what was noted. A notice is taken, and that is committed, before it is sent: at most once, whatever happens in between."""

from datetime import timedelta

import msgspec
from prometheus_client import Counter

from registration.domain.login import LoginWay
from registration.domain.notice import Outcome, Template, pause_after, state_after
from registration.gateways.notifications import Notifications
from registration.repository.login_rows import forget_sessions
from registration.repository.notice_consents import use_consent
from registration.repository.notice_rows import ClaimedNotice, claim_notices, forget_notices, tell_outcome
from registration.use_cases.note_notice import CONTENT, NoticeContent
from registration.use_cases.open_session import ADDRESS
from service_runtime import Runtime, Transaction

NOTICES = Counter("canbao_notices", "Notices by what became of a try to send them", ["outcome"], registry=None)
_BY_OUTCOME = {outcome: NOTICES.labels(outcome.value) for outcome in Outcome}
_USES_CONSENT = (Outcome.SENT, Outcome.UNKNOWN, Outcome.REFUSED)
_AT_ONCE = 20
_KEPT = timedelta(days=90)
"""How long what became of notices and sessions can be looked up."""


async def send_notices(runtime: Runtime, notifications: Notifications) -> int:
    """The next few; how many were taken."""
    async with runtime.database.transaction() as tx:
        claimed = await claim_notices(tx.driver, _AT_ONCE)
        opened = [_opened(tx, notice) for notice in claimed]
    for notice, (address, values) in zip(claimed, opened, strict=True):
        way, template = LoginWay(notice.way), Template(notice.template)
        outcome = await notifications.send(way, address, template, values) if address else Outcome.FAILED
        _BY_OUTCOME[outcome].inc()
        async with runtime.database.transaction() as tx:
            await tell_outcome(tx.driver, notice.notice_id, state_after(outcome, notice.tries), pause_after(notice.tries))
            if notice.login_id is not None and outcome in _USES_CONSENT:
                await use_consent(tx.driver, notice.login_id, notice.template, refused=outcome is Outcome.REFUSED)
    return len(claimed)


def _opened(tx: Transaction, notice: ClaimedNotice) -> tuple[str | None, dict[str, str]]:
    content = msgspec.json.decode(tx.safe.open(notice.content, CONTENT, notice.notice_id), type=NoticeContent)
    if content.to is None and notice.address is not None and notice.login_id is not None:
        return tx.safe.open(notice.address, ADDRESS, notice.login_id), content.values
    return content.to, content.values


async def forget_old(runtime: Runtime) -> int:
    """Notices and sessions that ended long ago, and codes of yesterday."""
    async with runtime.database.transaction() as tx:
        await forget_notices(tx.driver, _KEPT)
        await forget_sessions(tx.driver, _KEPT)
    return 0

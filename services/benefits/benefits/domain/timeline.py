"""A person's way through this service in Chinese sentences."""

from benefits.domain.entitlement_record import Entitlement
from enrolment_events.benefits import EntitlementState

_TEXTS = {
    EntitlementState.PENDING: "{year}年度待遇将自{start}起享受",
    EntitlementState.WAITING: "{year}年度待遇等待期{wait}个月，自{start}起享受",
    EntitlementState.ACTIVE: "{year}年度享受居民医保待遇，{start}至{end}",
    EntitlementState.SUSPENDED: "{year}年度居民医保待遇暂停",
    EntitlementState.ENDED: "{year}年度居民医保待遇结束（{end}）",
    EntitlementState.REVOKED: "{year}年度缴费已退回，待遇取消",
    EntitlementState.EMPTY: "{year}年度等待期满已过年末，当年没有可享受的待遇期",
    EntitlementState.NONE: "{year}年度暂无待遇",
}


def describe(one: Entitlement) -> str:
    """What was decided, in one sentence."""
    return _TEXTS[one.state].format(year=one.benefit_year, start=one.starts_on, end=one.ends_on, wait=one.wait_months)

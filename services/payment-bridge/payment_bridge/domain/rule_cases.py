"""The decisions of this service under names, for rule cases written by clerks (docs/rule-cases.md)."""

from payment_bridge.domain.rule_cases_of_deductions import DEDUCTION_DECISIONS
from payment_bridge.domain.rule_cases_of_levies import LEVY_DECISIONS
from payment_bridge.domain.rule_cases_of_refunds import REFUND_DECISIONS
from payment_bridge.domain.rule_cases_of_repairs import REPAIR_DECISIONS
from payment_bridge.domain.rule_cases_of_reversals import REVERSAL_DECISIONS

DECISIONS = {**LEVY_DECISIONS, **REFUND_DECISIONS, **REPAIR_DECISIONS, **DEDUCTION_DECISIONS, **REVERSAL_DECISIONS}

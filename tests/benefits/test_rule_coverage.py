"""Every rule of this service has a record, a clause, a sentence for each outcome, a case, and a line in the published table."""

import string

import pytest

from benefits.domain.rulebook import PlacedRule, all_rules
from policy_parameters import PolicyNotKnown, load_policy_book
from tests.benefits.rule_coverage import TABLE, cases_by_rule, own_rules, table

RULES = list(all_rules())


def test_the_published_table_is_the_generated_one() -> None:
    assert TABLE.read_text() == table(), "python -m tests.benefits.rule_coverage write"


@pytest.mark.parametrize("rule", own_rules())
def test_every_own_rule_has_a_record_and_a_case(rule: str) -> None:
    assert rule in {placed.rule.id for placed in RULES}
    assert cases_by_rule()[rule]


@pytest.mark.parametrize("placed", RULES, ids=lambda placed: f"{placed.rule.id}-{placed.module}")
def test_every_rule_cites_its_clause_and_known_parameters(placed: PlacedRule) -> None:
    assert placed.rule.clause
    for name in placed.rule.parameters:
        try:
            load_policy_book().value(name, region="440783", year=2026)
        except PolicyNotKnown:
            pytest.fail(f"{placed.rule.id} reads {name}, which the policy book does not have")
    for sentence in placed.rule.says.values():
        assert list(string.Formatter().parse(sentence))
        assert not sentence.isascii()

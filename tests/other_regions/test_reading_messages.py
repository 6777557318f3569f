"""What other regions tell is read strictly: all faults at once, in Chinese, and nothing of what came is quoted or kept."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dedup.domain.told_by_regions import NoticeAnswer, NoticeAsked, SpellsTold, authority_of
from dedup.gateways.message_words import told_line
from dedup.gateways.region_messages import read_message
from dedup.gateways.strict_reading import MOST_REASONS, NotInContract, is_json
from tests.other_regions.platforms import relation, token

GOOD = {**relation(), "version": 1, "paid": True, "state": "ACTIVE"}


def batch(*rows: Any, **differently: Any) -> bytes:
    data = {"source": "GX-450100", "as_of": "2024-03-01T06:00:00+08:00", "spells": list(rows), **differently}
    return json.dumps({"type": "spells", "data": data}).encode()


def read(*rows: Any, **differently: Any) -> SpellsTold:
    told = read_message(batch(*rows, **differently))
    assert isinstance(told, SpellsTold)
    return told


def test_a_row_that_cannot_be_read_tells_all_its_faults_and_holds_up_no_other() -> None:
    """R-004: all at once; R-120: a fault never costs the other spells."""
    bad = {"spell_ref": "GX-2", "token": "x", "scheme": "OTHER", "area": "45", "paid": 1, "name": "陈大文", "number": "1"}
    told = read(GOOD, bad, 7, {**GOOD, "spell_ref": 8}, {**GOOD, "spell_ref": "GX-5"})
    assert [one.spell.spell_ref for one in told.spells] == ["GX-1", "GX-5"]
    assert [(one.place, one.spell_ref) for one in told.refused] == [(1, "GX-2"), (2, None), (3, None)]
    reasons = told.refused[0].reasons
    fields = ["version", "token", "scheme", "area", "starts_on", "paid", "state"]
    assert [one.field for one in reasons] == [*(f"data.spells[1].{name}" for name in fields), "data.spells[1]"]
    assert reasons[2].msg == "险种须为RESIDENT或EMPLOYEE"
    assert reasons[-1].msg == "有2个接口约定以外的字段；不得报送证件号码和姓名"
    assert not any("陈大文" in one.msg for one in reasons)


def test_a_message_that_cannot_be_read_tells_all_its_faults() -> None:
    """R-004."""
    with pytest.raises(NotInContract) as caught:
        read_message(b'{"type": "freshness", "data": {"source": "", "areas": []}}')
    assert [one.field for one in caught.value.reasons] == ["data.source", "data.areas", "data.complete_until"]
    assert caught.value.reasons[-1].msg == "数据完整截止时间未填"


def test_of_a_row_that_is_taken_back_nothing_else_is_read() -> None:
    told = read(
        {"spell_ref": "GX-1", "version": 4, "deleted": True, "scheme": "whatever", "name": 7}, {"spell_ref": "GX-2", "deleted": True}
    )
    assert [(one.source, one.spell_ref, one.version) for one in told.gone] == [("GX-450100", "GX-1", 4)]
    assert [one.place for one in told.refused] == [1]


def test_who_tells_of_his_own_region_is_believed_before_others() -> None:
    """Spell.authority: the region itself, then anybody else."""
    told = {source: authority_of(source, "450102") for source in ("GX-450100", "450100", "GX-450000", "GD-440100", "NATIONAL")}
    assert told == {"GX-450100": 1, "450100": 1, "GX-450000": 1, "GD-440100": 2, "NATIONAL": 2}
    assert authority_of("REGION-450100", "450102115") == 1
    assert authority_of("GX-450000", "460100") == 2
    assert authority_of("X1450100", "450102") == 2, "seven digits end in no region"


def test_a_token_that_is_told_twice_is_one() -> None:
    (one,) = read({**GOOD, "more_tokens": [token(1), token(2)]}).spells
    assert one.tokens == (token(1), token(2))


def test_no_number_stands_in_a_reason() -> None:
    """Nobody shows an ID number, not even where people write."""
    told = {
        "本人 4407 9919 8605 12001X 已停保": "本人 ＊ 已停保",
        "电话１３８００００００００": "电话＊",
        "2024-01-01 起": "2024-01-01 起",
        "1234567": None,
        "第 123456 号": "第 123456 号",
        "\u202e\u0000 \n": None,
    }
    assert {text: told_line(text) or None for text in told} == {**told, "1234567": "＊"}
    data = {"notice_id": "0192e4a0-1111-7222-8333-444455556666", "version": 1, "state": "REFUSED", "reason": "号码440799198605120012"}
    answer = read_message(json.dumps({"type": "notice.answered", "data": data}).encode())
    assert isinstance(answer, NoticeAnswer)
    assert answer.reason == "号码＊"


def test_a_request_is_read_whole() -> None:
    """R-123, R-125: the place of the school asks the home."""
    data = {
        "source": "GD-440100",
        "notice_ref": "N-1",
        "version": 2,
        "withdrawn": True,
        "kind": "SUSPEND_DUPLICATE",
        "tokens": [token(1)],
        "area": "440783",
        "scheme": "RESIDENT",
        "benefit_year": 2024,
        "effective_on": "2024-04-01",
        "asked_by_area": "440106",
        "due_on": "2024-04-15",
    }
    told = read_message(json.dumps({"type": "notice", "data": data}).encode())
    assert isinstance(told, NoticeAsked)
    assert (told.version, told.withdrawn, told.effective_on, told.reason) == (2, True, date(2024, 4, 1), None)


def test_faults_are_told_up_to_a_number() -> None:
    with pytest.raises(NotInContract) as caught:
        read_message(json.dumps({"type": 1, "data": {}} | {f"x{number}": 1 for number in range(500)}).encode())
    assert len(caught.value.reasons) <= MOST_REASONS


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"type": "spells", "data": "\xff"}', b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_no_json_is_not_in_the_contract(body: bytes) -> None:
    assert not is_json(body)
    with pytest.raises(NotInContract):
        read_message(body)


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text(max_size=70),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(list(GOOD)), inner, max_size=6),
    max_leaves=12,
)


@given(row=JSON, field=some.sampled_from([*GOOD, "ends_on", "weak", "more_tokens", "months_paid"]), value=JSON, whole=JSON)
def test_whatever_comes_is_read_or_refused(row: Any, field: str, value: Any, whole: Any) -> None:
    """Nothing that is sent is an error of ours, and the good row is always taken."""
    told = read(row, {**GOOD, field: value}, GOOD)
    assert told.spells[-1].spell.spell_ref == "GX-1"
    assert len(told.spells) + len(told.refused) + len(told.gone) == 3
    for body in (whole, {"type": "spells", "data": whole}, {"type": "notice", "data": whole}):
        with pytest.raises(NotInContract):
            read_message(json.dumps(body).encode())

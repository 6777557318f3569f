"""`canbao policy show`: every value that holds in a place and year, where it comes from, and what is only proposed (H3)."""

import json
import re

import pytest
from typer.testing import CliRunner, Result

from canbao_suite.command_line import app


def shown(*words: str) -> Result:
    return CliRunner().invoke(app, ["policy", "show", *words])


def test_a_town_is_told_what_its_city_its_province_and_the_rule_book_say() -> None:
    found = shown("440783115", "2024")
    assert found.exit_code == 0
    assert found.stdout.startswith("广东省江门市开平市月山镇（440783115）2024年度\n")
    rate = "levy.personal_rate  居民医保个人缴费标准\n    406.00元\n    〔市 广东省江门市〕开平市2024年度"
    for part in (rate, "〔省 广东省〕", "〔默认〕", "〔县 广东省江门市开平市〕", "三、筹资标准（现行）"):
        assert part in found.stdout


def test_the_end_counts_and_names_what_is_only_proposed() -> None:
    last = shown("440783", "2026").stdout.splitlines()[-1]
    told = re.fullmatch(r"共([0-9]+)项，其中([0-9]+)项只是拟定口径：(.*)", last)
    assert told
    names = told[3].split("、")
    assert len(names) == int(told[2]) < int(told[1])
    assert {"levy.result_grace_days", "windows.concentrated_from"} <= set(names)


def test_only_what_is_proposed() -> None:
    found = shown("440783", "2026", "--proposed").stdout
    assert "（现行）" not in found
    assert "windows.concentrated_from" in found


def test_one_subject_with_the_rows_of_its_tables() -> None:
    found = shown("440700", "2024", "--subject", "refund").stdout
    assert "    代码 DEATH，序号 1，名称 死亡，须本地规定 否\n" in found
    assert "windows." not in found
    assert "项\n    〔" not in found


def test_a_place_without_a_rate_says_so() -> None:
    found = shown("110101", "2026", "--subject", "levy").stdout
    assert "levy.personal_rate  居民医保个人缴费标准\n    手册没有此地此年度的数值，不能推定\n" in found


def test_the_same_for_programs() -> None:
    found = json.loads(shown("440783", "2024", "--subject", "levy", "--json").stdout)
    rate = next(value for value in found["values"] if value["name"] == "levy.personal_rate")
    assert (rate["value"], rate["level"], rate["source"], rate["status"]) == ("406.00元", "市", "S2", "in_force")
    assert "levy.result_grace_days" in found["proposed"]


@pytest.mark.parametrize(
    ("words", "msg"),
    [
        (("999999", "2024"), "没有区划代码为 999999 的地区"),
        (("here", "2024"), "没有区划代码为 here 的地区"),
        (("440783", "2050"), "政策参数手册没有 2050 年度"),
        (("440783", "2024", "--subject", "colour"), "没有 colour 这一类参数，可用的有：application、"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(words: tuple[str, ...], msg: str) -> None:
    found = shown(*words)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith(msg)

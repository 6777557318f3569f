"""A file of cases is read with file and line, run against decisions, and told in Chinese."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from policy_parameters import (
    Answer,
    Area,
    Decision,
    Facts,
    FactsRefused,
    PolicyBook,
    When,
    Year,
    Yuan,
    check_cases,
    main_check,
)


class Colour(StrEnum):
    RED = "RED"
    GREEN = "GREEN"


class Payment(Facts, frozen=True):
    amount: Yuan
    paid_on: date | None = None


class Nested(Answer, frozen=True):
    one: int
    two: tuple[int, ...]


class Price(Answer, frozen=True):
    fen: int
    mode: str
    start: date | None
    ratio: Decimal
    colour: Colour
    nested: Nested
    flag: bool
    years: dict[Year, Nested]
    total: Yuan


def price(
    people: Annotated[int, Meta(ge=0)],
    year: When[Year],
    area: Area,
    policy: PolicyBook,
    payments: tuple[Payment, ...] = (),
    colour: Colour = Colour.RED,
    moment: datetime | None = None,
    both: tuple[Colour, Colour] | None = None,
    by_year: When[dict[Year, date] | None] = None,
    town: Area | None = None,
    name: str = "",
    late: bool = False,
) -> Price:
    if people == 13:
        raise FactsRefused("十三人不能判断")
    rate = policy.value("levy.personal_rate", region=area, year=year).value
    mode = policy.value("waiting.variable_mode", region=area, year=2026).value
    nested = Nested(100 // people - 50, (1, 2))
    return Price(rate * people, mode, date(2024, 1, 1), Decimal("0.5"), colour, nested, True, {2024: nested}, "406.00")


DECISIONS = {"price": Decision.of("价格", price)}
CASE = "- {id: P-1, rule: R-038, decision: price, given: {people: 2}, when: {year: 2024}, expect: {fen: 81200}}\n"


def written(folder: Path, text: str, name: str = "cases.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    path = written(folder, text)
    return [str(problem).removeprefix(f"{path}:") for problem in check_cases([path], DECISIONS).problems]


def test_a_case_that_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_check([str(written(tmp_path, CASE))], DECISIONS) == 0
    assert capsys.readouterr().out.splitlines() == [
        "✓ 符合  P-1  R-038",
        "共 1 个用例：1 个符合，0 个不符，0 个有误；文件另有 0 处无法读取",
    ]


def test_a_case_that_does_not_hold_names_the_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, CASE.replace("81200", "81300"))
    assert main_check([path], DECISIONS) == 1
    out = capsys.readouterr().out
    assert "✗ 不符  P-1" in out
    assert f"{path}:1（price）" in out
    assert "fen：应为 81300，实为 81200" in out


@pytest.mark.parametrize(
    ("expect", "differences"),
    [
        ("{start: 2024-01-01, colour: RED, nested: {one: 0}, years: {2024: {two: [1, 2]}}, total: 406.00}", ()),
        ("{start: '2024-01-01', total: '406.00', flag: yes}", ()),
        ("{nested: {one: 2}, years: {2025: {one: 3}}}", ("nested.one：应为 2，实为 0", "years.2025：应为 {one: 3}，回答中没有")),
        ("{nested: {two: [2, 1]}}", ("nested.two：应为 [2, 1]，实为 [1, 2]",)),
        ("{flag: false}", ("flag：应为 false，实为 true",)),
        ("{start: null}", ("start：应为 空，实为 2024-01-01",)),
        (
            "{policy_not_known: levy.personal_rate}",
            ("policy_not_known：应为 levy.personal_rate，回答中没有",),
        ),
    ],
)
def test_what_is_compared(tmp_path: Path, expect: str, differences: tuple[str, ...]) -> None:
    report = check_cases([written(tmp_path, CASE.replace("{fen: 81200}", expect))], DECISIONS)
    assert report.problems == ()
    assert report.results[0].differences == differences
    assert report.clean is (not differences)


def test_defaults_of_a_file_and_policy_of_a_case(tmp_path: Path) -> None:
    text = """
decision: price
region: "440800"
policy: {waiting.variable_mode: EVERY}
cases:
  - id: A
    rule: [R-038, R-101]
    given: {people: 1}
    when: {year: 2024}
    policy: {levy.personal_rate: "500.00"}
    expect: {fen: 50000, mode: EVERY}
  - {id: B, rule: R-038, given: {people: 1}, when: {year: 2024}, expect: {policy_not_known: levy.personal_rate}}
  - {id: C, rule: R-038, region: 440783, given: {people: 1}, when: {year: 2024}, expect: {fen: 40600}}
"""
    report = check_cases([written(tmp_path, text)], DECISIONS)
    assert [(result.case.id, result.differences, result.faults) for result in report.results] == [
        ("A", (), ()),
        ("B", (), ()),
        ("C", (), ()),
    ]
    assert report.results[0].case.rule == ("R-038", "R-101")
    assert report.clean


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            CASE.replace("year: 2024", "year: 2099"),
            "该年度或统筹区的政策参数未知（levy.personal_rate）：政策参数手册没有440783地区2099年度的“居民医保个人缴费标准”，不能推定",
        ),
        (CASE.replace("people: 2", "people: 13"), "无法判断：十三人不能判断"),
        (CASE.replace("people: 2", "people: 0"), "判定程序出错（test_rule_cases.py:"),
    ],
)
def test_a_decision_that_cannot_decide_fails_its_case_and_no_other(tmp_path: Path, changed: str, told: str) -> None:
    report = check_cases([written(tmp_path, changed + CASE.replace("P-1", "P-2"))], DECISIONS)
    first, second = report.results
    assert first.differences[0].startswith(told)
    assert second.holds
    assert not report.clean


MORE = CASE.replace("people: 2", "people: 2, FACT")


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("peopel: 3", "given.peopel：没有这一项，是否应为 people？"),
        ("year: 3", "given.year：没有这一项，可用的有：people、payments（到账款项）、"),
        ("payments: [{amout: 1}]", "given.payments[1].amout：没有这一项，是否应为 amount（金额）？"),
        ("payments: [{paid_on: 2024-01-01}]", "given.payments[1]：缺少 amount（金额）"),
        ("payments: [{amount: 4.005}]", "given.payments[1].amount：4.005 不对，应为金额（元），如 406.00"),
        ("payments: [{amount: -1}]", "given.payments[1].amount：-1 不对，应为金额（元），如 406.00"),
        ("payments: [{amount: １２}]", "given.payments[1].amount：１２ 不对，应为金额（元），如 406.00"),
        ("payments: {amount: 1}", "given.payments：应为列表，每项为一组项目"),
        ("payments: [5]", "given.payments[1]：应为一组项目（项目: 值）"),
        ("payments: [{amount: 1, paid_on: 2024-02-30}]", "given.payments[1].paid_on：2024-02-30 不对，没有这一天"),
        ("payments: [{amount: 1, paid_on: 2024-2-3}]", "given.payments[1].paid_on：2024-2-3 不对，应为日期，如 2024-02-29"),
        ("payments: [{amount: 1, paid_on: 20240203}]", "given.payments[1].paid_on：20240203 不对，应为日期，如 2024-02-29"),
        ("colour: GREN", "given.colour：没有 GREN，是否应为 GREEN？可取：RED、GREEN"),
        ("colour: [RED]", "given.colour：应为代码"),
        ("colour: null", "given.colour：不能为空，应为代码"),
        ("moment: 2023-10-10", "given.moment：2023-10-10 不对，应为时间，如 2024-02-29T09:00:00"),
        ("both: [RED]", "given.both：应为列表，恰好 2 项，每项为代码"),
        ("town: '44078'", "given.town：44078 不对，应为行政区划代码，如 440783"),
        ("name: 5", "given.name：5 不对，应为文字，数字作文字时请加引号"),
        ("late: 1", "given.late：1 不对，应为是否（true 或 false）"),
        ("late: maybe", "given.late：maybe 不对，应为是否（true 或 false）"),
    ],
)
def test_a_wrong_fact_is_told_with_its_line(tmp_path: Path, fact: str, told: str) -> None:
    (problem,) = problems(tmp_path, CASE.replace("P-1", "P-2") + MORE.replace("FACT", fact))
    assert problem.startswith(f"2：{told}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CASE.replace("people: 2", "people: two"), "1：given.people：two 不对，应为整数（不小于 0）"),
        (CASE.replace("people: 2", "people: -1"), "1：given.people：-1 不对，应为整数（不小于 0）"),
        (CASE.replace("people: 2", "people: 010"), "1：given.people：010 不对，应为整数（不小于 0）"),
        (CASE.replace("given: {people: 2}, ", ""), "1：given：缺少 people"),
        (CASE.replace("{people: 2}", "[2]"), "1：given：应为一组项目（项目: 值）"),
        (CASE.replace("year: 2024", "year: 24"), "1：when.year：24 不对，应为整数（1990 至 2100）"),
        (CASE.replace("year: 2024", "year: 2024, by_year: {2024: soon}"), "1：when.by_year.2024：soon 不对，应为日期"),
        (CASE.replace("year: 2024", "year: 2024, by_year: {next: 2024-01-01}"), "1：when.by_year.next：next 不对，应为整数"),
        (CASE.replace("fen: 81200", "fan: 81200"), "1：expect.fan：没有这一项，是否应为 fen？"),
        (CASE.replace("fen: 81200", "fen: '81200'"), "1：expect.fen：81200 不对，应为整数"),
        (CASE.replace("fen: 81200", "colour: BLUE"), "1：expect.colour：没有 BLUE，可取：RED、GREEN"),
        (CASE.replace("fen: 81200", "nested: {ones: 1}"), "1：expect.nested.ones：没有这一项，是否应为 one？"),
        (CASE.replace("fen: 81200", "years: {2024: {tow: [1]}}"), "1：expect.years.2024.tow：没有这一项，是否应为 two？"),
        (CASE.replace("fen: 81200", "policy_not_known: levy.rate"), "1：expect.policy_not_known：没有 levy.rate，是否应为 levy."),
        (CASE.replace("{fen: 81200}", "[1]"), "1：expect：应为一组项目（项目: 值）"),
        (CASE.replace("{fen: 81200}", "{}"), "1：expect：没有写应有的结果"),
        (CASE.replace("decision: price", "decision: prize"), "1：decision：没有 prize 这一判定，是否应为 price？"),
        (CASE.replace("when:", "notes: x, when:"), "1：notes：没有这一项，是否应为 note（说明）？"),
        (CASE.replace("rule:", "rules:"), "1：rules：没有这一项，是否应为 rule（规则编号）？"),
        (CASE.replace("decision: price", "decision: colour"), "1：decision：没有 colour 这一判定，可用的有：price"),
        (CASE.replace("id: P-1", "id: P-1, id: P-2"), "1：id：写了两次"),
        (CASE.replace("people: 2", "people: 2, people: 3"), "1：people：写了两次"),
        (CASE.replace("people: 2", "people: 2, [a, b]: 3"), "1：项目名应为文字"),
        (CASE.replace("people: 2", "people: 2, <<: 5"), "1：<< 之后应为用 *名字 引用的一组项目"),
        (CASE.replace("rule: R-038", "rule: {a: 1}"), "1：rule：应为规则编号，或规则编号的列表"),
        (CASE.replace("id: P-1", "id: P-1, region: Kaiping"), "1：region：Kaiping 不对，应为行政区划代码，如 440783"),
        (CASE.replace("when:", "policy: {waiting.mode: EVERY}, when:"), "1：policy.waiting.mode：政策参数手册没有这一参数，是否应为 "),
        (CASE.replace("when:", "policy: {colour: RED}, when:"), "1：policy.colour：政策参数手册没有这一参数，参数名见"),
        (CASE.replace("when:", "policy: {waiting.fixed_months: three}, when:"), "1：policy.waiting.fixed_months：应为不小于 0 的整数"),
        (CASE.replace("when:", "policy: {waiting.variable_mode: SOME}, when:"), "1：policy.waiting.variable_mode：应为 "),
        (CASE.replace("when:", "policy: {levy.personal_rate: '1e99'}, when:"), '1：policy.levy.personal_rate：应为加引号的金额（元）'),
        (CASE.replace("when:", "policy: [1], when:"), "1：policy：应为一组政策参数（参数名: 值）"),
        (CASE + CASE, "2：id：P-1 已在 "),
        (CASE + "\n- 1\n", "3：应为一组项目（项目: 值）"),
        ("- {id: A, rule: R, expect: {a: 1}}", "1：缺少 decision（判定），用例和文件开头都没有写"),
        ("decision: price\ncases:\n  colour: red", "3：cases：应为用例的列表"),
        ("colour: red\ncases: []", "1：colour：没有这一项"),
        ("decision: price\ncases:\n- 7", "3：应为一组项目（项目: 值）"),
        (CASE.replace("fen:", "strat:"), "1：expect.strat：没有这一项，是否应为 start（待遇起始日）？"),
        ("decision: price", "1：缺少 cases（用例的列表）"),
        ("cases: []\ncases: []", "2：cases：写了两次"),
        ("", "1：文件是空的"),
        ("# nothing", "1：文件是空的"),
        ("just words", "1：规则用例文件应为用例的列表，或含有 cases 的一组项目"),
        ("- {id: A", "1：花括号没有闭合，或项目之间缺少逗号"),
        ("- [id, A", "1：方括号没有闭合，或列表中缺少逗号"),
        ("- id: A\n  note: one: two", "2：此处不应有冒号，请检查缩进，含冒号的文字请加引号"),
        ("- id: A\n\trule: R", "2：此处的字符不能这样写：缩进请用空格，文字请加引号"),
        ("- id: A\n rule: R", "2：缩进不一致"),
        ("- id: 'A", "1：引号没有闭合"),
        ("- id: A\n  rule\n  note: x", "3：项目名后缺少冒号"),
        ("- id: A\n- *form", "2：引用了没有定义的 *名字"),
        ("- id: A\n---\n- id: B", "2：一个文件只能有一份内容，请去掉 ---"),
        ("- id: A\n- \x07", "2：含有不允许的控制字符"),
        ('- id: "\\q"', "1：双引号内的反斜杠写法不对"),
        ("[" * 3000, "1：嵌套太深"),
    ],
)  # fmt: skip
def test_what_is_no_case_is_told_with_its_line(tmp_path: Path, text: str, found: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(found)


def test_all_faults_of_a_case_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = """
- id: P-1
  rule: R-038
  decision: price
  given:
    peopel: 2
    colour: BLUE
  when: {year: soon}
  policy: {waiting.colour: 1}
  expect:
    fan: 1
"""
    found = [line.partition("，")[0] for line in problems(tmp_path, text)]
    assert found == [
        "6：given.peopel：没有这一项",
        "7：given.colour：没有 BLUE",
        "8：when.year：soon 不对",
        "9：policy.waiting.colour：政策参数手册没有这一参数",
        "11：expect.fan：没有这一项",
    ]


def test_a_broken_case_leaves_the_others_in_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = CASE.replace("P-1", "P-2").replace("people: 2", "people: 2, people: 3, peopel: 1")
    path = written(tmp_path, CASE + broken + "- 7\n" + CASE.replace("P-1", "P-4").replace("81200", "1") + CASE.replace("P-1", "P-5"))
    assert main_check([path], DECISIONS) == 2
    out = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[:2] for line in out if not line.startswith(" ")][:-1] == [
        ["✓ 符合", "P-1"],
        ["！ 有误", "P-2"],
        ["！ 有误", "第 3 个用例"],
        ["✗ 不符", "P-4"],
        ["✓ 符合", "P-5"],
    ]
    assert out[-1] == "共 5 个用例：2 个符合，1 个不符，2 个有误；文件另有 0 处无法读取"


def test_merged_facts_are_read_and_their_faults_told_where_they_stand(tmp_path: Path) -> None:
    text = """
- id: A
  rule: R
  decision: price
  given: &facts
    people: 5
  when: {year: 2024}
  expect: {fen: 203000}
- {id: B, rule: R, decision: price, given: {<<: *facts, people: 2}, when: {year: 2024}, expect: {fen: 81200}}
- {id: C, rule: R, decision: price, given: {<<: [*facts, {people: 2, late: true}]}, when: {year: 2024}, expect: {fen: 203000}}
"""
    assert check_cases([written(tmp_path, text)], DECISIONS).clean
    report = check_cases([written(tmp_path, text.replace("people: 5", "peoples: 5"))], DECISIONS)
    assert [[fault.line for fault in result.faults] for result in report.results] == [[6], [6], [6]]


def test_what_refers_to_itself_is_no_endless_reading(tmp_path: Path) -> None:
    assert problems(tmp_path, CASE.replace("{people: 2}", "&g {<<: *g, people: 2}")) == []
    found = problems(tmp_path, CASE.replace("{people: 2}", "&g {people: 2, payments: [*g]}"))
    assert [problem.partition("，")[0] for problem in found] == [
        "1：given.payments[1].payments：没有这一项",
        "1：given.payments[1].people：没有这一项",
        "1：given.payments[1]：缺少 amount（金额）",
    ]


def test_one_vector_may_be_asked_of_two_decisions(tmp_path: Path) -> None:
    both = DECISIONS | {"other price": DECISIONS["price"]}
    report = check_cases([written(tmp_path, CASE + CASE.replace("decision: price", "decision: other price"))], both)
    assert report.clean
    assert len(report.results) == 2


def test_a_fact_is_declared_once() -> None:
    def twice(given: Payment, amount: int) -> Nested:
        return Nested(given.amount.count("0"), (amount,))

    with pytest.raises(TypeError, match="twice declares a fact twice"):
        Decision.of("两次", twice)


def test_cases_without_an_id_are_not_taken_for_one(tmp_path: Path) -> None:
    nameless = CASE.replace("id: P-1, ", "")
    files = [written(tmp_path, nameless, "one.yaml"), written(tmp_path, nameless, "two.yaml")]
    assert [problem.msg for problem in check_cases(files, DECISIONS).problems] == ["缺少 id（用例编号）"] * 2
    twice = written(tmp_path, f"[{CASE.strip()[2:]}, {CASE.strip()[2:]}]", "three.yaml")
    assert [problem.msg for problem in check_cases([twice], DECISIONS).problems] == [f"id：P-1 已在 {twice}:1 用过"]


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    report = check_cases([tmp_path / "none.yaml", binary], DECISIONS)
    assert [problem.msg for problem in report.problems] == ["打不开这个文件", "不是 UTF-8 编码的文字文件"]


def test_folders_are_searched_and_nothing_found_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_check([tmp_path], DECISIONS) == 2
    (tmp_path / "deeper").mkdir()
    written(tmp_path / "deeper", CASE)
    assert main_check([tmp_path], DECISIONS) == 0
    assert main_check([written(tmp_path, CASE + "- 1\n", "with-a-problem.yaml")], DECISIONS) == 2
    assert "！ 有误" in capsys.readouterr().out
    assert main_check([written(tmp_path, "- {", "no-yaml.yaml")], DECISIONS) == 2
    assert "！ 无法读取" in capsys.readouterr().out

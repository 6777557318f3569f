"""A parameter that no code reads is an error of the book, and what counts as reading is seen in the code."""

from pathlib import Path

import pytest

from canbao_suite.policy_readers import AWAITED, unread_parameters
from policy_parameters import load_policy_book
from policy_parameters.readers import unread

RECORD = "from policy_parameters.rule_parameters import levy_rules\n"


def is_read(folder: Path, name: str, **modules: str) -> bool:
    """Whether these modules of one package read the parameter."""
    package = folder / "service"
    package.mkdir()
    for module, text in modules.items():
        (package / f"{module}.py").write_text(text)
    return unread([name], [package]) == []


def test_every_parameter_of_the_book_is_read() -> None:
    assert unread_parameters() == []


def test_a_parameter_that_nobody_reads_is_an_error() -> None:
    found = unread_parameters((*load_policy_book().names(), "levy.colour"))
    assert [(problem.level, problem.code, problem.where) for problem in found] == [("error", "UNREAD", "levy.colour")]


def test_what_is_awaited_is_in_the_book() -> None:
    assert set(load_policy_book().names()) >= AWAITED


@pytest.mark.parametrize(
    "text",
    [
        'days = book.value("levy.surcharge", region=area, year=year)',
        'NAME = "levy.surcharge"\ndays = book.value(NAME, region=area, year=year)',
        'a, b = (book.value(name, region=area, year=1) for name in ("levy.rate", "levy.surcharge"))',
        RECORD + "days = policy.read(levy_rules, area, year).surcharge",
    ],
)
def test_what_counts_as_reading(tmp_path: Path, text: str) -> None:
    assert is_read(tmp_path, "levy.surcharge", one=text)


@pytest.mark.parametrize(
    "text",
    [
        'RULE = Rule("R-038", parameters=("levy.surcharge",))',
        "days = other.surcharge",
        RECORD + "rules = policy.read(levy_rules, area, year)",
        RECORD + "rules.surcharge = 3",
        RECORD + "terms = Terms(more=rules.surcharge)",
    ],
)
def test_what_does_not(tmp_path: Path, text: str) -> None:
    assert not is_read(tmp_path, "levy.surcharge", one=text)


def test_a_field_that_goes_on_is_read_where_it_arrives(tmp_path: Path) -> None:
    terms = RECORD + "terms = Terms(more=rules.surcharge)"
    assert is_read(tmp_path, "levy.surcharge", one=terms, other="price = rate + terms.more")


def test_a_module_knows_what_those_know_that_it_imports(tmp_path: Path) -> None:
    terms = RECORD + "rules = policy.read(levy_rules, area, year)"
    assert is_read(tmp_path, "levy.surcharge", one=terms, other="from service.one import rules\nprint(rules.surcharge)")

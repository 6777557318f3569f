"""What may be shown of personal data: enough to be recognised by who knows it, too little for anybody else. All is made up."""

import pytest

from enrolment_terms.masking import mask_address, mask_name, mask_number, mask_phone


@pytest.mark.parametrize(("name", "shown"), [("陈大文", "陈**"), ("司徒样例", "司***"), ("陈文", "陈*"), ("陈", "陈*"), ("", "")])
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("44079919790712003X", "44**************3X"), ("H12345678", "*******78"), ("E1", "E1"), ("", "")]
)
def test_numbers(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@pytest.mark.parametrize(("phone", "shown"), [("10099990006", "100****0006"), ("12345678", "123*5678"), ("1234567", "*******"), ("", "")])
def test_phones(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"), [("开平市长沙街道东郊路1号", "开平市长沙街******"), ("示例村1号", "示例***"), ("村", "*"), ("", "")]
)
def test_addresses(address: str, shown: str) -> None:
    assert mask_address(address) == shown

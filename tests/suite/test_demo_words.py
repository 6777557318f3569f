from string import Formatter

import pytest

from canbao_suite.demo_words import CHINESE, ENGLISH, Language, Words, language_of_locale


def values_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things_of_the_same_values() -> None:
    assert {key: values_in(said) for key, said in ENGLISH.items()} == {key: values_in(said) for key, said in CHINESE.items()}


def test_codes_have_words_in_chinese() -> None:
    assert Words("zh").say("parents_pay", day="2024-02-22", state="PAID").endswith("账单已缴清（PAID）。")
    assert Words("zh").say("parents_pay", day="2024-02-22", state="SENT").endswith("账单SENT。")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_HK"}, "zh"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: Language) -> None:
    assert language_of_locale(environment) == language

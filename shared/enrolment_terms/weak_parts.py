"""Parts of names, birth dates, phones, addresses and numbers that two writings of one person still share: what weak tokens are made of.

A part is in normal form. What is empty, filled in for form's sake or not known has no parts: it matches nobody (R-010, R-026).
"""

import re
from datetime import date
from unicodedata import category, normalize

from enrolment_terms.writing import half_width, is_name, normal_name, normal_number

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_USUAL_NAME = re.compile("[一-鿿]{2,6}")
"""In normal form as it is."""
_BETWEEN_WORDS = re.compile(r"[\s·.•‧∙⋅・\-'’]+")
_NO_NAMES = frozenset(
    ["测试", "不详", "未知", "未名", "无名", "无名氏", "没有", "暂无", "姓名", "本人", "TEST", "NULL", "NONE", "NAME", "UNKNOWN"]
)
_NOT_NAMED_YET = ("之婴", "之子", "之女", "婴儿", "新生儿")
"""Ends of what stands for the name of a child that has none (B6, R-026)."""
_LONGEST = 6
"""Characters of a Chinese name of which each may be the one that was mistyped."""
_EIGHT_DIGITS = re.compile("[0-9]{8}")
_NO_BIRTHS = frozenset(["00000000", "00010101", "18991230", "18991231", "19000101", "29991231", "99991231"])
"""How systems write that they do not know: the first and the last day that they have, and the zero of spreadsheets."""


def words_of_name(name: str) -> list[str]:
    """Upper case without accents; a Chinese name is one word, whatever blanks it was typed with. Empty for what is no name."""
    if _USUAL_NAME.fullmatch(name):
        return [] if name in _NO_NAMES or name.endswith(_NOT_NAMED_YET) or len(set(name)) < 2 else [name]
    normal = normal_name(name)
    if not is_name(normal) or normal in _NO_NAMES or normal.endswith(_NOT_NAMED_YET) or len(set(normal)) < 2:
        return []
    if _HAN.fullmatch(normal):
        return [normal]
    plain = "".join(one for one in normalize("NFKD", name) if category(one) != "Mn")
    return [word for one in _BETWEEN_WORDS.split(plain) if (word := normal_number(one))]


def parts_of_name(words: list[str]) -> tuple[str, ...]:
    """The name without one character, for each, and without order.

    Names of letters, and those with a dot inside, are mistyped by letters: each word, beginnings, ends, and first letters with consonants.
    """
    if not _is_of_characters(words):
        return _parts_of_words(words)
    characters = sorted(words[0])
    if not 3 <= len(characters) <= _LONGEST:
        return ("".join(characters),)
    return tuple(dict.fromkeys(["".join(characters[:n] + characters[n + 1 :]) for n in range(len(characters))]))


def whole_name(words: list[str]) -> tuple[str, ...]:
    """All characters, without order; of words the same parts as `parts_of_name`."""
    return ("".join(sorted(words[0])),) if _is_of_characters(words) else _parts_of_words(words)


def _is_of_characters(words: list[str]) -> bool:
    return len(words) == 1 and _HAN.match(words[0]) is not None


def _parts_of_words(words: list[str]) -> tuple[str, ...]:
    if not words:
        return ()
    pieces = (
        *sorted(words),
        "<" + "/".join(sorted(word[:3] for word in words)),
        ">" + "/".join(sorted(word[-3:] for word in words)),
        "~" + "/".join(sorted(map(_consonants, words))),
    )
    return tuple(dict.fromkeys(pieces))


def _consonants(word: str) -> str:
    """The first letter and the consonants after it, none twice in a row: MITCHELL and MITCHEL are MTCL."""
    once = re.sub(r"(.)\1+", r"\1", word)
    return once[:1] + re.sub("[AEIOUYHW]", "", once[1:])


def whole_birth(birth: date | str | None) -> str:
    """Eight digits, also where they are no date (19820230); empty for what is no birth date."""
    digits = birth.isoformat().replace("-", "") if isinstance(birth, date) else birth or ""
    return digits if _EIGHT_DIGITS.fullmatch(digits) and digits not in _NO_BIRTHS else ""


def parts_of_birth(whole: str) -> tuple[str, ...]:
    """Year and month, year and day, and the two numbers of month and day in either order: each stands an error in another place."""
    year, month, day = whole[:4], whole[4:6], whole[6:]
    return f"{year}-{month}", f"{year}--{day}", f"{month}-{day}" if month < day else f"{day}-{month}"


_TELEPHONE = re.compile("(?:00|\\+)?86(1[0-9]{10})")
_USUAL_PHONE = re.compile("1[3-9][0-9]{9}")
_DIGITS = re.compile("[0-9]{7,}")
_FALSE_ENDS = ("12345678", "87654321", "23456789", "01234567", "00138000")


def normal_phone(phone: str) -> str:
    """Digits, a Chinese mobile number without 86; empty for what is too short, or typed to fill the field."""
    digits = phone if _USUAL_PHONE.fullmatch(phone) else _digits_of_phone(phone)
    if not _DIGITS.fullmatch(digits):
        return ""
    end = digits[-8:]
    return "" if len(set(end)) < 3 or end in _FALSE_ENDS else digits


def _digits_of_phone(phone: str) -> str:
    typed = re.sub(r"[-()/.]", "", normal_number(phone))
    found = _TELEPHONE.fullmatch(typed)
    return found[1] if found else typed.removeprefix("+")


_ABOVE_THE_TOWN = re.compile("(?:(?![镇乡街路村])[\u4e00-\u9fff]){1,8}?(?:省|自治区|特别行政区|市|县|(?<![小社园校街])区)(?![镇乡街路村])")
_NUMERALS = re.compile("([〇零○一二三四五六七八九十百]+)(?=[号栋幢座楼层室房巷弄组队])")
_ONES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_NOT_IN_ADDRESSES = re.compile("[^0-9A-Z\u3400-\u9fff]+")
_USUAL_ADDRESS = re.compile("[0-9A-Za-z一-鿿]+")
_SOME_HAN, _WORDS = re.compile("[㐀-鿿]"), re.compile("[0-9A-Z]{3,}")
_SHORTEST_ADDRESS = 4


def parts_of_address(address: str) -> tuple[str, ...]:
    """The address from the town on, numbers as digits, without blanks and signs; empty for what names no place.

    One of letters is mistyped by letters: each word and number of three characters or more.
    """
    if not _SOME_HAN.search(address):
        return tuple(dict.fromkeys(word for word in _WORDS.findall(half_width(address).upper())))
    typed = address.upper() if _USUAL_ADDRESS.fullmatch(address) else _NOT_IN_ADDRESSES.sub("", normal_number(address))
    above = 0
    while found := _ABOVE_THE_TOWN.match(typed, above):
        above = found.end()
    place = _NUMERALS.sub(lambda one: _digits(one[1]), typed[above:])
    return (place,) if len(place) >= _SHORTEST_ADDRESS and len(set(place)) > 2 else ()


def _digits(numerals: str) -> str:
    """二十三 and 二三 are 23, 一百零二 is 102."""
    if not set(numerals) & set("十百"):
        return "".join(str(_ONES[sign]) for sign in numerals)
    total, ones = 0, 0
    for sign in numerals:
        if sign in "十百":
            total, ones = total + max(ones, 1) * (10 if sign == "十" else 100), 0
        else:
            ones = _ONES[sign]
    return str(total + ones)


_CHARACTERS_OF_A_NUMBER = re.compile("[0-9A-Z]{6,}")


def parts_of_number(number: str) -> tuple[str, ...]:
    """Of 18 digits the last four, as place and birth date are no news; of another number the first three, too. Empty for what is none."""
    normal = normal_number(number)
    if not _CHARACTERS_OF_A_NUMBER.fullmatch(normal) or len(set(normal)) < 3:
        return ()
    return (normal[-4:],) if len(normal) == 18 else (f"{normal[:3]}-", f"-{normal[-4:]}")

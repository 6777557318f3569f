"""One form for the many writings of a number or a name: scripts, widths, dots, blanks. For comparing; names are shown as written."""

import re
from unicodedata import decimal, normalize

_HALF_WIDTH = {code: str(digit) for code in range(0x80, 0x20000) if (digit := decimal(chr(code), None)) is not None} | {
    code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)
}
"""Digits of other scripts, none of which is of a plane above 1, and the full-width forms of the printable ASCII characters."""
_UNSEEN = re.compile("[\\s\u00ad\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")
"""Blanks, characters that only direct the writing, and variation selectors, which choose a glyph and no other character."""
VISIBLE = (
    "^[^\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]*$"
)
"""A line that is what it looks like: no control, zero-width, direction, byte-order or tag characters. Blanks and glyph selectors pass."""
NOT_A_NAME = "不能只有数字或符号"
"""After the label of what was filled in."""
_NUMBERED = re.compile("[0-9]+X?")
"""What stands in the wrong field: a document number may end with a letter."""
_CHARACTERS = re.compile("[\u4e00-\u9fff]+")
"""Of which nearly every name is."""
_DOTS = re.compile("[·.•‧∙⋅・]+")
"""What people type for the dot inside a name (间隔号), after NFKC: U+FF0E and U+2024 are then a full stop, U+FF65 is U+30FB."""


def half_width(text: str) -> str:
    """Digits of every script, and full-width forms, as ASCII; the rest as written. Character by character: places stay."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def normal_number(number: str) -> str:
    """Half-width, upper case, without blanks: the form in which two writings of one number are equal."""
    composed = number if number.isascii() else half_width(normalize("NFKC", number))
    return _UNSEEN.sub("", composed).upper()


def normal_name(name: str) -> str:
    """The same, with U+00B7 for every writing of the dot: composed, decomposed and compatibility characters are one name."""
    return _DOTS.sub("\u00b7", normal_number(name))


def is_name(text: str) -> bool:
    """True for what may be the name of a person: it has a letter of some script, and is not a number."""
    if _CHARACTERS.fullmatch(text):
        return True
    name = normal_name(text)
    return any(map(str.isalpha, name)) and not _NUMBERED.fullmatch(name)

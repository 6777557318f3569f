"""The names of fields as people read them, and what stands in them in an example: 字段的中文名称与示例.

One name means one thing everywhere; a schema may say it more closely (`Field(title=..., examples=[...])`). Everybody is fictitious.
"""

from zlib import crc32

from enrolment_terms.field_words import of_answers, of_benefits, of_enrolment, of_money, of_people

_PARTS = (of_people, of_enrolment, of_money, of_benefits, of_answers)
_TITLES_AND_EXAMPLES: dict[str, tuple[str, object]] = {field: words for part in _PARTS for field, words in part.WORDS.items()}
if len(_TITLES_AND_EXAMPLES) != sum(len(part.WORDS) for part in _PARTS):
    raise ValueError("a field has its words twice")


def title_of(field: str) -> str | None:
    """The Chinese name of a field; that of a label is its code's with （中文）. None for a name that is not listed."""
    if field in _TITLES_AND_EXAMPLES:
        return _TITLES_AND_EXAMPLES[field][0]
    code = title_of(field.removesuffix("_label")) if field.endswith("_label") else None
    return f"{code}（中文）" if code else None


def example_in(field: str) -> object:
    """What stands in a field in examples, None where its schema says enough."""
    return _TITLES_AND_EXAMPLES.get(field, ("", None))[1]


def example_id(field: str) -> str:
    """An id in examples: always the same one for a field."""
    return f"0192e4a0-1111-7222-8333-{crc32(field.encode()):012x}"

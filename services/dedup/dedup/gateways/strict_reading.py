"""A JSON object read strictly: it is in the contract, or all of its faults are told at once, in Chinese and without its content."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Raw, Struct

from enrolment_terms.field_words import title_of
from enrolment_terms.reasons import Reason, ReasonCode, reason

MOST_REASONS = 50
_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_NOT_READABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
Read = TypeVar("Read", bound=Struct)


class NotInContract(Exception):
    """What came is not in the contract: all reasons, each with its field; they quote nothing of what came."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("; ".join(f"{one.field or 'the whole'}: {one.code}" for one in reasons[:3]))
        self.reasons = reasons


def is_json(body: bytes) -> bool:
    """True if the bytes are a JSON text; says nothing of its content."""
    try:
        msgspec.json.decode(body)
    except _NOT_READABLE:
        return False
    return True


def read_object(kind: type[Read], text: bytes | Raw, at: str = "") -> Read:
    """The object as its class; `at` is the path before its fields in reasons. Raises NotInContract."""
    try:
        return _decoder(kind).decode(text)  # type: ignore[no-any-return]
    except _NOT_READABLE:
        raise NotInContract(tuple(_faults(kind, text, at))[:MOST_REASONS]) from None


def fault(field: str, msg: str, title: str | None = None) -> Reason:
    """One reason; the field is a path such as data.areas, its Chinese name stands before the sentence."""
    return reason(ReasonCode.OTHER, field=field, msg=f"{title or _title(field.rpartition('.')[2])}{msg}")


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 -- a class, or the type of a field
    return msgspec.json.Decoder(kind)


def _faults(kind: type[Struct], text: bytes | Raw, at: str) -> Iterator[Reason]:
    try:
        told = _OBJECT.decode(text)
    except _NOT_READABLE:
        yield reason(ReasonCode.OTHER, field=at.rstrip(".") or None, msg="须为JSON对象")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, field in fields.items():
        if name in told:
            yield from _field_faults(at + name, field.type, _wanted(kind)[field.name], told[name])
        elif field.required:
            yield fault(at + name, "未填")
    if kind.__struct_config__.forbid_unknown_fields and (unknown := len(told.keys() - fields.keys())):
        yield reason(ReasonCode.OTHER, field=at.rstrip(".") or None, msg=f"有{unknown}个接口约定以外的字段；不得报送证件号码和姓名")


def _field_faults(path: str, kind: Any, wanted: str, text: Raw) -> Iterator[Reason]:  # noqa: ANN401 -- the type of a field
    try:
        _decoder(kind).decode(text)
    except _NOT_READABLE:
        yield fault(path, f"须为{wanted}")


@cache
def _wanted(kind: type[Struct]) -> Mapping[str, str]:
    """Field -> what stands in it, as its type's description says."""
    return {name: _description(hint) or "接口约定的值" for name, hint in get_type_hints(kind, include_extras=True).items()}


def _description(hint: Any) -> str | None:  # noqa: ANN401 -- the type of a field
    if get_origin(hint) is Annotated:
        said = next((one.description for one in hint.__metadata__ if isinstance(one, Meta) and one.description), None)
        return said or _description(hint.__origin__)
    if get_origin(hint) in (Union, UnionType):
        return next((said for one in get_args(hint) if (said := _description(one))), None)
    return None


_TITLES = {
    "data": "报文内容",
    "type": "报文类型",
    "rows": "参保信息",
    "spells": "参保信息",
    "version": "版本号",
    "deleted": "是否删除",
    "more_tokens": "其他证件的令牌",
    "weak": "辅助令牌",
    "source": "数据来源代码",
    "as_of": "数据时间",
    "starts_on": "参保开始日期",
    "ends_on": "参保结束日期",
    "paid": "是否已缴费",
    "first_paid_on": "首次缴费到账日期",
    "state": "状态",
    "employer": "用人单位代码",
    "left_on": "离职日期",
    "months_paid": "连续缴费月数",
    "benefits_from": "待遇开始日期",
    "student": "是否在校学生",
    "subsidised": "是否资助参保",
    "areas": "统筹区",
    "complete_until": "数据完整截止时间",
    "notice_ref": "对方通知编号",
    "withdrawn": "是否撤回",
    "kind": "通知类别",
    "asked_by_area": "提出地区",
    "due_on": "答复期限",
    "reason": "理由",
    "answered_on": "答复日期",
}  # fmt: skip
"""Of fields that have no words elsewhere, or closer ones here."""


def _title(field: str) -> str:
    return _TITLES.get(field) or title_of(field) or field

"""A form against the declaration of its item: every field and every material, all faults in one answer (R-004)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from enrolment_terms.documents import Document
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from enrolment_terms.writing import NOT_A_NAME, is_name
from policy_parameters import is_known_area
from registration.domain.application_form import ASKED, Faults, FormAnswers, answer_of, document_reasons, tells_birth_date
from registration.domain.items import DateSense, FieldKind, Item, ItemField, ItemMaterial, When
from registration.domain.materials import Promise, SatisfiedBy, is_handed_in
from registration.domain.parent import parent_faults

_TICKED = "true"
_DATES = ("event_date", "permit_valid_to", "consent_signed_on")
_PROMISE_HOLDS = timedelta(days=366)
"""Between signing and handing in."""


def declared_faults(item: Item, form: FormAnswers, document: Document | None, today: date) -> Faults:
    """Faults of the fields and materials that the item asks for. `today` is the business date of the submission."""
    reasons: list[Reason] = []
    missing: list[Missing] = []
    for name, field in item.fields.items():
        told = answer_of(form, name)
        if field.when and not is_asked(field.when, form):
            continue
        if field.kind is FieldKind.TICK:
            reasons += _tick_reasons(item, name, field, told)
        elif told is not None:
            reasons += _field_reasons(item, name, field, told, today)
        elif field.required and (name != "birth_date" or not tells_birth_date(document)):
            missing.append(Missing(name, field.label, item.numbers[0]))
    reasons += (*document_reasons(form, document, today), *_unknown_answers(item, form), *_promise_reasons(item, form, today))
    return Faults(tuple(reasons), (*missing, *_missing_materials(item, form))) + parent_faults(form)


def is_asked(when: When, form: FormAnswers) -> bool:
    """True if each answer that the condition names is one of its values."""
    return all(answer_of(form, name) in values for name, values in when.items())


def is_ticked(answer: Any) -> bool:  # noqa: ANN401 -- a tick of the form, or its text
    """True for a tick."""
    return answer is True or answer == _TICKED


def _missing_materials(item: Item, form: FormAnswers) -> Iterator[Missing]:
    for material in item.materials.values():
        if material.required and is_asked(material.when, form) and not _is_there(material, form):
            yield Missing(f"materials.{'|'.join(material.any_of)}", "或".join(material.any_of.values()), material.rule or item.numbers[0])


def _is_there(material: ItemMaterial, form: FormAnswers) -> bool:
    ways = [one for one in form.materials if one.satisfied_by in material.satisfied_by]
    return is_handed_in(ways, tuple(material.any_of), form.answered)


def _promise_reasons(item: Item, form: FormAnswers, today: date) -> Iterator[Reason]:
    """R-005: a promise is one of the item's texts, signed not after today and not long before."""
    for one in form.materials:
        if one.satisfied_by is SatisfiedBy.WRITTEN_PROMISE and (wrong := _promise_fault(one.promise, item, today)):
            yield reason(ReasonCode.MATERIAL_INVALID, field=one.kind, rule="R-005", msg=wrong)


def _promise_fault(promise: Promise | None, item: Item, today: date) -> str | None:
    if promise is None or promise.version not in item.promises:
        return "书面承诺须采用本事项公布的承诺书，并注明签署日期"
    if promise.signed_on > today:
        return "承诺书签署日期不能晚于今天"
    return "承诺书签署日期距今过久，请重新签署" if promise.signed_on < today - _PROMISE_HOLDS else None


def _tick_reasons(item: Item, name: str, field: ItemField, told: Any) -> Iterator[Reason]:  # noqa: ANN401 -- as answer_of
    if field.required and not is_ticked(told):
        yield reason(ReasonCode.NOT_CONFIRMED, field=name, rule=item.numbers[0], msg=f"请勾选“{field.label.rstrip('。')}”")


def _field_reasons(item: Item, name: str, field: ItemField, told: Any, today: date) -> Iterator[Reason]:  # noqa: ANN401 -- as answer_of
    if field.refuses and told in field.refuses:
        yield reason(ReasonCode.USE_TAX_SYSTEM, field=name, rule=field.rule or item.numbers[0], msg=field.refuses[told])
        return
    code, wrong = _fault_of(field, told, today)
    if wrong:
        yield reason(code, field=name, rule=field.rule or item.numbers[0], msg=field.label + wrong)


def _fault_of(field: ItemField, told: Any, today: date) -> tuple[ReasonCode, str | None]:  # noqa: ANN401 -- as answer_of
    """What is wrong with an answer, after its label."""
    match field.kind:
        case FieldKind.ENUM:
            return ReasonCode.OTHER, None if told in field.offered else "不在可用范围"
        case FieldKind.REGION:
            return ReasonCode.UNKNOWN_AREA, None if is_area_code(told) and is_known_area(told) else "请从行政区划中选择"
        case FieldKind.DATE:
            return _date_fault(field, told, today)
        case FieldKind.NAME if not is_name(told):
            return ReasonCode.OTHER, NOT_A_NAME
        case FieldKind.DIGITS:
            return ReasonCode.OTHER, None if re.fullmatch(field.pattern or "[0-9]+", "".join(told.split())) else "只能填数字"
    too_long = field.most is not None and len(told) > field.most
    return ReasonCode.OTHER, "格式不正确" if too_long or (field.pattern and not re.fullmatch(field.pattern, told)) else None


def _date_fault(field: ItemField, told: date | str, today: date) -> tuple[ReasonCode, str | None]:
    """Every date is bounded by today and by sense."""
    day = day_of(told)
    if day is None:
        return ReasonCode.OTHER, "应写作 2024-02-29 这样的日期"
    reach = timedelta(days=field.within_days or 0)
    if field.sense is DateSense.PAST:
        return ReasonCode.OTHER, "不能晚于今天" if day > today else "距今过久，请核对" if day < today - reach else None
    if field.sense is DateSense.COMING:
        return ReasonCode.MATERIAL_INVALID, "已过期" if day < today else "过晚，请核对" if day > today + reach else None
    return ReasonCode.OTHER, None


def day_of(told: date | str) -> date | None:
    """A date, also of its text; None if it is none."""
    try:
        return told if isinstance(told, date) else date.fromisoformat(told)
    except ValueError:
        return None


def _asks(item: Item, name: str, form: FormAnswers) -> bool:
    return name in item.fields and is_asked(item.fields[name].when, form)


def _unknown_answers(item: Item, form: FormAnswers) -> Iterator[Reason]:
    """What the item does not ask for would count unchecked: such a date of a permit would end a participation (R-035)."""
    dates = [name for name in _DATES if answer_of(form, name) is not None and not _asks(item, name, form)]
    for name in (*dates, *(name for name in form.more if name not in item.fields or name in ASKED)):
        yield reason(ReasonCode.OTHER, field=name[:64], rule=item.numbers[0], msg="本事项没有这一填写项")

"""A form against the declaration of its item: every field and every material, all faults in one answer (R-004)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from enrolment_terms.documents import Document
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.writing import NOT_A_NAME, is_name
from policy_parameters import is_known_area
from registration.domain.application_form import ASKED, Faults, FormAnswers, document_reasons, tells_birth_date
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
        if field.when and not is_asked(field.when, form):
            continue
        told = form.told.get(name)
        if told is not None or field.kind is FieldKind.TICK:
            if wrong := _field_fault(item, name, field, told, today):
                reasons.append(wrong)
        elif field.required and (name != "birth_date" or not tells_birth_date(document)):
            missing.append(Missing(name, field.label, item.numbers[0]))
    reasons += (*document_reasons(form, document, today), *_unknown_answers(item, form), *_promise_reasons(item, form, today))
    return Faults(tuple(reasons), (*missing, *_missing_materials(item, form))) + parent_faults(form)


def is_asked(when: When, form: FormAnswers) -> bool:
    """True if each answer that the condition names is one of its values."""
    return all(form.told.get(name) in values for name, values in when.items())


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


def _field_fault(item: Item, name: str, field: ItemField, told: Any, today: date) -> Reason | None:  # noqa: ANN401 -- as it was told
    if told in field.refuses:
        return reason(ReasonCode.USE_TAX_SYSTEM, field=name, rule=field.rule or item.numbers[0], msg=field.refuses[told])
    wrong = _FAULTS[field.kind](field, told, today)
    if wrong is None:
        return None
    code, of_field = _CODES.get(field.sense or field.kind, ReasonCode.OTHER), "" if field.kind is FieldKind.TICK else field.rule
    return reason(code, field=name, rule=of_field or item.numbers[0], msg=wrong)


def _of_text(field: ItemField, told: str, _: date) -> str | None:
    too_long = field.most is not None and len(told) > field.most
    return f"{field.label}格式不正确" if too_long or not field.shape.fullmatch(told) else None


def _of_name(field: ItemField, told: str, today: date) -> str | None:
    return _of_text(field, told, today) if is_name(told) else field.label + NOT_A_NAME


def _of_digits(field: ItemField, told: str, _: date) -> str | None:
    return None if field.shape.fullmatch("".join(told.split())) else f"{field.label}只能填数字"


def _of_choice(field: ItemField, told: str, _: date) -> str | None:
    return None if told in field.offered else f"{field.label}不在可用范围"


def _of_region(field: ItemField, told: str, _: date) -> str | None:
    return None if is_known_area(told) else f"{field.label}请从行政区划中选择"


def _of_tick(field: ItemField, told: bool | str | None, _: date) -> str | None:
    return f"请勾选“{field.label.rstrip('。')}”" if field.required and not is_ticked(told) else None


def _of_date(field: ItemField, told: date | str, today: date) -> str | None:
    """Every date is bounded by today and by sense."""
    day, reach = day_of(told), timedelta(days=field.within_days or 0)
    if day is None:
        return f"{field.label}应写作 2024-02-29 这样的日期"
    if field.sense is DateSense.PAST:
        return f"{field.label}不能晚于今天" if day > today else f"{field.label}距今过久，请核对" if day < today - reach else None
    if field.sense is DateSense.COMING:
        return f"{field.label}已过期" if day < today else f"{field.label}过晚，请核对" if day > today + reach else None
    return None


_FAULTS: Mapping[FieldKind, Callable[[ItemField, Any, date], str | None]] = {
    FieldKind.TEXT: _of_text,
    FieldKind.NAME: _of_name,
    FieldKind.DIGITS: _of_digits,
    FieldKind.ENUM: _of_choice,
    FieldKind.REGION: _of_region,
    FieldKind.DATE: _of_date,
    FieldKind.TICK: _of_tick,
}
"""What is wrong with an answer, by the kind of its field; None if nothing is."""
_CODES: Mapping[FieldKind | DateSense, ReasonCode] = {
    FieldKind.REGION: ReasonCode.UNKNOWN_AREA,
    FieldKind.TICK: ReasonCode.NOT_CONFIRMED,
    DateSense.COMING: ReasonCode.MATERIAL_INVALID,
}


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
    dates = [name for name in _DATES if form.told.get(name) is not None and not _asks(item, name, form)]
    for name in (*dates, *(name for name in form.more if name not in item.fields or name in ASKED)):
        yield reason(ReasonCode.OTHER, field=name[:64], rule=item.numbers[0], msg="本事项没有这一填写项")

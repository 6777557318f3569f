"""A declaration as an answer: with the lengths that the body of an application takes, and the proofs of the policy book."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from enrolment_terms.labels import label_of
from policy_parameters import PolicyBook
from registration.domain.items import DateSense, Item, ItemField, ItemMaterial
from registration.domain.midyear import midyear_materials
from registration.schemas.applications import ApplicationForm
from registration.schemas.items import (
    CategoryResponse,
    ChannelResponse,
    FieldResponse,
    ItemResponse,
    ItemSummary,
    MaterialResponse,
    TemplateResponse,
)
from service_runtime.dictionaries import CodeItem

_OTHER_ANSWERS = 200
"""The longest answer that has no place of its own in the body."""


def item_summary(item: Item) -> ItemSummary:
    """An item in a list."""
    return ItemSummary(**_summary(item))


def item_response(item: Item, area: str, benefit_year: int, today: date, policy: PolicyBook) -> ItemResponse:
    """All that a frontend needs to draw the form. Raises PolicyNotKnown."""
    materials = (*item.materials.values(), *midyear_materials(item, area, benefit_year, policy))
    return ItemResponse(
        **_summary(item),
        area=area,
        benefit_year=benefit_year,
        reviewer=item.reviewer,
        channels=[ChannelResponse(channel=channel, roles=list(roles)) for channel, roles in item.channels.items()],
        categories=[CategoryResponse(category=category) for category in item.categories],
        conflict_check=item.conflict_check,
        deadline=policy.value(item.deadline, region=area, year=benefit_year).value if item.deadline else None,
        fields=[_field(name, field, today) for name, field in item.fields.items()],
        materials=[_material(material) for material in materials],
        texts=item.texts,
    )


def _summary(item: Item) -> dict[str, object]:
    templates = [TemplateResponse(name=name, label=told.label, rule=told.rule) for name, told in item.templates.items()]
    named = {"item": item.code, "numbers": list(item.numbers), "title": item.title}
    return named | {"kind": item.kind, "clause": item.clause, "templates": templates, "refusal": item.refusal}


def _field(name: str, field: ItemField, today: date) -> FieldResponse:
    first, last = _bounds(field, today)
    return FieldResponse(
        name=name,
        label=field.label,
        kind=field.kind,
        filled_by=field.filled_by,
        required=field.required,
        when=_conditions(field.when),
        rule=field.rule,
        max_length=field.most or _lengths().get(name, _OTHER_ANSWERS),
        pattern=f"^{field.pattern}$" if field.pattern else None,
        not_before=first,
        not_after=last,
        options=_codes(field.offered),
    )


def _bounds(field: ItemField, today: date) -> tuple[date | None, date | None]:
    reach = timedelta(days=field.within_days or 0)
    match field.sense:
        case DateSense.PAST:
            return today - reach, today
        case DateSense.COMING:
            return today, today + reach
    return None, None


def _material(material: ItemMaterial) -> MaterialResponse:
    return MaterialResponse(
        label=material.label,
        any_of=_codes(material.any_of),
        satisfied_by=[CodeItem(code=way, label=label_of(way) or way) for way in material.satisfied_by],
        required=material.required,
        when=_conditions(material.when),
        rule=material.rule,
    )


def _conditions(when: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in when.items()}


def _codes(offered: Mapping[str, str]) -> list[CodeItem]:
    return [CodeItem(code=code, label=label) for code, label in offered.items()]


@cache
def _lengths() -> dict[str, int | None]:
    """By field: the longest answer that the body of an application takes."""
    fields = ApplicationForm.model_json_schema()["properties"]
    return {
        name: next((choice["maxLength"] for choice in told.get("anyOf", ()) if "maxLength" in choice), None)
        for name, told in fields.items()
    }

"""What the state already has for a form, shown before anybody fills it in: who says it, and of which day (R-005, S3 Art. 4).

It is shown, not believed: what is handed in is checked and asked anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from policy_parameters import is_known_area
from registration.domain.items import Item, ItemMaterial
from registration.domain.materials import SatisfiedBy
from registration.domain.registers import KEEPER, REGISTER_OF, Named, Question, Register, RegisterAnswer, Source
from registration.domain.shared_data import OWN_FILE, Proof


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer that need not be typed."""

    field: str
    value: str
    known_by: Source
    as_of: date


@dataclass(frozen=True, slots=True)
class KnownMaterial:
    """A paper that need not be brought."""

    material_kind: str
    provided_by: SatisfiedBy
    known_by: Source
    as_of: date


_FILLED_BY: Mapping[str, Register] = {
    "household_area": Register.HOUSEHOLD,
    "household_no": Register.HOUSEHOLD,
    "permit_valid_to": Register.RESIDENCE_PERMIT,
}
"""Field of a form -> the register whose record tells it."""


def kinds_of(materials: Sequence[ItemMaterial], category: str) -> tuple[str, ...]:
    """Kinds of materials that an item asks of the category, as far as a register or our own file may say them of the person himself."""
    asked = [one for one in materials if category in one.when.get("category", (category,))]
    return tuple(dict.fromkeys(kind for one in asked for kind in one.any_of if kind in REGISTER_OF))


def questions_of(item: Item, kinds: Sequence[str], person: Named) -> tuple[Question, ...]:
    """What is asked of registers: what fills a field of the item, and what takes the place of its papers."""
    registers = [register for name, register in _FILLED_BY.items() if name in item.fields]
    registers += [REGISTER_OF[kind] for kind in kinds if kind not in OWN_FILE]
    return tuple(Question(register, person.document, person.name) for register in dict.fromkeys(registers))


def known_answers(item: Item, own: Mapping[str, str], answers: Sequence[RegisterAnswer], today: date) -> Iterator[KnownAnswer]:
    """For fields that the item asks; `own` is what our file says."""
    yield from (KnownAnswer(name, told, Source.OWN_FILE, today) for name, told in own.items() if name in item.fields)
    for name, register in _FILLED_BY.items():
        for one in answers:
            if one.register is register and name in item.fields and (told := _told(name, one)):
                yield KnownAnswer(name, told, KEEPER[one.register], one.as_of)


def known_materials(
    kinds: Sequence[str], own: Mapping[str, Proof], answers: Sequence[RegisterAnswer], today: date
) -> Iterator[KnownMaterial]:
    """Of the item's materials those that nobody has to bring."""
    yield from (KnownMaterial(kind, proof.by, Source.OWN_FILE, today) for kind, proof in own.items())
    for kind in kinds:
        if kind not in own:
            held = (one for one in answers if one.register is REGISTER_OF[kind])
            yield from (KnownMaterial(kind, SatisfiedBy.DATA_SHARING, KEEPER[one.register], one.as_of) for one in held)


def _told(field: str, answer: RegisterAnswer) -> str | None:
    match field:
        case "household_area":
            return answer.area if answer.area and is_known_area(answer.area) else None
        case "household_no":
            return answer.reference
    return answer.valid_to.isoformat() if answer.valid_to else None

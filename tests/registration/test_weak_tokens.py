"""What is told of a person to find him where his documents are others: weak tokens, never a name or a number."""

from datetime import date
from pathlib import Path
from typing import Any

from enrolment_events.registration import (
    ParticipationActivatedV1,
    ParticipationChangedV1,
    ParticipationRegisteredV1,
    PersonCreatedV1,
    PersonIdentityUpdatedV1,
    PersonState,
)
from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.weak_identity import WeakFields, WeakKind
from service_runtime import Vault
from tests.registration.builders import insured, settled
from tests.registration.test_key_rotation import before, renew
from tests.registration.world import World, running_world
from tests.service_runtime.keys import with_a_new_key

__all__ = ["before"]
BORN = date(1985, 5, 5)
REACHED = {"phone": "10099990005", "household_address": "开平市月山镇测试路一号"}


def who(sequence: int) -> dict[str, str]:
    return {"name": "陈秀英", "document_number": fictitious_id(BORN, sequence, Sex.FEMALE), "sex": "女", "birth_date": "1985-05-05"}


def fields(known: dict[str, str]) -> WeakFields:
    number, phone, address = (known.get(name, "") for name in ("document_number", "phone", "household_address"))
    return WeakFields(name=known["name"], birth_date=BORN, sex=Sex.FEMALE, phone=phone, address=address, number=number)


def told(person: PersonState) -> list[tuple[WeakKind, str]]:
    return [(one.kind, one.token) for one in person.weak]


async def states(world: World, number: str, kind: type[Any]) -> list[PersonState]:
    """The person as these events told him who holds this document, oldest first."""
    token = world.runtime.vault.identity_token(Document(DocumentType.RESIDENT_ID, number))
    found = [event.data.person for event in await world.published() if type(event.data) is kind]
    return [person for person in found if token in {key.token for key in person.keys}]


async def test_who_is_registered_is_told_weakly_too(world: World) -> None:
    """R-010, E person.created, registration.participation.registered: what anybody makes of the same fields with the same key."""
    known = who(9) | REACHED
    _, participation_id = await world.register(**known)
    expected = world.runtime.vault.weak_tokens(fields(known))
    assert {kind for kind, _ in expected} == set(WeakKind)
    for kind in (PersonCreatedV1, ParticipationRegisteredV1):
        [person] = await states(world, known["document_number"], kind)
        assert told(person) == expected
    await world.hear(settled(participation_id))
    [active] = await states(world, known["document_number"], ParticipationActivatedV1)
    assert active.weak == (), "money changes nothing of who somebody is"


async def test_a_corrected_name_is_told_anew(world: World) -> None:
    """R-026, E person.identity_updated: the tokens are those of what stands in the file now."""
    known = who(10) | REACHED
    await world.register(**known)
    [person] = await states(world, known["document_number"], PersonCreatedV1)
    body = {"name": "陈秀瑛", "reason": "户口簿为准"}
    answer = await world.post(f"/persons/{person.person_id}/identity-corrections", body, world.as_("reviewer"))
    assert answer.is_success, answer.text
    for kind in (PersonIdentityUpdatedV1, ParticipationChangedV1):
        [now] = await states(world, known["document_number"], kind)
        assert told(now) == world.runtime.vault.weak_tokens(fields(known | {"name": "陈秀瑛"}))


async def test_who_was_imported_is_told_weakly(world: World) -> None:
    """R-010: by name, birth date, number and phone; a list has no address."""
    known = who(11) | {"phone": REACHED["phone"]}
    assert (await world.imports({"benefit_year": 2023, "people": [insured(**known)]})).json()["imported"] == 1
    [person] = await states(world, known["document_number"], ParticipationActivatedV1)
    assert told(person) == world.runtime.vault.weak_tokens(fields(known))
    assert "10099990005" not in repr(person)


async def test_a_document_is_told_under_both_keys_while_one_is_changed(before: World, tmp_path: Path) -> None:
    """R-010, R-026, V-31: who was known before the change has two tokens of one document, told as one person's; a question names both."""
    known = who(12) | {"phone": REACHED["phone"]}
    number, settings, old = known["document_number"], before.runtime.settings, before.runtime.vault
    await before.imports({"benefit_year": 2023, "people": [insured(**known)]})
    both = with_a_new_key(settings.vault_keys.get_secret_value())
    new, document = Vault.from_json(both), Document(DocumentType.RESIDENT_ID, number)
    pair = set(new.identity_tokens(document))
    [first] = await states(before, number, ParticipationActivatedV1)
    assert [key.token for key in first.keys] == [old.identity_token(document)]
    await renew(before, both)
    async with running_world(settings.database_url, tmp_path, vault_keys=both, storage_keys=settings.storage_keys) as world:
        *_, renewed = await states(world, number, ParticipationActivatedV1)
        assert {(key.kind, key.token) for key in renewed.keys} == {(DocumentType.RESIDENT_ID, token) for token in pair}
        assert told(renewed) == new.weak_tokens(fields(known))
        assert set(told(first)) < set(told(renewed))
        [asked] = await world.asked(await world.apply(None, **known, benefit_year=2024))
        assert set(asked.data.tokens) == pair

"""Ids are Python's own in all that matters, whichever class they are of."""

import pickle
from copy import deepcopy
from uuid import UUID, uuid5

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from enrolment_terms.identifiers import as_stored, named_id, new_id


@given(namespace=st.uuids(), name=st.text())
def test_a_named_id_is_the_standard_one(namespace: UUID, name: str) -> None:
    """RFC 9562, version 5: whoever else makes it of the same name makes the same."""
    assert named_id(namespace, name) == uuid5(namespace, name) == named_id(as_stored(namespace), name)


@given(told=st.uuids(), other=st.uuids())
def test_an_id_as_stored_is_the_same_id(told: UUID, other: UUID) -> None:
    """Found in a set, in order, written, printed and copied as the one that was told."""
    stored = as_stored(told)
    assert isinstance(stored, UUID)
    assert {told} == {stored}
    assert (stored < other, stored > other, stored == other) == (told < other, told > other, told == other)
    assert (stored < as_stored(other), other < stored) == (told < other, other < told)
    assert (str(stored), stored.bytes, stored.int, stored.hex) == (str(told), told.bytes, told.int, told.hex)
    assert msgspec.json.decode(msgspec.json.encode(stored), type=UUID) == told
    assert pickle.loads(pickle.dumps(stored)) == deepcopy(stored) == told


def test_new_ids_are_ordered_by_time() -> None:
    """Version 7: primary-key indexes grow at one end."""
    ids = [new_id() for _ in range(1_000)]
    assert ids == sorted(ids)
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}

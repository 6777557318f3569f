"""Each event of a message for itself, whatever lies beside it."""

import pytest

from enrolment_events.envelope import encode
from event_bus.reading import are_whole, elements, read_events
from tests.event_bus.effects import submitted

DEEP = b"[" * 20_000 + b"]" * 20_000


@pytest.mark.parametrize(
    "broken",
    [b"{no json}", b'{"a": "\\ud800"}', b'{"a": "\xff"}', DEEP, b"NaN", b'{"a": 1, }', b'{"a": "]},{"}x', b"", b'"a""b"'],
    ids=["no json", "half a character", "no UTF-8", "deep", "no number", "a comma too many", "brackets in a text", "nothing", "two texts"],
)
def test_what_cannot_be_read_costs_only_itself(broken: bytes) -> None:
    one, other = submitted(), submitted()
    read = read_events(one.type, b"[" + b",".join([encode(one), broken, encode(other)]) + b"]")
    assert [event.id for event in read.events] == [one.id, other.id]
    assert len(read.refused) == 1


def test_a_message_that_ends_too_early_costs_its_last_event() -> None:
    one, other = submitted(), submitted()
    read = read_events(one.type, b"[" + encode(one) + b"," + encode(other)[:-40])
    assert [event.id for event in read.events] == [one.id]
    assert len(read.refused) == 1


def test_what_is_no_array_is_one_element() -> None:
    assert elements(b" no json ") == [b"no json"]
    assert elements(b"[]") == []


def test_texts_are_whole_only_one_by_one() -> None:
    assert are_whole([b"{}", b"[1]"])
    assert not are_whole([b"{}", b"{},{}"])
    assert not are_whole([b"{}", b"{"])
    assert not are_whole([DEEP])

"""Every event is a CloudEvent that others can read, and comes back as it went."""

import json
import re

import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from enrolment_events.catalogue import EVENT_TYPES, PUBLISHERS, batch_decoder, decode, decoder
from enrolment_events.envelope import encode
from tests.enrolment_events.samples import MOMENT, sample_event

every_type = pytest.mark.parametrize("event_type", EVENT_TYPES)


@every_type
@pytest.mark.parametrize("full", [True, False])
def test_an_event_comes_back_as_it_went(event_type: str, full: bool) -> None:
    event = sample_event(event_type, full=full)
    assert decoder(event_type)(encode(event)) == event
    assert decode(encode(event)) == event
    assert batch_decoder(event_type)(b"[" + encode(event) + b"," + encode(event) + b"]") == [event, event]


@every_type
def test_the_cloudevents_sdk_reads_it(event_type: str) -> None:
    event = sample_event(event_type, because_of=sample_event(event_type))
    read = JSONFormat().read(CloudEvent, encode(event))
    assert (read.get_id(), read.get_type(), read.get_subject()) == (str(event.id), event_type, event.subject)
    assert read.get_source() == "/canbao/" + event_type.partition(".")[0]
    assert read.get_time() == MOMENT
    assert read.get_specversion() == "1.0"
    assert read.get_datacontenttype() == "application/json"
    assert read.get_extension("correlationid") == str(event.correlationid)
    assert read.get_data() == json.loads(encode(event))["data"]


@every_type
def test_attributes_are_named_and_filled_as_cloudevents_asks(event_type: str) -> None:
    attributes = json.loads(encode(sample_event(event_type)))
    del attributes["data"]
    assert [name for name in attributes if not re.fullmatch("[a-z0-9]{1,20}", name)] == []
    assert [name for name, value in attributes.items() if value is None] == [], "an attribute without a value is left out"


@every_type
def test_a_type_ends_in_its_version_and_begins_with_a_publisher(event_type: str) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z_]+)+\.v[1-9][0-9]*", event_type)
    publisher = next(name for name, published in PUBLISHERS.items() if EVENT_TYPES[event_type] in published)
    assert publisher.partition("-")[0] == event_type.partition(".")[0]


def test_what_an_event_causes_carries_its_correlation() -> None:
    event_type = next(iter(EVENT_TYPES))
    cause = sample_event(event_type)
    effect = sample_event(event_type, because_of=cause)
    assert (effect.causationid, effect.correlationid) == (cause.id, cause.correlationid)
    assert cause.causationid is msgspec.UNSET
    assert cause.correlationid == cause.id


def test_a_moment_without_a_zone_is_refused() -> None:
    event_type = next(iter(EVENT_TYPES))
    body = json.loads(encode(sample_event(event_type))) | {"time": "2023-09-01T08:00:00"}
    with pytest.raises(msgspec.ValidationError):
        decoder(event_type)(json.dumps(body))


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(KeyError):
        decode('{"type": "stranger.v1"}')

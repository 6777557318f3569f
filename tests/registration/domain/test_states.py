"""D1 and D2 as tables: what is listed leads somewhere, everything else is refused."""

from enum import StrEnum
from itertools import product

import pytest

from enrolment_terms.labels import DICTIONARIES
from enrolment_terms.scheme import ParticipationState
from enrolment_terms.state_table import TransitionRefused
from registration.domain import application_states, participation_states
from registration.domain.application_states import ApplicationEvent, ApplicationState
from registration.domain.participation_states import ParticipationEvent

APPLICATION = [step for step in product(ApplicationState, ApplicationEvent) if step not in application_states.TRANSITIONS]
PARTICIPATION = [step for step in product(ParticipationState, ParticipationEvent) if step not in participation_states.TRANSITIONS]


@pytest.mark.parametrize(("state", "event"), APPLICATION)
def test_an_application_refuses_what_is_not_listed(state: ApplicationState, event: ApplicationEvent) -> None:
    with pytest.raises(TransitionRefused):
        application_states.next_state(state, event)


@pytest.mark.parametrize(("state", "event"), PARTICIPATION)
def test_a_participation_refuses_what_is_not_listed(state: ParticipationState, event: ParticipationEvent) -> None:
    with pytest.raises(TransitionRefused):
        participation_states.next_state(state, event)


@pytest.mark.parametrize("state", [ApplicationState.APPROVED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN])
def test_a_decided_application_is_final(state: ApplicationState) -> None:
    assert not [event for found, event in application_states.TRANSITIONS if found is state]


@pytest.mark.parametrize("state", [ParticipationState.TERMINATED, ParticipationState.CANCELLED])
def test_a_terminated_or_cancelled_participation_is_final(state: ParticipationState) -> None:
    assert not [event for found, event in participation_states.TRANSITIONS if found is state]


def test_every_state_of_an_application_can_be_reached() -> None:
    assert {*application_states.TRANSITIONS.values(), ApplicationState.DRAFT} == set(ApplicationState)


def test_every_state_of_a_participation_can_be_reached() -> None:
    assert {*participation_states.TRANSITIONS.values(), ParticipationState.REGISTERED} == set(ParticipationState)


@pytest.mark.parametrize("states", [ApplicationState, ParticipationState])
def test_every_state_has_a_chinese_name(states: type[StrEnum]) -> None:
    assert set(DICTIONARIES[states].labels) == set(states)

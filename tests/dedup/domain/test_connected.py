"""Which nodes are one individual: the same for the same facts in any order, and nobody whom an office keeps apart (V-31)."""

from itertools import combinations
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dedup.domain.connected import OF_APPLICATION, OF_OFFICE, OF_OTHERS, OF_OUR_PERSON, Tie, connect

PERSON, OTHER, CERTIFICATE, CARD, SOURCE, OFFICE = (UUID(int=number) for number in range(1, 7))
NODES = [UUID(int=number) for number in range(8)]
nodes = st.sampled_from(NODES)
ties = st.lists(st.builds(Tie, st.sampled_from([OF_OFFICE, OF_OUR_PERSON, OF_APPLICATION, OF_OTHERS]), nodes, nodes), max_size=14)
pairs = st.lists(st.tuples(nodes, nodes).filter(lambda pair: pair[0] != pair[1]), max_size=5)


def components(told: list[Tie]) -> set[frozenset[UUID]]:
    """By brute force: join until nothing changes."""
    groups = {frozenset([node]) for node in NODES}
    for tie in told * len(NODES):
        joined = frozenset[UUID]().union(*(group for group in groups if group & {tie.one, tie.other}))
        groups = {group for group in groups if not group & joined} | {joined}
    return groups


@given(told=ties)
def test_without_a_word_of_an_office_whatever_is_tied_is_one(told: list[Tie]) -> None:
    assert set(connect(NODES, told, ())) == components(told)


@given(told=ties, apart=pairs, chance=st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(told: list[Tie], apart: list[tuple[UUID, UUID]], chance: Random) -> None:
    first = connect(NODES, told, apart)
    again, turned = [*told, *told[:3]], [pair[::-1] for pair in apart]
    chance.shuffle(again)
    chance.shuffle(turned)
    assert connect(reversed(NODES), again, turned) == first
    assert sorted(node for one in first for node in one) == NODES


@given(told=ties, apart=pairs)
def test_whoever_is_kept_apart_is_apart_and_no_tie_is_left_out_without_need(told: list[Tie], apart: list[tuple[UUID, UUID]]) -> None:
    of = {node: one for one in connect(NODES, told, apart) for node in one}
    assert not [pair for pair in apart if of[pair[0]] is of[pair[1]]]
    for tie in told:
        together = of[tie.one] | of[tie.other]
        assert of[tie.one] is of[tie.other] or any({*pair} <= together for pair in apart)


@given(told=ties, apart=pairs)
def test_a_tie_of_a_higher_rank_takes_no_tie_away(told: list[Tie], apart: list[tuple[UUID, UUID]]) -> None:
    """Whatever the offices say holds before registration's word, and that before the word of others."""
    for rank in (OF_OFFICE, OF_OUR_PERSON, OF_APPLICATION):
        of = {node: one for one in connect(NODES, told, apart) for node in one}
        for one in connect(NODES, [tie for tie in told if tie.rank <= rank], apart):
            assert len({id(of[node]) for node in one}) == 1


def test_a_newborn_is_one_by_certificate_and_card() -> None:
    """V-31."""
    told = [Tie(OF_OUR_PERSON, PERSON, CERTIFICATE), Tie(OF_OUR_PERSON, PERSON, CARD), Tie(OF_OTHERS, SOURCE, CERTIFICATE)]
    assert connect([], told, []) == [frozenset({PERSON, CERTIFICATE, CARD, SOURCE})]


def test_people_over_several_documents_are_one() -> None:
    told = [
        Tie(OF_OTHERS, SOURCE, CERTIFICATE),
        Tie(OF_OTHERS, SOURCE, CARD),
        Tie(OF_OTHERS, OFFICE, CARD),
        Tie(OF_OUR_PERSON, PERSON, CERTIFICATE),
    ]
    assert len(connect([], told, [])) == 1


def test_who_only_share_a_wrong_number_are_kept_apart_with_all_that_is_theirs() -> None:
    told = [Tie(OF_OUR_PERSON, person, CARD) for person in (PERSON, OTHER)] + [Tie(OF_OUR_PERSON, OTHER, CERTIFICATE)]
    assert connect([], told, [(PERSON, OTHER)]) == [frozenset({PERSON, CARD}), frozenset({OTHER, CERTIFICATE})]


def test_who_is_kept_apart_is_not_met_by_a_detour() -> None:
    """A third source cannot make them one, whichever of the two its word is heard of first."""
    for one, other in combinations((PERSON, OTHER, SOURCE), 2):
        told = [
            Tie(OF_OTHERS, one, CARD),
            Tie(OF_OTHERS, other, CARD),
            Tie(OF_OUR_PERSON, PERSON, CARD),
            Tie(OF_OUR_PERSON, OTHER, CERTIFICATE),
        ]
        assert all(not {PERSON, OTHER} <= group for group in connect([], told, [(OTHER, PERSON)]))

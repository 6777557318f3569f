"""What several spells tell of is counted once, and what is two relations never as one (issue of the double reference)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dedup.domain.relations import overlapping, relations_of, resident_relation
from dedup.domain.spell import Spell
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import ParticipationState, Scheme
from tests.dedup.domain.builders import GUANGZHOU, HUNAN, KAIPING, SHENZHEN, employee, resident

JUNE = datetime(2024, 6, 1, 9, tzinfo=SHANGHAI)
REGION, PLATFORM = "a" * 32, "b" * 32
ONE, TWO = "1" * 32, "2" * 32


def told(spell: Spell, ref: str, *, authority: int = 2, hours: int = 0, **changed: object) -> Spell:
    """The spell as somebody tells it so many hours after the others."""
    return replace(spell, spell_ref=ref, authority=authority, told_at=JUNE + timedelta(hours=hours), **changed)  # type: ignore[arg-type]


def names(*spells: Spell) -> list[str]:
    return [one.name for one in relations_of(spells)]


def test_one_resident_relation_under_two_references_is_one() -> None:
    """Changsha and a district of it, by the region and by the platform."""
    first = resident(HUNAN)
    [one] = relations_of([told(first, "1", authority=1), told(replace(first, area="430102"), "2", authority=1), told(first, "3")])
    assert (one.name, one.refs) == ("RESIDENT/430100/2024", ("1", "2", "3"))
    assert overlapping([one]) == ()


def test_another_year_place_or_scheme_is_another_relation() -> None:
    start = date(2024, 1, 1)
    assert names(resident(HUNAN), resident(HUNAN, 2025), resident(GUANGZHOU), employee(HUNAN, start)) == [
        f"EMPLOYEE/{HUNAN}/2024-01-01",
        f"RESIDENT/{HUNAN}/2024",
        f"RESIDENT/{GUANGZHOU}/2024",
        f"RESIDENT/{HUNAN}/2025",
    ]


def test_a_resident_relation_has_one_name_whoever_tells_of_it() -> None:
    """V-70: Kaiping and Taishan are one pooling region."""
    assert names(resident(KAIPING)) == names(resident("440781001")) == [resident_relation(KAIPING, 2024)] == ["RESIDENT/440700/2024"]
    assert names(replace(resident(KAIPING), benefit_year=None, starts_on=date(2024, 3, 1))) == ["RESIDENT/440700/2024"]


def test_two_participations_of_our_own_for_one_year_are_two() -> None:
    """R-001: Kaiping and Enping, both paid. The platform, which tells one of them back, makes it no third; the lower id has the name."""
    first, second = replace(resident(KAIPING), spell_ref="11"), replace(resident("440785"), spell_ref="22")
    back = [told(resident("440700"), ref, authority=1) for ref in ("01", "99")]
    for spells in ([first, second, *back], [*back, second, first]):
        found = relations_of(spells)
        assert [(one.name, one.spell.spell_ref, one.refs) for one in found] == [
            ("RESIDENT/440700/2024", "11", ("01", "11", "99")),
            ("RESIDENT/440700/2024/22", "22", ("22",)),
        ]
        assert overlapping(found) == found
        assert [one.is_second for one in found] == [False, True]


def test_a_participation_keeps_its_name_whatever_becomes_of_the_other() -> None:
    """R-001, V-77: one that was cancelled, ended before or never paid makes no duplicate, and takes no name away."""
    second = replace(resident(KAIPING), spell_ref="22")
    for changed in (
        {"state": ParticipationState.CANCELLED},
        {"state": ParticipationState.SUSPENDED},
        {"paid": False},
        {"ends_on": date(2024, 6, 30), "state": ParticipationState.TERMINATED},
    ):
        found = relations_of([replace(resident(KAIPING), spell_ref="11", **changed), second])
        assert sorted(one.name for one in found) == ["RESIDENT/440700/2024", "RESIDENT/440700/2024/22"]
        assert overlapping(found) == ()
    later = replace(second, starts_on=date(2024, 7, 1))
    ended = replace(resident(KAIPING), spell_ref="11", ends_on=date(2024, 6, 30))
    assert overlapping(relations_of([ended, later])) == ()


def test_a_job_is_one_while_its_spells_meet() -> None:
    first = employee(SHENZHEN, date(2023, 1, 1), ends_on=date(2024, 1, 31))
    assert names(first, employee(SHENZHEN, date(2024, 1, 31))) == ["EMPLOYEE/440300/2023-01-01"]
    assert names(first, employee(SHENZHEN, date(2024, 2, 1))) == ["EMPLOYEE/440300/2023-01-01", "EMPLOYEE/440300/2024-02-01"]


def test_two_employers_are_two_relations_even_if_somebody_tells_of_neither() -> None:
    """R-121: the platform, which names no employer, makes no one relation of the two."""
    jobs = [
        told(employee(SHENZHEN, date(2023, 1, 1), employer=REGION + ONE), "1", authority=1),
        told(employee(SHENZHEN, date(2023, 1, 1)), "2"),
        told(employee(SHENZHEN, date(2023, 3, 1), employer=REGION + TWO), "3", authority=1),
    ]
    assert names(*jobs) == [f"EMPLOYEE/440300/2023-01-01/{REGION}{ONE}", f"EMPLOYEE/440300/2023-03-01/{REGION}{TWO}"]
    assert len(overlapping(relations_of(jobs))) == 2


def test_what_two_sources_call_one_employer_makes_no_second_job() -> None:
    """R-120: a code says something to its source only; nobody is found twice because two sources tell of him."""
    job = employee(SHENZHEN, date(2023, 1, 1))
    [one] = relations_of([told(job, "1", authority=1, employer=REGION + ONE), told(job, "2", employer=PLATFORM + TWO)])
    assert one.refs == ("1", "2")


def test_our_own_word_is_believed_first_then_the_regions_then_the_newest() -> None:
    stopped = replace(resident(KAIPING), state=ParticipationState.STOPPED, authority=0)
    tellings = [stopped, told(resident(KAIPING), "1", authority=1, hours=1), told(resident(KAIPING), "2", hours=2)]
    [one] = relations_of(tellings)
    assert one.spell.authority == 0
    [one] = relations_of(tellings[1:])
    assert one.spell.spell_ref == "1"
    [one] = relations_of([*tellings[2:], told(resident(KAIPING), "0", hours=3, paid=False)])
    assert not one.spell.paid


def test_of_what_is_told_at_one_instant_that_which_counts_is_believed() -> None:
    """Nothing is hidden by the order of two rows of one feed."""
    for refs in ("12", "21"):
        tellings = [told(resident(HUNAN), refs[0]), told(resident(HUNAN), refs[1], state=ParticipationState.SUSPENDED)]
        assert [one.spell.counts for one in relations_of(tellings)] == [True]


def test_only_what_counts_overlaps() -> None:
    """R-120."""
    kept, unpaid = resident(KAIPING), resident(GUANGZHOU, paid=False)
    assert overlapping(relations_of([kept, unpaid])) == ()
    assert [one.name for one in overlapping(relations_of([kept, unpaid, resident(HUNAN)]))] == [
        "RESIDENT/430100/2024",
        "RESIDENT/440700/2024",
    ]


days = st.sampled_from([date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1), date(2024, 6, 1)])


@st.composite
def tellings(draw: st.DrawFn) -> list[Spell]:
    """A few spells that tell of few relations."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        area, state = draw(st.sampled_from([KAIPING, SHENZHEN])), draw(st.sampled_from(list(ParticipationState)[:4]))
        if draw(st.booleans()):
            spell = resident(area, draw(st.sampled_from([2024, 2025])), paid=draw(st.booleans()), state=state)
        else:
            start = draw(days)
            employer = draw(st.sampled_from([None, REGION + ONE, REGION + TWO, PLATFORM + TWO]))
            spell = employee(area, start, ends_on=draw(st.none() | days.filter(start.__le__)), employer=employer, state=state)
        found.append(told(spell, str(number), authority=draw(st.integers(0, 2)), hours=draw(st.integers(0, 2))))
    return found


@given(given_spells=tellings(), chance=st.randoms(use_true_random=False))
def test_neither_order_nor_references_change_what_is_found(given_spells: list[Spell], chance: Random) -> None:
    """Under which reference others tell of it is no matter. The id of a participation of our own is what it is: it stays (R-001)."""
    found = relations_of(given_spells)
    assert sorted(ref for one in found for ref in one.refs) == sorted(spell.spell_ref for spell in given_spells)
    assert len({one.name for one in found}) == len(found)
    own, others = [[spell for spell in given_spells if (spell.authority == 0) is ours] for ours in (True, False)]
    refs = [spell.spell_ref for spell in others]
    chance.shuffle(refs)
    renamed = own + [replace(spell, spell_ref=ref) for spell, ref in zip(others, refs, strict=True)]
    chance.shuffle(renamed)
    again = relations_of(renamed)
    assert [(one.name, replace(one.spell, spell_ref="")) for one in again] == [
        (one.name, replace(one.spell, spell_ref="")) for one in found
    ]


@given(given_spells=tellings())
def test_two_employers_of_one_source_are_never_one_relation(given_spells: list[Spell]) -> None:
    """R-121."""
    by_ref = {spell.spell_ref: spell for spell in given_spells}
    for one in relations_of(given_spells):
        assert not any(by_ref[ref].names_another_employer(by_ref[other]) for ref in one.refs for other in one.refs)


@given(given_spells=tellings())
def test_each_participation_of_our_own_is_one_relation(given_spells: list[Spell]) -> None:
    """R-001: however many others tell of the same year, and in the resident scheme only."""
    own = {spell.spell_ref for spell in given_spells if spell.authority == 0 and spell.scheme is Scheme.RESIDENT}
    for one in relations_of(given_spells):
        ours = own & set(one.refs)
        assert len(ours) <= 1
        assert not ours or one.spell.spell_ref in ours, "our own word is believed first"

"""Any permutation and any repetition of what is told ends in the same people, open cases, requests and notices (D6, V-31)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dedup.any_facts import Fact, World, streams
from tests.dedup.conftest import DedupFacts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stream=streams(), data=st.data())
async def test_order_and_repetition_change_nothing(facts: DedupFacts, stream: list[Fact], data: st.DataObject) -> None:
    """R-120, R-121, R-122, R-128, R-132: duplicates are found, led and told of alike in whichever order the facts come."""
    again = data.draw(st.lists(st.sampled_from(stream), max_size=4), label="repeated")
    mixed = data.draw(st.permutations([*stream, *again]), label="order")
    cut = data.draw(st.integers(0, len(mixed)), label="cut")
    in_order = await World().live(facts, [[fact] for fact in stream])
    out_of_order = await World().live(facts, [batch for batch in (mixed[:cut], mixed[cut:]) if batch])
    assert out_of_order == in_order

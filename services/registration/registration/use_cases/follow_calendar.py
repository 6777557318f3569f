"""What follows from the day alone: permits that ran out stop, years that are over are suspended."""

from uuid import UUID

from registration.domain.calendar_acts import acts_of_the_day, permit_act, year_end_act
from registration.repository.calendar_rows import expired_permits, years_to_end
from registration.use_cases.record_acts import record_acts
from service_runtime import Portion, Transaction

_FIRST = UUID(int=0)


async def stop_expired_permits(tx: Transaction, area: str, cursor: str | None, most: int, actor: str) -> Portion:
    """R-035, R-036. By business today: a permit that ran out while nobody looked stopped on the day after it all the same."""
    found = await expired_permits(tx.driver, area, tx.now.date(), UUID(cursor) if cursor else _FIRST, most)
    told = [(one.participation_id, permit_act(one.permit_valid_to)) for one in found]
    await record_acts(tx, acts_of_the_day(told, actor, tx.now))
    return Portion(len(found), more=len(found) == most, cursor=str(found[-1].participation_id) if found else None)


async def end_year(tx: Transaction, area: str, benefit_year: int, cursor: str | None, most: int, actor: str) -> Portion:
    """R-086: what was registered and never paid lapses; what is over already stays as it is. Town after town."""
    found = await years_to_end(tx.driver, area, cursor or area, benefit_year, most)
    await record_acts(tx, acts_of_the_day([(one, year_end_act(benefit_year)) for one, _ in found], actor, tx.now))
    return Portion(len(found), more=len(found) == most, cursor=found[-1][1] if found else None)

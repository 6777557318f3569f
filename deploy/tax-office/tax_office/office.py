"""The office as one object: its database, its behaviour, its calendar, and the bell that wakes its workers."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from enrolment_terms.benefit_year import SHANGHAI
from tax_office.behaviour import Behaviour
from tax_office.database import Pool, read_setting, write_setting
from tax_office.settings import Settings


@dataclass
class Office:
    """What endpoints and workers share. `behaviour` and the calendar survive a restart."""

    settings: Settings
    pool: Pool
    behaviour: Behaviour = field(default_factory=Behaviour)
    business_time: datetime | None = None
    rounds_bell: asyncio.Event = field(default_factory=asyncio.Event)
    callbacks_bell: asyncio.Event = field(default_factory=asyncio.Event)
    lost: set[str] = field(default_factory=set)
    """Messages that were dropped once; they are taken when they come again."""

    def __post_init__(self) -> None:
        self.checking, self.signing = self.settings.checking, self.settings.signing

    async def remember(self) -> None:
        """Reads behaviour and calendar as they were when the office last ran."""
        stored, calendar = await read_setting(self.pool, "behaviour"), await read_setting(self.pool, "calendar")
        if stored:
            self.behaviour = msgspec.json.decode(stored, type=Behaviour)
        if calendar:
            self.business_time = datetime.fromisoformat(calendar)

    def loses(self, webhook_id: str) -> bool:
        """True the first time."""
        new = webhook_id not in self.lost
        self.lost.add(webhook_id)
        return new

    async def behave(self, behaviour: Behaviour) -> None:
        """From now on like this."""
        await write_setting(self.pool, "behaviour", msgspec.json.encode(behaviour).decode())
        self.behaviour = behaviour

    async def turn_calendar(self, now: datetime) -> None:
        """Sets the business time; it stands still until turned again."""
        await write_setting(self.pool, "calendar", now.isoformat())
        self.business_time = now

    def now(self) -> datetime:
        """Business time in Asia/Shanghai; the wall clock as long as no calendar was set."""
        return (self.business_time or datetime.now(SHANGHAI)).astimezone(SHANGHAI)

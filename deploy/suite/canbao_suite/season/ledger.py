"""What the season was told: every acknowledgement, kept outside the suite, for the audit to hold against it."""

from dataclasses import dataclass, field
from uuid import UUID

from canbao_suite.season.doubles import Planted
from canbao_suite.season.newborns import Newborn
from canbao_suite.season.other_facts import OtherFact
from canbao_suite.season.plan import Story, Wish


@dataclass
class SeasonLedger:
    """Acknowledged facts. Keys of `applications` are Idempotency-Keys; `wishes` are those of them that enrol nobody."""

    imported: int = 0
    renewed: int = 0
    applications: dict[str, str] = field(default_factory=dict)
    wishes: dict[str, tuple[Wish, str]] = field(default_factory=dict)
    """By application: what was asked, and the town that must have the participation afterwards."""
    newborns: dict[str, Newborn] = field(default_factory=dict)
    """By application: the children that it must register for two years."""
    household_members: dict[str, UUID] = field(default_factory=dict)
    """By application: the household that must have the new member afterwards."""
    students: int = 0
    """Rows of the lists of schools."""
    marked: int = 0
    """People whom a department's list has marked."""
    stories: dict[str, Story] = field(default_factory=dict)
    refused_forms: int = 0
    approved: set[str] = field(default_factory=set)
    sales: int = 0
    refunds: dict[str, str] = field(default_factory=dict)
    """Refunds that were asked for, and the state in which each must have ended."""
    told_otherwise: set[str] = field(default_factory=set)
    """Serials of which callbacks told something else than the tax office's ledger;"""
    corrected: set[str] = field(default_factory=set)
    """of them those of another amount, which the tax office took back, and told new ones."""
    at_the_bank: int | None = None
    """In fen, what the bank's statements say that lies there; None if none were handed in."""
    compared_wrongly: list[str] = field(default_factory=list)
    """Days whose comparison with the statements found other differences than were planted."""
    abandoned: int = 0
    other_facts: list[OtherFact] = field(default_factory=list)
    planted: dict[str, Planted] = field(default_factory=dict)
    """By person: how he is insured elsewhere, too, and what must come of it."""
    movers: dict[str, bool] = field(default_factory=dict)
    """By application: whoever moved here when the year had begun, and whether he consented that his old relation rests."""

"""The authorisation matrix: who may call which operation for whom, as data that people can read and as cells that a test can call."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from service_runtime import PERSONAL_ROLES, ROLES
from tests.contracts.http_services import NAMES, Operation, operations

FILE = Path(__file__).with_name("matrix.yaml")
NOBODY = "nobody"
CALLERS = (NOBODY, *sorted(ROLES))
Whose = Literal["own", "foreign"]
Reach = Literal["none", "town", "city", "province"]
ALLOWED = "allowed"


class Row(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who may call one operation. A role that is not named is answered 403, a caller without a token 401.

    `outside` is the answer to a role that is named, for a person or place that is not the caller's.
    """

    open: str | None = None
    """Why it needs no token."""
    anywhere: tuple[str, ...] = ()
    """Roles that may always: nothing of a person is asked or told."""
    persons: tuple[str, ...] = ()
    """For the persons bound to the login."""
    offices: tuple[str, ...] = ()
    """For persons and places in the caller's areas."""
    filers: tuple[str, ...] = ()
    """For what they filed themselves: neither of the two people that are asked for."""
    regions: tuple[str, ...] = ()
    """For a whole pooling region that lies in the caller's areas."""
    installation: tuple[str, ...] = ()
    """For offices whose area holds all that the installation serves."""
    desks: tuple[str, ...] = ()
    """For each place of the province in which their areas lie: what they take in goes to the office of that place (R-008)."""
    lists: tuple[str, ...] = ()
    """Always answered, with the caller's own rows only."""
    outside: int = 404
    empty: bool = False
    """The test asks for something that is not there: who is let in is answered 404 or 409."""

    @property
    def roles(self) -> frozenset[str]:
        """All roles that the route lets in."""
        return frozenset(
            (*self.anywhere, *self.persons, *self.offices, *self.filers, *self.regions, *self.installation, *self.desks, *self.lists)
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One call: who asks, what his areas reach to, for whom, and what he must be answered."""

    operation: Operation
    role: str
    reach: Reach
    whose: Whose
    expected: str | int
    empty: bool = False

    def __str__(self) -> str:
        return f"{self.operation.service} {self.operation} as {self.role}/{self.reach} for {self.whose}"


def read_matrix() -> dict[str, dict[str, Row]]:
    """By service and operation id. Raises msgspec.ValidationError for a row that is none."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return msgspec.convert(told, dict[str, dict[str, Row]])


def all_operations() -> list[Operation]:
    """What the four services offer."""
    return [operation for name in NAMES for operation in operations(name)]


def cells() -> Iterator[Cell]:
    """Every operation × caller × person or place."""
    matrix = read_matrix()
    for operation in all_operations():
        row = matrix[operation.service][operation.id]
        for role in CALLERS:
            for reach, whose, expected in _asked(row, role):
                yield Cell(operation, role, reach, whose, expected, row.empty)


def _asked(row: Row, role: str) -> Iterator[tuple[Reach, Whose, str | int]]:
    if row.open is not None or role in row.anywhere:
        yield "town", "own", ALLOWED if row.outside == Row().outside else row.outside
    elif role == NOBODY:
        yield "none", "own", 401
    elif role not in row.roles:
        yield "province", "own", 403
    elif role in row.filers:
        yield "city", "own", row.outside
        yield "city", "foreign", row.outside
    elif role in PERSONAL_ROLES and role in (*row.persons, *row.lists):
        yield "none", "own", ALLOWED
        yield "none", "foreign", ALLOWED if role in row.lists else row.outside
    else:
        yield from _of_office(row, role)


def _of_office(row: Row, role: str) -> Iterator[tuple[Reach, Whose, str | int]]:
    needed: Reach = "province" if role in row.installation else "city" if role in row.regions else "town"
    reaches: tuple[Reach, ...] = ("none", "town", "city", "province")
    for reach in reaches:
        enough = role in row.lists or reaches.index(reach) >= reaches.index(needed)
        yield reach, "own", ALLOWED if enough else row.outside
    if role in (*row.offices, *row.regions, *row.lists):
        yield "city", "foreign", ALLOWED if role in row.lists else row.outside

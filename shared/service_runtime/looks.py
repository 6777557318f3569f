"""Who looked at whom: every look of an office at a person, and every look that found nobody, is audited; the latter are counted too."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from prometheus_client import Counter

from service_runtime.identity import PERSONAL_ROLES, Principal
from service_runtime.refusals import NotFound
from service_runtime.transaction import ReadConnection


class Looks:
    """Those of one service. `kinds` are what may be looked at, `purpose` what a look is for unless the caller says (X-Purpose)."""

    def __init__(self, *kinds: str, purpose: str = "COUNTER") -> None:
        self.missed = Counter("canbao_looks_missed", "Looks at people that found nobody the caller may see", ["kind"], registry=None)
        self._kinds = {kind: self.missed.labels(kind) for kind in kinds}
        self.purpose = purpose

    def note(self, read: ReadConnection, caller: Principal, kind: str, seen: Iterable[UUID | None], action: str = "person.read") -> None:
        """A row for each id. Somebody who looks at those he is bound to leaves none."""
        if caller.roles.issubset(PERSONAL_ROLES):
            return
        for one in sorted({one for one in seen if one is not None}):
            read.audit(action, subject=str(one), actor=caller.subject, purpose=self._purpose_of(caller), detail={"seen": kind})

    def note_list(self, read: ReadConnection, caller: Principal, kind: str, ids: Iterable[UUID]) -> None:
        """One row for a page, with all ids that stood on it."""
        if not caller.roles.issubset(PERSONAL_ROLES):
            told = {"ids": [str(one) for one in ids]}
            read.audit(f"{kind}.listed", subject=kind, actor=caller.subject, purpose=self._purpose_of(caller), detail=told)

    def miss(self, read: ReadConnection, caller: Principal | str, kind: str, number: int = 1) -> None:
        """Counted and kept although the request may be refused; never says what was looked for."""
        self._kinds[kind].inc(number)
        actor = caller if isinstance(caller, str) else caller.subject
        read.audit_miss("person.search_missed", subject=kind, actor=actor, purpose=self._purpose_of(caller), detail={"missed": number})

    @contextmanager
    def expecting(self, read: ReadConnection, caller: Principal, kind: str) -> Iterator[None]:
        """What is not found in this block is a miss."""
        try:
            yield
        except NotFound:
            self.miss(read, caller, kind)
            raise

    def _purpose_of(self, caller: Principal | str) -> str:
        return "CARE" if isinstance(caller, Principal) and caller.has_role("hospital") else self.purpose

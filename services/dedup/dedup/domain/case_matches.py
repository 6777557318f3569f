"""By what the records of a case are one person's: documents that several hold, and the word of an office."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from dedup.domain.case_view import Match, MatchBasis
from dedup.domain.connected import OF_APPLICATION, OF_OFFICE, OF_OTHERS, OF_OUR_PERSON, Tie
from enrolment_terms.documents import DocumentType

_BASIS = {
    OF_OFFICE: MatchBasis.OFFICE,
    OF_OUR_PERSON: MatchBasis.OUR_PERSON,
    OF_APPLICATION: MatchBasis.APPLICATION,
    OF_OTHERS: MatchBasis.OTHER_SOURCE,
}


def matches_of(ties: Iterable[Tie], kinds: Mapping[UUID, DocumentType]) -> list[Match]:
    """One for each document of which several say that it is theirs, and one for each word of an office. No number, no token.

    The best word for a document is its basis: that of our own person before that of others. `kinds`: by document, as far as told.
    """
    holders: dict[UUID, set[UUID]] = {}
    ranks: dict[UUID, int] = {}
    found = []
    for tie in ties:
        if tie.rank == OF_OFFICE:
            found.append(Match(basis=MatchBasis.OFFICE))
            continue
        holders.setdefault(tie.other, set()).add(tie.one)
        ranks[tie.other] = min(tie.rank, ranks.get(tie.other, tie.rank))
    shared = sorted((ranks[document], kinds.get(document, "")) for document, of in holders.items() if len(of) > 1)
    return [*found, *(Match(basis=_BASIS[rank], document=DocumentType(kind) if kind else None) for rank, kind in shared)]

"""Records as dedup sees them: tokens of a vault whose key nobody else has. Who shows one document has one number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canbao_suite.bench.linking_people import Record
from dedup.domain.probable_duplicates import KINDS, WeakRows
from enrolment_terms.documents import Document, Sex
from enrolment_terms.weak_identity import WeakFields
from service_runtime import Vault, generate_vault_keys

_DIGITS = re.compile("[0-9]+")
_KIND = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """All tokens of records: of each record its strong one (zeros for none), and rows of weak ones with the record they are of."""

    strong: NDArray[np.uint64]
    records: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    weak: NDArray[np.uint64]


def tokens_of(records: Sequence[Record]) -> Tokens:
    """What those who hold the records would tell."""
    vault = Vault.from_json(generate_vault_keys())
    strong, weak, places, kinds = bytearray(), bytearray(), list[int](), list[int]()
    for place, record in enumerate(records):
        strong += _strong(vault, record)
        for kind, token in vault.weak_tokens(_fields(record)):
            weak += bytes.fromhex(token)
            places.append(place)
            kinds.append(_KIND[kind])
    return Tokens(_halves(strong), np.array(places, np.uint32), np.array(kinds, np.uint8), _halves(weak))


def _strong(vault: Vault, record: Record) -> bytes:
    """The first half of the identity token, by which dedup knows a document. A number for life without a kind is one of another country."""
    if not record.number:
        return bytes(16)
    if record.document is None:
        return b"\1" * 8 + int(record.number).to_bytes(8) if _DIGITS.fullmatch(record.number) else bytes(16)
    return bytes.fromhex(vault.identity_token(Document.read(record.document, record.number))[:32])


def _fields(record: Record) -> WeakFields:
    number = record.number if record.document is None or Document(record.document, record.number).birth_date else ""
    return WeakFields(
        name=record.name,
        birth_date=record.born,
        sex=Sex(record.sex) if record.sex else None,
        phone=record.phone,
        address=record.address,
        number=number,
    )


def _halves(digests: bytearray) -> NDArray[np.uint64]:
    return np.frombuffer(bytes(digests), ">u8").astype(np.uint64).reshape(-1, 2)


def numbered(tokens: Tokens) -> tuple[NDArray[np.uint32], WeakRows]:
    """The number of each record, and the weak rows by number: who shows a document that another record shows is one with it."""
    shown = (tokens.strong[:, 0] | tokens.strong[:, 1]) != 0
    numbers = np.arange(1, len(shown) + 1, dtype=np.uint32)
    order = np.lexsort((tokens.strong[:, 1], tokens.strong[:, 0]))
    order = order[shown[order]]
    high, low = tokens.strong[order].T
    same = (high[1:] == high[:-1]) & (low[1:] == low[:-1])
    first = np.maximum.accumulate(np.where(np.append(True, ~same)[: len(order)], np.arange(len(order)), 0))
    numbers[order] = numbers[order[first]]
    of_rows = numbers[tokens.records]
    by_number = np.argsort(of_rows, kind="stable")
    return numbers, WeakRows(of_rows[by_number], tokens.kinds[by_number], tokens.weak[by_number, 0], tokens.weak[by_number, 1])

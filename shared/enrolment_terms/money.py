"""Money: integer fen inside, decimal strings in yuan at the edge."""

import re
from decimal import Decimal
from typing import NewType

Fen = NewType("Fen", int)

_YUAN = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")


def yuan(fen: int) -> str:
    """40600 -> "406.00"."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def fen_of(text: str) -> Fen:
    """ "406.00" -> 40600. Raises ValueError for anything that is not yuan with at most two decimal places."""
    if not _YUAN.fullmatch(text):
        raise ValueError("an amount is a decimal string in yuan with at most two decimal places")
    return Fen(int(Decimal(text) * 100))

"""Money: integer fen inside, decimal strings in yuan at the edge."""

from decimal import Decimal, InvalidOperation
from typing import NewType

Fen = NewType("Fen", int)


def yuan(fen: int) -> str:
    """40600 -> "406.00"."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def fen_of(text: str) -> Fen:
    """ "406.00" -> 40600. Raises ValueError for anything that is not yuan with at most two decimal places."""
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("an amount is a decimal string in yuan") from error
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
        raise ValueError("an amount has at most two decimal places")
    return Fen(int(amount * 100))

"""What a school collects for the students of one list, as payment-bridge has told bill by bill (R-064)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Collection:
    """Of the students whose bills the school pays; in fen. Whose share is lacking stands in the rows."""

    students: int
    unpaid: int
    owed: int
    paid: int

    @property
    def shortfall(self) -> int:
        """「119 × 406 paid for 120」: what is still to come."""
        return self.owed - self.paid

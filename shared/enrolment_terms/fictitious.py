"""People who cannot exist: valid numbers in documented fictitious ranges, for samples, demos and the season.

Every resident ID made here begins with 440799, a division code that GB/T 2260 does not hold and under which no number was ever issued:
no living person's number begins with it. The check digit is right, so every validation sees a good number.
"""

from datetime import date

from enrolment_terms.documents import Sex, with_check_digit

FICTITIOUS_DIVISION = "440799"


def fictitious_id(birth: date, sequence: int, sex: Sex) -> str:
    """A resident ID number with a valid check digit; `sequence` 0-499 tells people born on one day and of one sex apart."""
    if not 0 <= sequence < 500:
        raise ValueError("sequence is 0 to 499")
    order = sequence * 2 + (1 if sex is Sex.MALE else 0)
    return with_check_digit(f"{FICTITIOUS_DIVISION}{birth:%Y%m%d}{order:03d}")

"""A line of a results file as an entry of the tax office's ledger, and once more when it stood aside."""

from collections.abc import Sequence
from typing import Any

import msgspec

from enrolment_terms.money import yuan
from payment_bridge.domain.file_profiles import FileKind, LineFault, Profile
from payment_bridge.gateways.file_profiles import profiles

_REVERSAL = ("serial", "kind", "bill_id", "amount", "arrival_date", "reverses")


def entries_of(profile: Profile, lines: Sequence[bytes]) -> list[dict[str, Any]]:
    """Lines of results as entries of the tax office's ledger; one that names no channel is money of the bank's deduction."""
    told = profile.read(profile.rows[FileKind.RESULTS], lines)
    amounts = {fen: yuan(fen) for fen in {row["amount"] for row in told} if isinstance(fen, int)}
    return [_entry(row, amounts) for row in told]


def _entry(row: dict[str, Any], amounts: dict[int, str]) -> dict[str, Any]:
    row["amount"] = amounts.get(row["amount"], row["amount"])
    if row["kind"] == "REVERSAL":
        return {name: row[name] for name in _REVERSAL}
    del row["reverses"]
    row["resend_no"] = row["resend_no"] or 0
    row["channel"] = row["channel"] or "BANK_DEDUCTION"
    return row


def entry_again(kept: bytes) -> bytes:
    """The entry of a line that stood aside. Raises ValueError."""
    told = msgspec.json.decode(kept, type=dict[str, str])
    if (profile := profiles().get(told["profile"])) is None:
        raise LineFault("profile", "没有这种文件格式")
    return msgspec.json.encode(entries_of(profile, [told["line"].encode(profile.encoding)])[0])

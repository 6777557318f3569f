"""A line of a results file as an entry of the tax office's ledger, and once more when it stood aside."""

from typing import Any

import msgspec

from enrolment_terms.money import yuan
from payment_bridge.domain.file_profiles import FileKind, LineFault, Profile
from payment_bridge.gateways.file_profiles import profiles


def entry_of(profile: Profile, line: bytes) -> dict[str, Any]:
    """A line of results as an entry of the tax office's ledger; what it does not say of its channel is money of the bank's deduction."""
    told = profile.read(profile.rows[FileKind.RESULTS], line)
    amount = told["amount"]
    entry = told | {"amount": yuan(amount) if isinstance(amount, int) else amount, "resend_no": told["resend_no"] or 0}
    if told["kind"] == "REVERSAL":
        return {name: entry[name] for name in ("serial", "kind", "bill_id", "amount", "arrival_date", "reverses")}
    del entry["reverses"]
    return entry | {"channel": told["channel"] or "BANK_DEDUCTION"}


def entry_again(kept: bytes) -> bytes:
    """The entry of a line that stood aside. Raises ValueError."""
    told = msgspec.json.decode(kept, type=dict[str, str])
    if (profile := profiles().get(told["profile"])) is None:
        raise LineFault("profile", "没有这种文件格式")
    return msgspec.json.encode(entry_of(profile, told["line"].encode(profile.encoding)))

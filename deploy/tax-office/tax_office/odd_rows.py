"""Rows and pages that are not in the contract: how a tax office of tomorrow, or one that is broken, would tell them."""

from typing import Any

from tax_office.behaviour import Behaviour, chances

UNKNOWN_CHANNEL = "NEW_CHANNEL"


def odd_row(row: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    """By chance with a channel, or with a field, that the contract does not have; the same row is always told in the same way."""
    if "channel" in row and has_unknown_channel(row["serial"], behaviour):
        row = row | {"channel": UNKNOWN_CHANNEL}
    return row | {"remark": "示例"} if chances(behaviour.seed, "odd", row["serial"])[1] < behaviour.more_fields else row


def has_unknown_channel(serial: str, behaviour: Behaviour) -> bool:
    """By chance."""
    return chances(behaviour.seed, "odd", serial)[0] < behaviour.unknown_channel


def odd_page(page: dict[str, Any], first: dict[str, Any] | None, after: int, behaviour: Behaviour) -> dict[str, Any]:
    """The page as this office shows it. `first`: the first entry of all."""
    shown = [one for one in page["entries"] if chances(behaviour.seed, "hidden", one["serial"])[0] >= behaviour.ledger_hides]
    entries, following = [odd_row(one, behaviour) for one in shown], page["next"]
    turns = chances(behaviour.seed, "turns", f"{after}")[0] < behaviour.ledger_turns_back
    if turns and following is not None and first is not None:
        entries, following = [odd_row(first, behaviour), *entries], first["serial"]
    if behaviour.ledger_stands:
        following = str(after or 1)
    return {"entries": entries, "next": following}

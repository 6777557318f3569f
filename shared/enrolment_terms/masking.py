"""What may be shown of personal data by default: 王*, 44**************34, 138****0000, 开平市长沙街**."""


def mask_name(name: str) -> str:
    """First character, then stars."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def mask_number(number: str) -> str:
    """Document number: two at each end of a long one, the last two of a short one: the birth year often stands beside it."""
    return number[:2] + "*" * (len(number) - 4) + number[-2:] if len(number) > 10 else "*" * max(0, len(number) - 2) + number[-2:]


def mask_phone(phone: str) -> str:
    """First three and last four."""
    return phone[:3] + "*" * max(0, len(phone) - 7) + phone[-4:] if len(phone) >= 8 else "*" * len(phone)


def mask_address(address: str) -> str:
    """The first half, six characters at most: county and town."""
    shown = min(6, len(address) // 2)
    return address[:shown] + "*" * (len(address) - shown)

"""What may be shown of personal data by default: 王*, 4407**********1234, 138****0000, ****6789."""


def mask_name(name: str) -> str:
    """First character, then stars."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def mask_number(number: str) -> str:
    """Document number: first four and last four of a long one, last two of a short one."""
    return number[:4] + "*" * (len(number) - 8) + number[-4:] if len(number) > 10 else "*" * max(0, len(number) - 2) + number[-2:]


def mask_phone(phone: str) -> str:
    """First three and last four."""
    return phone[:3] + "*" * max(0, len(phone) - 7) + phone[-4:] if len(phone) >= 8 else "*" * len(phone)

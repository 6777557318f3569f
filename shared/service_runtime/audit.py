"""Audit rows, collected during a transaction and written with its commit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to whom, for which purpose; ids and masked values only."""

    at: datetime
    actor: str
    action: str
    subject: str
    purpose: str | None
    request_id: str | None
    detail: Mapping[str, Any] | None

    @property
    def detail_json(self) -> str | None:
        """The detail as JSON text, None if there is none."""
        return None if self.detail is None else json.dumps(self.detail, ensure_ascii=False, default=str)

"""Drafts: what somebody has filled in so far, for himself alone."""

from typing import Annotated, Any

import msgspec
from pydantic import Field

from registration.domain.application_form import FormAnswers
from registration.schemas.lines import Code
from service_runtime.rest import Answer, Id, Moment


class DraftItem(Answer):
    """一份草稿。"""

    draft_id: Id
    item: Annotated[Code | None, Field(title="服务事项", examples=["resident_enrolment"])]
    saved_at: Moment
    ends_at: Moment


class DraftResponse(DraftItem):
    """一份草稿及已填写的内容；仅本人可见。"""

    application: Annotated[dict[str, Any], Field(title="已填写的内容，可原样再次保存或提交", examples=[{"name": "陈示例"}])]


_NOT_SENT = frozenset({"answered", "channel_open", "credential_active", "consent_signed_on", "consent_old_unit", "more"})


def as_filled_in(form: FormAnswers) -> dict[str, Any]:
    """The body of a request that says the same again."""
    told = {name: answer for name, answer in msgspec.to_builtins(form).items() if name not in _NOT_SENT}
    consent = {"signed_on": form.consent_signed_on.isoformat(), "old_unit": form.consent_old_unit} if form.consent_signed_on else None
    materials = [_without_nothing(one) for one in told["materials"]]
    return _without_nothing(told | {"form": form.more, "consent": consent and _without_nothing(consent), "materials": materials})


def _without_nothing(told: dict[str, Any]) -> dict[str, Any]:
    return {name: answer for name, answer in told.items() if answer not in (None, [], {})}

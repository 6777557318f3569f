"""Text messages by a gateway that knows our templates (docs/contracts/wechat.yaml)."""

from collections.abc import Mapping

from registration.domain.notice import Outcome
from service_runtime.json_calls import JsonCalls, PeerAway


class TextMessages:
    """The gateway at one address."""

    def __init__(self, calls: JsonCalls, secret: str) -> None:
        self._calls, self._secret = calls, secret

    async def send(self, phone: str, template: str, values: Mapping[str, str]) -> Outcome:
        """One message."""
        body = {"phone": phone, "template": template, "values": dict(values)}
        try:
            status, _ = await self._calls.call("POST", "/sms/v1/messages", body=body, bearer=self._secret)
        except PeerAway as error:
            return Outcome.UNKNOWN if error.may_be_done else Outcome.LATER
        return Outcome.SENT if status < 300 else Outcome.LATER if status == 429 else Outcome.FAILED

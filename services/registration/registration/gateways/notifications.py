"""One way to tell somebody something, whichever platform carries it."""

from collections.abc import Mapping

from registration.domain.login import LoginWay
from registration.domain.notice import Outcome, Template
from registration.gateways.notice_templates import TEMPLATES
from registration.gateways.text_messages import TextMessages
from registration.gateways.wechat import WeChat
from service_runtime import get_logger

_log = get_logger("notices")


class Notifications:
    """Carries notices by the ways that this installation has. `template_ids` are WeChat's names of our templates."""

    def __init__(self, wechat: WeChat | None, texts: TextMessages | None, template_ids: Mapping[str, str]) -> None:
        self._wechat, self._texts, self._template_ids = wechat, texts, template_ids

    def template_id(self, template: Template) -> str | None:
        """WeChat's name of a template, by which a mini-program asks its user; None if it is not sent here."""
        return self._template_ids.get(template.value) if self._wechat is not None else None

    async def send(self, way: LoginWay, address: str, template: Template, values: Mapping[str, str]) -> Outcome:
        """Sends it once, and says what became of it."""
        if way is LoginWay.WECHAT and self._wechat is not None and template.value in self._template_ids:
            text = TEMPLATES[template]
            return await self._wechat.send(address, self._template_ids[template.value], text.filled(values), text.page)
        if way is LoginWay.PHONE and self._texts is not None:
            return await self._texts.send(address, template.value, values)
        _log.warning("notice.no_way", way=way.value, template=template.value)
        return Outcome.FAILED

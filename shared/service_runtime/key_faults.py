"""Keys that are empty or malformed, as sentences that name the setting and quote nothing."""

from collections.abc import Callable, Mapping

from pydantic import SecretStr

from event_bus import EventKey
from service_runtime.safe import Safe
from service_runtime.token_signer import TokenSigner
from service_runtime.vault import Vault

_READERS: Mapping[str, Callable[[str], object]] = {
    "vault_keys": Vault.from_json,
    "storage_keys": Safe.from_json,
    "login_key": TokenSigner.from_pem,
    "event_key": lambda text: EventKey.from_text("", text),
}


def key_faults(secrets: Mapping[str, SecretStr | None]) -> list[str]:
    """A sentence for each secret setting, by its field's name, that is there and is no key of its kind."""
    given = {name: secret.get_secret_value() for name, secret in secrets.items() if secret is not None}
    return [sentence for name, text in given.items() if (sentence := _fault(f"CANBAO_{name.upper()}", text, _READERS.get(name)))]


def _fault(setting: str, text: str, read: Callable[[str], object] | None) -> str | None:
    if not text.strip():
        return f"{setting}：不能为空 / {setting} is empty"
    try:
        if read is not None:
            read(text)
    except ValueError as error:
        return f"{setting}：格式不正确 / {setting}: {error}"
    return None

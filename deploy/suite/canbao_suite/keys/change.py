"""Changing keys of one kind. What was sealed or signed before stays readable until the old key is forgotten."""

import base64
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from canbao_suite.broker_users import USERS
from canbao_suite.certificates import CA_FILE
from canbao_suite.environments import SERVICES
from canbao_suite.keys.files import SecretFolder, publish
from canbao_suite.keys.made import DATABASE_ROLES, certify, derive, named, password
from canbao_suite.suite_keys import PUBLISHERS_FILE, webhook_secret
from event_bus import EventKey

_END = b"-----END CERTIFICATE-----\n"


class Change:
    """The kinds of keys and how each is changed; `forgetting` is for those whose old key went on to count."""

    def __init__(self, folder: SecretFolder, public: Path, public_name: str) -> None:
        self._folder, self._public, self._name = folder, public, public_name
        self.changing: Mapping[str, Callable[[], None]] = {
            "vault": lambda: self._add_key("vault_keys"),
            "storage": lambda: self._for_each("storage_keys", self._add_key),
            "event": lambda: self._for_each("event_key", self._new_event_key),
            "webhook": self._new_webhook_secrets,
            "broker": lambda: self._new_passwords(f"{named(user)}_broker_password" for user in USERS),
            "database": lambda: self._new_passwords(f"{role}_database_password" for role in DATABASE_ROLES),
            "certificates": lambda: certify(folder, public, public_name),
        }
        self.forgetting: Mapping[str, Callable[[], None]] = {
            "event": self._forget_event_keys,
            "webhook": self._forget_webhook_secrets,
            "certificates": self._forget_authorities,
        }

    def change(self, kind: str) -> None:
        """New keys of this kind, and all that follows from them."""
        self.changing[kind]()
        derive(self._folder, self._public)

    def forget(self, kind: str) -> None:
        """From now on the old keys of this kind count no longer."""
        self.forgetting[kind]()
        derive(self._folder, self._public)

    def _for_each(self, ending: str, work: Callable[[str], None]) -> None:
        for package in SERVICES.values():
            work(f"{package}_{ending}")

    def _add_key(self, name: str) -> None:
        """One more key, with which everything is sealed from now on."""
        ring = json.loads(str(self._folder.read(name)))
        start = ring["active"].rstrip("0123456789")
        ring["active"] = f"{start}{1 + max(int(key.removeprefix(start) or 0) for key in ring['keys'])}"
        ring["keys"][ring["active"]] = base64.b64encode(os.urandom(32)).decode()
        self._folder.write(name, json.dumps(ring))

    def _new_event_key(self, name: str) -> None:
        self._folder.write(name, EventKey.generate(name).jwk)

    def _new_passwords(self, names: Iterable[str]) -> None:
        for name in names:
            self._folder.write(name, password())

    def _new_webhook_secrets(self) -> None:
        """Who checks a signature takes the old secret as well."""
        for signs, checks in _WEBHOOKS:
            fresh = webhook_secret()
            self._folder.write(checks, f"{fresh},{self._folder.read(checks)}")
            self._folder.write(signs, fresh)

    def _forget_webhook_secrets(self) -> None:
        for signs, checks in _WEBHOOKS:
            self._folder.write(checks, str(self._folder.read(signs)))

    def _forget_event_keys(self) -> None:
        known = json.loads((self._public / PUBLISHERS_FILE).read_bytes())
        publish(self._public / PUBLISHERS_FILE, msgspec.json.encode({service: keys[:1] for service, keys in known.items()}))

    def _forget_authorities(self) -> None:
        first, end, _ = (self._public / CA_FILE).read_bytes().partition(_END)
        publish(self._public / CA_FILE, first + end)


_WEBHOOKS = (
    ("tax_out_secret", "tax_office_out_secret"),
    ("tax_office_in_secret", "tax_in_secret"),
    ("regions_out_secret", "other_regions_out_secret"),
    ("other_regions_in_secret", "regions_in_secret"),
)
"""Who signs, who checks."""

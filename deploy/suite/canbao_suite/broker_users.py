"""The users of the broker: one for each service, that may touch its own queues and publish its own events, and an operator.

What is set aside for operators stays, however often they look at it.

RabbitMQ reads the definitions when it starts (`load_definitions`); passwords are in them as salted hashes only.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from enrolment_events.ownership import OWNERS, own_types
from event_bus.rabbit_topology import Topology

SERVICES = tuple(OWNERS.values())
OPERATOR = "operator"
"""Sees and may do everything: for looking at queues, never for a service."""
USERS = (*SERVICES, OPERATOR)
VHOST = "/"
MOST_LOOKS = 1_000_000_000
"""RabbitMQ 4 throws a message away that was given back twenty times, and each look at what is set aside gives it back."""


def definitions(passwords: Mapping[str, str], prefix: str = "canbao") -> str:
    """All as RabbitMQ's definitions file, JSON."""
    users = [_user(name, passwords[name]) for name in USERS] + [_NOBODY]
    return json.dumps({"users": users} | rights(prefix), indent=2)


def rights(prefix: str = "canbao") -> dict[str, list[dict[str, Any]]]:
    """What is in the definitions beside the users: permissions, topic permissions, and the policy of what is set aside."""
    topology = Topology(prefix)
    return {
        "vhosts": [{"name": VHOST}],
        "permissions": [_permission(OPERATOR, ".*", ".*")]
        + [_permission(name, topology.resources_of(name), topology.written_by(name)) for name in SERVICES],
        "topic_permissions": [
            {"user": name, "vhost": VHOST, "exchange": exchange, "write": own_types(name), "read": ".*"}
            for name in SERVICES
            for exchange in (topology.events, *map(topology.to_one, SERVICES))
        ],
        "policies": [_policy("canbao-set-aside", topology.set_aside, {"delivery-limit": MOST_LOOKS})],
    }


_NOBODY = {"name": "guest", "password_hash": "", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}
"""An older node has this user with a password everybody knows; without a hash nobody can be it."""


def _user(name: str, password: str) -> dict[str, Any]:
    salt = secrets.token_bytes(4)
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
    return {"name": name, "password_hash": digest, "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}


def _policy(name: str, pattern: str, definition: dict[str, int]) -> dict[str, Any]:
    return {"vhost": VHOST, "name": name, "pattern": pattern, "apply-to": "queues", "priority": 0, "definition": definition}


def _permission(name: str, resources: str, written: str) -> dict[str, str]:
    return {"user": name, "vhost": VHOST, "configure": resources, "write": written, "read": resources}

"""The users of the broker: one for each service, that may touch its own queues and publish its own events, and an operator.

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


def definitions(passwords: Mapping[str, str], prefix: str = "canbao") -> str:
    """Users, permissions and topic permissions as RabbitMQ's definitions file, JSON."""
    topology = Topology(prefix)
    return json.dumps(
        {
            "vhosts": [{"name": VHOST}],
            "users": [_user(name, passwords[name]) for name in USERS] + [_NOBODY],
            "permissions": [_permission(OPERATOR, ".*")] + [_permission(name, topology.resources_of(name)) for name in SERVICES],
            "topic_permissions": [
                {"user": name, "vhost": VHOST, "exchange": topology.events, "write": own_types(name), "read": ".*"} for name in SERVICES
            ],
        },
        indent=2,
    )


_NOBODY = {"name": "guest", "password_hash": "", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}
"""An older node has this user with a password everybody knows; without a hash nobody can be it."""


def _user(name: str, password: str) -> dict[str, Any]:
    salt = secrets.token_bytes(4)
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
    return {"name": name, "password_hash": digest, "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}


def _permission(name: str, resources: str) -> dict[str, str]:
    return {"user": name, "vhost": VHOST, "configure": resources, "write": resources, "read": resources}

"""Vault keys of before and after a change, and what a version of before sealed."""

import base64
import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from policy_parameters import load_policy_book
from service_runtime import Database, Safe, SystemClock, generate_storage_keys, generate_vault_keys
from service_runtime.resealing import SealedColumns


def sealed_before(keys: dict[str, Any], text: str, purpose: str) -> str:
    """As the version before sealed it: bound to its purpose only."""
    nonce = os.urandom(12)
    body = nonce + AESGCM(base64.b64decode(keys["keys"][keys["active"]])).encrypt(nonce, text.encode(), purpose.encode())
    return f"{keys['active']}.{base64.urlsafe_b64encode(body).rstrip(b'=').decode()}"


def with_a_new_key(before: str, key_id: str = "2") -> str:
    """One more key of each kind, named active; the keys of before go on."""
    old, new = json.loads(before), json.loads(generate_vault_keys(f"k{key_id}"))
    rings = {f"{kind}_keys": {"active": key_id, "keys": {**_ring(old, kind), key_id: new[f"{kind}_key"]}} for kind in ("index", "identity")}
    return json.dumps({"active": f"k{key_id}", "keys": {**old["keys"], **new["keys"]}, "unbound": old.get("unbound", []), **rings})


def with_one_more_storage_key(before: str, key_id: str = "s2") -> str:
    """One more key of a safe, named active; the key of before goes on."""
    old, new = json.loads(before), json.loads(generate_storage_keys(key_id))
    return json.dumps(old | {"active": key_id, "keys": {**old["keys"], **new["keys"]}})


async def resealed(url: str, keys: str, sealed: Sequence[SealedColumns]) -> tuple[list[int], Safe]:
    """A database under one storage key more: how many rows each of two runs has sealed anew, and the safe without the key of before."""
    newer = json.loads(with_one_more_storage_key(keys))
    alone = newer | {"keys": {newer["active"]: newer["keys"][newer["active"]]}}
    database = Database(url, SystemClock(), policy=load_policy_book(), safe=Safe.from_json(json.dumps(newer)))
    try:
        counts = [sum([await columns.reseal(database) for columns in sealed]) for _ in range(2)]
    finally:
        await database.close()
    return counts, Safe.from_json(json.dumps(alone))


def without_old_keys(keys: str) -> str:
    """Only the active ones are left."""
    read = json.loads(keys)
    for ring in (read["index_keys"], read["identity_keys"]):
        ring["keys"] = {ring["active"]: ring["keys"][ring["active"]]}
    return json.dumps({**read, "keys": {read["active"]: read["keys"][read["active"]]}, "unbound": []})


def _ring(keys: dict[str, Any], kind: str) -> dict[str, str]:
    several: dict[str, str] = keys[f"{kind}_keys"]["keys"] if f"{kind}_keys" in keys else {"1": keys[f"{kind}_key"]}
    return several

"""The published test set of identity tokens: this code gives it, by the standard library's HMAC it is what it says."""

import base64
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.weak_identity import WeakFields, WeakKind
from service_runtime import Vault, generate_vault_keys

FILE = Path(__file__).parents[2] / "docs/contracts/identity-token-vectors.yaml"
VECTORS: dict[str, Any] = yaml.safe_load(FILE.read_text())
DOCUMENTS: dict[str, dict[str, str]] = VECTORS["documents"]
PEOPLE: dict[str, dict[str, Any]] = VECTORS["people"]
KEY = bytes.fromhex(VECTORS["key"])
DIGESTS = ("SHA256", "SM3")


def vault(digest: str) -> Vault:
    """A vault with the public key."""
    keys = json.loads(generate_vault_keys()) | {"identity_key": base64.b64encode(KEY).decode(), "identity_digest": digest}
    return Vault.from_json(json.dumps(keys))


def hmac_of(key: bytes, text: str, digest: str) -> bytes:
    return hmac.new(key, text.encode(), digest.lower()).digest()


@pytest.mark.parametrize("digest", DIGESTS)
@pytest.mark.parametrize("id_", DOCUMENTS)
def test_a_document_in_this_writing_has_this_token(id_: str, digest: str) -> None:
    """R-010, R-026, V-31: width, blanks, lower case, 15 digits, renewed permits; a household book and an ID are one."""
    vector = DOCUMENTS[id_]
    expected = DOCUMENTS[vector.get("same_as", id_)]
    token = vault(digest).identity_token(Document.read(DocumentType(vector["kind"]), vector["number"]))
    assert token == expected[digest] == hmac_of(KEY, expected["digested"], digest).hex()


@pytest.mark.parametrize("digest", DIGESTS)
@pytest.mark.parametrize("id_", PEOPLE)
def test_a_person_in_this_writing_has_these_weak_tokens(id_: str, digest: str) -> None:
    """R-010, R-026: what is empty or filled in for form's sake gives none."""
    fields = dict(PEOPLE[id_]["fields"])
    sex = Sex(fields.pop("sex")) if "sex" in fields else None
    made = vault(digest).weak_tokens(WeakFields(**fields, sex=sex))
    expected = PEOPLE[PEOPLE[id_].get("same_as", id_)]["tokens"]
    assert made == [(WeakKind(kind), one[digest]) for kind, tokens in expected.items() for one in tokens]
    for kind, tokens in expected.items():
        key = hmac_of(KEY, f"weak:{kind}", digest)
        assert [hmac_of(key, one["digested"], digest).hex()[:32] for one in tokens] == [one[digest] for one in tokens]


def test_the_set_tries_what_is_written_otherwise_and_what_is_nobody() -> None:
    """V-31, R-010: every kind of paper and of weak token, and each pair that must not be one."""
    assert {vector["kind"] for vector in DOCUMENTS.values()} == set(DocumentType) - {DocumentType.EXPECTED_CHILD}
    alone = [vector["SHA256"] for vector in DOCUMENTS.values() if "same_as" not in vector]
    assert len(set(alone)) == len(alone)
    assert {kind for person in PEOPLE.values() for kind in person.get("tokens", {})} == set(WeakKind)
    assert PEOPLE["nothing"]["tokens"] == PEOPLE["not-named-yet"]["tokens"] == {}


def test_the_key_is_public_and_no_suites() -> None:
    """A key that everybody knows is never made by a set-up."""
    assert bytes(range(32)) == KEY
    assert base64.b64encode(KEY).decode() not in generate_vault_keys()

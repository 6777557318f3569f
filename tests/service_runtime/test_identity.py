"""Tokens: one algorithm, all claims, the right key; roles and areas."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from canbao_suite.issuer import Issuer
from service_runtime import Forbidden, Principal, Unauthenticated, allow
from service_runtime.identity import LEEWAY_SECONDS, TokenReader

Claims = dict[str, Any]


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path / "issuer")


@pytest.fixture
def reader(issuer: Issuer) -> TokenReader:
    return TokenReader(issuer.jwks_file, "canbao", "canbao")


def claims(**changed: Any) -> Claims:
    """Good claims, changed; a None leaves the claim out."""
    good = {"iss": "canbao", "aud": "canbao", "sub": "wx:1", "exp": int(time.time()) + 60, "roles": ["citizen"]}
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(issuer: Issuer, payload: Claims, **header: Any) -> str:
    return jwt.encode(payload, issuer._key, algorithm="ES256", headers={"kid": issuer.key_id, **header})


def test_a_good_token_names_its_caller(issuer: Issuer, reader: TokenReader) -> None:
    caller = reader.read(issuer.mint("clerk-7", ["clerk", "reviewer"], ["440783"], "林"))
    assert caller == Principal("clerk-7", frozenset({"clerk", "reviewer"}), ("440783",), "林", credential_active=True)


def test_whose_credential_is_active_is_what_the_sign_on_says(issuer: Issuer, reader: TokenReader) -> None:
    told = [signed(issuer, claims(**claim)) for claim in ({}, {"credential_active": "true"}, {"credential_active": True})]
    assert [reader.read(token).credential_active for token in told] == [False, False, True]


def test_unknown_roles_and_empty_areas_give_nothing(issuer: Issuer, reader: TokenReader) -> None:
    caller = reader.read(signed(issuer, claims(roles=["root", "clerk"], areas=["", "44%", "٤٤", "４４", "4407"])))
    assert (caller.roles, caller.areas) == (frozenset({"clerk"}), ("4407",))


def unsigned(issuer: Issuer) -> str:
    return jwt.encode(claims(), "", algorithm="none", headers={"kid": issuer.key_id})


def signed_with_the_public_key_as_secret(issuer: Issuer) -> str:
    public = issuer._key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    head = f"{part({'alg': 'HS256', 'kid': issuer.key_id})}.{part(claims())}"
    return head + "." + base64.urlsafe_b64encode(hmac.digest(public, head.encode(), hashlib.sha256)).rstrip(b"=").decode()


def signed_by_a_stranger(issuer: Issuer) -> str:
    return jwt.encode(claims(), ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"kid": issuer.key_id})


BAD: dict[str, Callable[[Issuer], str]] = {
    "no token": lambda _: "",
    "nonsense": lambda _: "a.b.c",
    "not ascii": lambda _: "é.é.é",
    "alg none": unsigned,
    "public key as HMAC secret": signed_with_the_public_key_as_secret,
    "stranger's key": signed_by_a_stranger,
    "unknown key id": lambda issuer: signed(issuer, claims(), kid="other"),
    "key id of another type": lambda issuer: signed(issuer, claims()).replace(".", "..", 1),
    "wrong issuer": lambda issuer: signed(issuer, claims(iss="other")),
    "wrong audience": lambda issuer: signed(issuer, claims(aud="other")),
    "no issuer": lambda issuer: signed(issuer, claims(iss=None)),
    "no audience": lambda issuer: signed(issuer, claims(aud=None)),
    "no subject": lambda issuer: signed(issuer, claims(sub=None)),
    "no expiry": lambda issuer: signed(issuer, claims(exp=None)),
    "roles of another type": lambda issuer: signed(issuer, claims(roles="operator")),
    "not yet valid": lambda issuer: signed(issuer, claims(nbf=int(time.time()) + 3600)),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_tokens_are_refused(issuer: Issuer, reader: TokenReader, kind: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        reader.read(BAD[kind](issuer))
    assert refused.value.code == "TOKEN_INVALID"


def test_an_expired_token_says_so(issuer: Issuer, reader: TokenReader) -> None:
    with pytest.raises(Unauthenticated) as refused:
        reader.read(issuer.mint("wx:1", ["citizen"], ttl_seconds=-int(LEEWAY_SECONDS) - 1))
    assert refused.value.code == "TOKEN_EXPIRED"


@pytest.mark.parametrize("seconds", [-LEEWAY_SECONDS + 2, -2, 2, 30, LEEWAY_SECONDS - 2])
def test_a_clock_of_the_issuer_that_differs_a_little_is_taken(issuer: Issuer, reader: TokenReader, seconds: float) -> None:
    """`iat` two seconds ahead of us was refused."""
    there = int(time.time() + seconds)
    assert reader.read(signed(issuer, claims(iat=there, nbf=there, exp=there + 60))).subject == "wx:1"
    assert reader.read(signed(issuer, claims(iat=there - 60, exp=max(there, int(time.time() - LEEWAY_SECONDS) + 2)))).subject == "wx:1"


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_a_clock_of_the_issuer_that_differs_much_is_refused(issuer: Issuer, reader: TokenReader, claim: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        reader.read(signed(issuer, claims(**{claim: int(time.time() + LEEWAY_SECONDS) + 5}, exp=int(time.time()) + 600)))
    assert refused.value.code == "TOKEN_INVALID"


def test_the_longest_life_is_counted_on_the_issuers_clock_with_the_same_leeway(issuer: Issuer) -> None:
    reader = TokenReader(issuer.jwks_file, "canbao", "canbao", longest_seconds=3600)
    now = int(time.time())
    assert reader.read(signed(issuer, claims(iat=now + 20, exp=now + 20 + 3600))).subject == "wx:1"


class Watch:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = time.time()

    def __call__(self) -> float:
        return self.seconds


def test_a_remembered_token_ends_with_its_expiry(issuer: Issuer) -> None:
    watch = Watch()
    reader = TokenReader(issuer.jwks_file, "canbao", "canbao", now=watch)
    token = issuer.mint("wx:1", ["citizen"], ttl_seconds=60)
    reader.read(token)
    watch.seconds += 61
    reader.read(token)
    watch.seconds += LEEWAY_SECONDS
    with pytest.raises(Unauthenticated) as refused:
        reader.read(token)
    assert refused.value.code == "TOKEN_EXPIRED"


def test_a_new_key_is_found_and_a_lost_file_locks_nobody_out(tmp_path: Path) -> None:
    old, new = Issuer(tmp_path / "old"), Issuer(tmp_path / "new")
    watch = Watch()
    reader = TokenReader(old.jwks_file, "canbao", "canbao", now=watch)
    reader.read(old.mint("wx:1", ["citizen"]))
    old.jwks_file.write_text(new.jwks_file.read_text())
    watch.seconds += 1
    assert reader.read(new.mint("wx:2", ["citizen"])).subject == "wx:2"
    old.jwks_file.unlink()
    watch.seconds += 1
    assert reader.read(new.mint("wx:3", ["citizen"])).subject == "wx:3"


def test_a_key_that_was_removed_ends_within_a_second_and_its_remembered_tokens_with_it(tmp_path: Path) -> None:
    old, new = Issuer(tmp_path / "old"), Issuer(tmp_path / "new")
    watch = Watch()
    reader = TokenReader(old.jwks_file, "canbao", "canbao", now=watch)
    token = old.mint("wx:1", ["citizen"])
    reader.read(token)
    old.jwks_file.write_text(new.jwks_file.read_text())
    watch.seconds += 1
    with pytest.raises(Unauthenticated):
        reader.read(token)


def test_without_a_readable_key_there_are_none(tmp_path: Path) -> None:
    watch = Watch()
    reader = TokenReader(tmp_path / "jwks.json", "canbao", "canbao", now=watch)
    assert not reader.has_keys()
    (tmp_path / "jwks.json").write_text("{")
    watch.seconds += 1
    assert not reader.has_keys()
    (tmp_path / "jwks.json").write_text(Issuer(tmp_path / "issuer").jwks_file.read_text())
    watch.seconds += 1
    assert reader.has_keys()


def test_a_token_that_lives_too_long_is_refused(issuer: Issuer) -> None:
    reader = TokenReader(issuer.jwks_file, "canbao", "canbao", longest_seconds=3600)
    reader.read(issuer.mint("wx:1", ["citizen"], ttl_seconds=3500))
    with pytest.raises(Unauthenticated):
        reader.read(issuer.mint("wx:1", ["citizen"], ttl_seconds=3700))


def test_verified_documents_are_those_of_somebody_who_acts_for_himself(issuer: Issuer, reader: TokenReader) -> None:
    citizen = reader.read(issuer.mint("wx:1", ["citizen"], documents=["a" * 64]))
    office = reader.read(issuer.mint("clerk-7", ["clerk"], ["440783"], documents=["a" * 64]))
    assert (citizen.own_documents, office.own_documents) == (("a" * 64,), ())


@pytest.mark.parametrize("document", ["A" * 64, "a" * 63, "a" * 65, "440799199001010013", "", 7])
def test_a_claim_that_is_no_identity_token_is_refused(issuer: Issuer, reader: TokenReader, document: object) -> None:
    with pytest.raises(Unauthenticated):
        reader.read(signed(issuer, claims(documents=[document])))


def test_an_office_covers_only_what_lies_wholly_in_its_areas(issuer: Issuer, reader: TokenReader) -> None:
    city, county = (reader.read(issuer.mint("o", ["operator"], [area])) for area in ("440700", "440783"))
    assert [city.covers(area) for area in ("440700", "4407", "440783115", "440000", "440900")] == [True, True, True, False, False]
    assert [county.covers(area) for area in ("440700", "440783", "440783000", "440783115", "440784")] == [False, True, True, True, False]
    assert not reader.read(issuer.mint("o", ["operator"], [])).covers("440700")


def test_roles_and_areas_of_a_caller() -> None:
    caller = Principal("clerk-7", frozenset({"clerk"}), ("440783", "4406"))
    caller.must_be("reviewer", "clerk")
    with pytest.raises(Forbidden):
        caller.must_be("operator")
    assert [caller.covers(area) for area in ("440783115", "440600", "440784")] == [True, True, False]
    assert caller.area_patterns == ["440783%", "4406%"]
    assert not Principal("wx:1", frozenset({"citizen"})).covers("440783")


def test_a_misspelt_role_is_noticed_when_the_route_is_written() -> None:
    with pytest.raises(ValueError, match="clark"):
        allow("clark")


def test_the_issuer_keeps_its_key_and_hides_it(tmp_path: Path) -> None:
    one, two = Issuer(tmp_path), Issuer(tmp_path)
    assert one.key_id == two.key_id
    assert (tmp_path / "issuer-key.pem").stat().st_mode & 0o077 == 0
    assert "d" not in json.loads(one.jwks_file.read_text())["keys"][0]


def test_a_person_reads_no_subject_of_an_office() -> None:
    """R-009: offices read who did it; a person his own subject and the name of a service, and of others that it was another."""
    person, clerk = Principal("wx:1", frozenset({"citizen"})), Principal("clerk:1", frozenset({"citizen", "clerk"}))
    assert [person.reads_actor(one) for one in ("wx:1", "reviewer:1", "dedup")] == ["wx:1", "其他经办人", "dedup"]
    assert [clerk.reads_actor(one) for one in ("wx:1", "reviewer:1")] == ["wx:1", "reviewer:1"]

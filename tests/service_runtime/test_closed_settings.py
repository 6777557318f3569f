"""A service does not start with an address in clear or an unfit secret; it says which setting, and quotes no secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from event_bus import EventKey
from process_runtime.plain_addresses import plain_faults, trusting
from process_runtime.secret_files import SecretUnreadable
from service_runtime import ServiceSettings, generate_storage_keys, generate_vault_keys
from service_runtime.serving import run_service
from service_runtime.start import proving, settings_or_exit
from tests.event_bus.proofs import publish_keys
from tests.event_keys import key_of

NEAR = "postgresql://one:word@127.0.0.1:5432/one"


@pytest.fixture(autouse=True)
def _nothing_else_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_DATABASE_URL", NEAR)
    monkeypatch.setenv("CANBAO_STORAGE_KEYS", generate_storage_keys())
    monkeypatch.setenv("CANBAO_JWKS_FILE", "/nowhere/jwks.json")
    monkeypatch.delenv("CANBAO_AMQP_URL", raising=False)


def refusal() -> str:
    with pytest.raises(SystemExit) as refused:
        settings_or_exit(ServiceSettings)
    return str(refused.value)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://tax.example:8090", "tax.example"),
        ("http://user:word@10.0.0.7/x", "10.0.0.7"),
        ("HTTP://tax.example", "tax.example"),
        ("amqp://dedup:word@rabbitmq:5672/", "rabbitmq"),
        ("http://[2001:db8::1]:80/", "2001:db8::1"),
        ("postgresql://one:word@db:5432/one", "db"),
        ("postgres://one:word@db/one?sslmode=prefer", "db"),
        ("postgresql://one:word@db/one?sslmode=require", "db"),
        ("postgresql://one:word@127.0.0.1,db:5432/one", "db"),
        ("postgresql://one:word@/one?host=db", "db"),
        ("http://localhost.example/", "localhost.example"),
        ("http://127.0.0.1.example/", "127.0.0.1.example"),
    ],
)
def test_an_address_in_clear_is_refused(address: str, host: str) -> None:
    (sentence,) = plain_faults({"CANBAO_X_URL": address}, "CANBAO_ALLOW_PLAIN")
    assert f"CANBAO_X_URL: the way to {host} is not encrypted" in sentence
    assert f"CANBAO_X_URL：到 {host} 的连接未加密" in sentence
    assert "word" not in sentence


@pytest.mark.parametrize(
    "address",
    [
        "https://tax.example", "amqps://dedup:word@rabbitmq/", "http://127.0.0.1:8090", "http://127.9.9.9", "http://[::1]:80/",
        "amqp://localhost/", "amqp://guest:guest@127.0.0.1:5672/", "postgresql://one@localhost/one", "postgresql:///one",
        "postgresql://one@/one?host=/run/postgresql", "postgresql://one@db/one?sslmode=verify-full", "postgresql://one@db/one?sslmode=verify-ca",
    ],
)  # fmt: skip
def test_encrypted_and_local_addresses_pass(address: str) -> None:
    assert plain_faults({"CANBAO_X_URL": address}, "CANBAO_ALLOW_PLAIN") == []


def test_all_faults_are_told_at_once_and_no_secret_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "DATABASE_URL": "postgresql://one:secret-word@db/one",
        "AMQP_URL": "amqp://one:secret-word@rabbitmq/",
        "OTLP_ENDPOINT": "http://collector:4318",
        "VAULT_KEYS": "secret-word",
        "STORAGE_KEYS": "",
        "EVENT_KEY": '{"kty": "OKP", "crv": "Ed25519", "d": "secret-word"}',
    }
    for name, value in given.items():
        monkeypatch.setenv(f"CANBAO_{name}", value)
    said = refusal()
    assert [name for name in given if f"CANBAO_{name}：" not in said] == []
    assert "secret-word" not in said
    assert "CANBAO_STORAGE_KEYS is empty" in said


def test_a_digest_that_is_none_is_told_before_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_VAULT_KEYS", json.dumps(json.loads(generate_vault_keys()) | {"identity_digest": "secret-word"}))
    said = refusal()
    assert "CANBAO_VAULT_KEYS：格式不正确 / CANBAO_VAULT_KEYS: a digest is SHA256 or SM3" in said
    assert "secret-word" not in said


def test_plain_addresses_may_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_DATABASE_URL", "postgresql://one:word@db/one")
    assert "CANBAO_DATABASE_URL" in refusal()
    monkeypatch.setenv("CANBAO_ALLOW_PLAIN", "true")
    assert settings_or_exit(ServiceSettings).database_url == "postgresql://one:word@db/one"


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANBAO_DATABASE_URL")
    monkeypatch.setenv("CANBAO_CLOCK", "secret-word")
    said = refusal()
    assert "CANBAO_DATABASE_URL: Field required" in said
    assert "CANBAO_CLOCK: " in said
    assert "secret-word" not in said


def test_secrets_come_out_of_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {
        "VAULT_KEYS": generate_vault_keys(),
        "EVENT_KEY": key_of("dedup").jwk,
        "DATABASE_URL": NEAR,
        "AMQP_URL": "amqps://dedup:word@q/",
    }
    monkeypatch.delenv("CANBAO_DATABASE_URL")
    for name, value in values.items():
        (tmp_path / name).write_text(value + "\n")
        monkeypatch.setenv(f"CANBAO_{name}_FILE", str(tmp_path / name))
    settings = settings_or_exit(ServiceSettings)
    assert settings.vault_keys is not None
    assert settings.event_key is not None
    told = (settings.vault_keys.get_secret_value(), settings.event_key.get_secret_value(), settings.database_url, settings.amqp_url)
    assert told == tuple(values.values())


def test_a_secret_of_the_environment_itself_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_DATABASE_URL_FILE", "/nowhere/at-all")
    with pytest.raises(SecretUnreadable, match="CANBAO_DATABASE_URL_FILE: /nowhere/at-all cannot be read"):
        ServiceSettings()
    assert "CANBAO_DATABASE_URL_FILE：无法读取文件" in refusal()


def test_an_empty_file_is_an_empty_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    monkeypatch.delenv("CANBAO_STORAGE_KEYS")
    monkeypatch.setenv("CANBAO_STORAGE_KEYS_FILE", str(tmp_path / "empty"))
    assert "CANBAO_STORAGE_KEYS is empty" in refusal()


def test_the_database_is_verified_by_the_authority_of_the_settings() -> None:
    verified = "postgresql://one@db/one?sslmode=verify-full"
    assert trusting(verified, Path("/run/ca.pem")) == verified + "&sslrootcert=%2Frun%2Fca.pem"
    for unchanged, authority in ((NEAR, Path("/run/ca.pem")), (verified, None), (f"{verified}&sslrootcert=/other", Path("/run/ca.pem"))):
        assert trusting(unchanged, authority) == unchanged


def with_keys(monkeypatch: pytest.MonkeyPatch, key: EventKey, file: Path) -> ServiceSettings:
    monkeypatch.setenv("CANBAO_EVENT_KEY", key.jwk)
    monkeypatch.setenv("CANBAO_PUBLISHERS_FILE", str(file))
    return settings_or_exit(ServiceSettings)


def test_a_service_proves_itself_before_it_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A key that nobody knows would send every event to the dead letters of the others, and no replay brings those back."""
    file = tmp_path / "publishers.json"
    publish_keys(file, key_of("dedup"))
    signer, publishers = proving("dedup", with_keys(monkeypatch, key_of("dedup"), file))
    assert signer is not None
    assert publishers is not None
    for name, key in (("dedup", key_of("dedup", "second")), ("benefits", key_of("dedup"))):
        with pytest.raises(SystemExit, match=f"does not hold the public half of {name}'s CANBAO_EVENT_KEY"):
            proving(name, with_keys(monkeypatch, key, file))


@pytest.mark.parametrize("text", ["", "[]", "no json", '{"dedup": [{"kid": "a", "x": "c2hvcnQ"}]}', '{"dedup": [{"kid": "a"}]}', None])
def test_a_file_of_public_keys_that_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "publishers.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SystemExit, match="CANBAO_PUBLISHERS_FILE：无法使用 / cannot be used"):
        proving("dedup", with_keys(monkeypatch, key_of("dedup"), file))


@pytest.mark.parametrize("given", [{}, {"CANBAO_EVENT_KEY": key_of("dedup").jwk}, {"CANBAO_PUBLISHERS_FILE": "/nowhere"}])
def test_without_keys_no_service_starts_on_rabbitmq(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    monkeypatch.setenv("CANBAO_AMQP_URL", "amqp://127.0.0.1:1/")
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def never(*_: Any) -> Any:
        raise AssertionError("it was started")

    with pytest.raises(SystemExit, match="CANBAO_EVENT_KEY or CANBAO_PUBLISHERS_FILE is missing"):
        run_service(never, ServiceSettings)

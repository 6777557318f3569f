"""script/keys: what it makes, who may read it, what it never overwrites, and how each kind of key is changed."""

import base64
import hashlib
import json
import os
import re
import shutil
import ssl
import stat
from pathlib import Path

import pytest

from canbao_suite.broker_users import rights
from canbao_suite.keys.__main__ import main
from event_bus import EventKey, Publishers
from service_runtime import Vault, generate_vault_keys
from tests.deploy.handshake import handshake

ROOT = Path(__file__).parents[2]
SECRETS, PUBLIC = Path(".state/compose/secrets"), Path(".state/compose/public")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that has no keys yet."""
    shutil.copy(ROOT / ".env.example", tmp_path)
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy/images.lock", tmp_path / "deploy")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def everything() -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(Path().rglob("*")) if file.is_file()}


def secret(name: str) -> str:
    return (SECRETS / name).read_text()


def test_files_are_for_the_containers_user_alone(checkout: Path) -> None:
    main([])
    settings = dict(line.split("=", 1) for line in Path(".env").read_text().splitlines() if "=" in line and not line.startswith("#"))
    owner = (int(settings["CANBAO_UID"]), int(settings["CANBAO_GID"]))
    assert owner == ((10001, 10001) if os.geteuid() == 0 else (os.geteuid(), os.getegid()))
    for file in SECRETS.iterdir():
        status = file.stat()
        assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (0o400, *owner), file
    assert stat.S_IMODE(SECRETS.stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(".env").stat().st_mode) == 0o600
    assert {file.name for file in PUBLIC.iterdir()} == {"ca.pem", "publishers.json", "jwks.json"}
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o444 for file in PUBLIC.iterdir())


def test_no_secret_is_in_env_or_public(checkout: Path) -> None:
    main([])
    in_the_open = Path(".env").read_text() + "".join(file.read_text() for file in PUBLIC.iterdir())
    hidden = [secret(name) for name in os.listdir(SECRETS) if not name.endswith("_certificate")]
    parts = [part for text in hidden for part in re.findall(r"[A-Za-z0-9+/_-]{32,}", text)]
    public = {key["x"] for keys in json.loads((PUBLIC / "publishers.json").read_text()).values() for key in keys}
    public |= {key["kid"] for keys in json.loads((PUBLIC / "publishers.json").read_text()).values() for key in keys}
    assert [part for part in parts if part in in_the_open and part not in public] == []


def test_a_second_run_changes_nothing(checkout: Path) -> None:
    main([])
    before = everything()
    main([])
    assert everything() == before


def test_what_is_missing_is_added_and_the_rest_stays(checkout: Path) -> None:
    main([])
    before = everything()
    (SECRETS / "dedup_database_password").unlink()
    Path(".env").write_text("CANBAO_CLOCK=movable\n# my own line\nMINE=1")
    main([])
    after = everything()
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {".env", str(SECRETS / "dedup_database_password"), str(SECRETS / "dedup_database_url")}
    text = Path(".env").read_text()
    assert text.startswith("CANBAO_CLOCK=movable\n# my own line\nMINE=1\nCANBAO_UID=")
    assert text.count("CANBAO_CLOCK=") == 1
    assert f":{secret('dedup_database_password')}@" in secret("dedup_database_url")


def test_digests_of_the_lock_reach_env(checkout: Path) -> None:
    main([])
    lock = checkout / "deploy/images.lock"
    pinned = f"postgres:18@sha256:{'a' * 64}"
    lock.write_text(lock.read_text().replace("postgres:18", pinned))
    main([])
    assert f"CANBAO_IMAGE_POSTGRES={pinned}\n" in Path(".env").read_text()


def test_keys_of_an_earlier_release_are_kept(checkout: Path) -> None:
    earlier, vault = checkout / ".state/compose/keys.json", generate_vault_keys()
    earlier.parent.mkdir(parents=True)
    earlier.write_text(json.dumps({"vault_keys": vault, "tax_out_secret": "whsec_b25l", "tax_in_secret": "whsec_dHdv"}))
    main([])
    kept, known = json.loads(secret("vault_keys")), json.loads(vault)
    assert kept["keys"]["k1"] == known["keys"]["k1"]
    assert (kept["index_key"], kept["identity_key"]) == (known["index_key"], known["identity_key"])
    assert (secret("tax_out_secret"), secret("tax_office_in_secret")) == ("whsec_b25l", "whsec_dHdv")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of another user")
def test_root_makes_them_for_whom_env_names(checkout: Path) -> None:
    Path(".env").write_text("CANBAO_UID=4321\nCANBAO_GID=4322\n")
    with pytest.raises(SystemExit, match="the containers run as 4321:4322"):
        main([])


def test_values_sealed_before_stay_readable_after_a_change(checkout: Path) -> None:
    main([])
    old = json.loads(secret("vault_keys"))
    main(["change", "vault"])
    new = json.loads(secret("vault_keys"))
    assert new["active"] == "k2"
    assert {"k1": new["keys"]["k1"]} == old["keys"]
    assert new["keys"]["k2"] != new["keys"]["k1"]
    assert (new["index_key"], new["identity_key"]) == (old["index_key"], old["identity_key"])
    assert len(base64.b64decode(new["keys"]["k2"])) == 32
    Vault.from_json(secret("vault_keys"))
    for service in ("registration", "payment_bridge", "dedup", "benefits"):
        before = json.loads(secret(f"{service}_storage_keys"))
        assert before["active"] == "s1"
    main(["change", "storage"])
    assert {json.loads(secret(f"{service}_storage_keys"))["active"] for service in ("registration", "dedup")} == {"s2"}


def test_events_signed_before_are_proved_until_the_old_key_is_forgotten(checkout: Path) -> None:
    main([])
    old = EventKey.from_text("dedup", secret("dedup_event_key"))
    main(["change", "event"])
    new = EventKey.from_text("dedup", secret("dedup_event_key"))
    publishers = Publishers.in_file(PUBLIC / "publishers.json")
    assert publishers.knows(old)
    assert publishers.knows(new)
    main(["forget", "event"])
    publishers = Publishers.in_file(PUBLIC / "publishers.json")
    assert not publishers.knows(old)
    assert publishers.knows(new)


def test_a_new_webhook_secret_is_checked_before_it_signs(checkout: Path) -> None:
    main([])
    sides = (("tax", "tax_office"), ("regions", "other_regions"))
    old = {f"{ours}_{way}_secret": secret(f"{ours}_{way}_secret") for ours, _ in sides for way in ("in", "out")}
    main(["change", "webhook"])
    for ours, theirs in sides:
        assert secret(f"{ours}_in_secret").split(",") == [secret(f"{theirs}_in_secret"), old[f"{ours}_in_secret"]]
        assert secret(f"{theirs}_out_secret").split(",") == [secret(f"{ours}_out_secret"), old[f"{ours}_out_secret"]]
    main(["forget", "webhook"])
    for ours, theirs in sides:
        assert secret(f"{ours}_in_secret") == secret(f"{theirs}_in_secret") != old[f"{ours}_in_secret"]
        assert secret(f"{theirs}_out_secret") == secret(f"{ours}_out_secret") != old[f"{ours}_out_secret"]


def test_passwords_change_with_the_addresses_and_the_users_of_the_broker(checkout: Path) -> None:
    main([])
    before = {name: secret(name) for name in os.listdir(SECRETS)}
    main(["change", "broker"])
    main(["change", "database"])
    for name in ("dedup_amqp_url", "dedup_database_url", "dedup_migration_url", "rabbitmq_definitions", "tax_office_database_url"):
        assert secret(name) != before[name]
    assert secret("postgres_password") == before["postgres_password"]
    users = {user["name"]: user["password_hash"] for user in json.loads(secret("rabbitmq_definitions"))["users"]}
    salted = base64.b64decode(users["dedup"])
    assert salted[4:] == hashlib.sha256(salted[:4] + secret("dedup_broker_password").encode()).digest()


def test_rights_that_a_release_adds_reach_the_broker_by_the_next_run(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main([])
    users = json.loads(secret("rabbitmq_definitions"))["users"]
    more = {**rights(), "policies": []}
    for where in ("keys.made", "broker_users"):
        monkeypatch.setattr(f"canbao_suite.{where}.rights", lambda *_: more)
    main([])
    now = json.loads(secret("rabbitmq_definitions"))
    assert (now["policies"], [user["name"] for user in now["users"]]) == ([], [user["name"] for user in users])


def test_servers_are_proved_by_the_authority_and_by_that_of_before(checkout: Path) -> None:
    main([])
    before = (PUBLIC / "ca.pem").read_text()
    servers = {"postgres": "postgres", "rabbitmq": "rabbitmq", "gateway": "localhost", "tax_office": "tax-office"}
    for server, name in {**servers, "other_regions": "other-regions"}.items():
        assert handshake(SECRETS, server, before, name) == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        handshake(SECRETS, "postgres", before, "rabbitmq")
    main(["change", "certificates"])
    both = (PUBLIC / "ca.pem").read_text()
    assert both.endswith(before)
    assert handshake(SECRETS, "postgres", both, "postgres") == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(SECRETS, "postgres", before, "postgres")
    main(["forget", "certificates"])
    assert (PUBLIC / "ca.pem").read_text() == both.removesuffix(before)
    assert handshake(SECRETS, "postgres", both.removesuffix(before), "postgres") == "TLSv1.3"


def test_the_public_name_stands_in_the_gateways_certificate(checkout: Path) -> None:
    Path(".env").write_text("CANBAO_PUBLIC_NAME=canbao.example\n")
    main([])
    assert b"canbao.example" in ssl.PEM_cert_to_DER_cert(secret("gateway_certificate"))


@pytest.mark.parametrize("arguments", [["change"], ["change", "everything"], ["forget", "vault"], ["forget", "database"]], ids=" ".join)
def test_what_cannot_be_changed_is_refused(arguments: list[str], checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    before = everything()
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert "usage: script/keys" in capsys.readouterr().err
    assert everything() == before

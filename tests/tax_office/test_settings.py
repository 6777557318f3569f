"""What the office is started with."""

from pathlib import Path

import pytest

from tax_office.settings import read_settings

SECRETS = ["whsec_b25lLXNlY3JldC1vbmUtc2VjcmV0LW9uZS1zZWNyZXQ=", "whsec_dHdvLXNlY3JldC10d28tc2VjcmV0LXR3by1zZWNyZXQ="]
DATABASE, CALLBACKS = "postgresql://x@127.0.0.1/y", "http://localhost/callbacks"
GIVEN = ["--database-url", DATABASE, "--callback-url", CALLBACKS, "--out-secret", ",".join(SECRETS), "--in-secret", SECRETS[0]]
VARIABLES = ("DATABASE_URL", "CALLBACK_URL", "OUT_SECRET", "IN_SECRET")


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit):
        read_settings(arguments)
    return capsys.readouterr().err


def test_arguments_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_TAX_PORT", "8123")
    settings = read_settings([*GIVEN, "--host", "127.0.0.2"])
    assert (settings.database_url, settings.out_secrets, settings.host, settings.port) == (DATABASE, tuple(SECRETS), "127.0.0.2", 8123)
    assert "whsec_" not in repr(settings)


def test_what_is_missing_is_named_all_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(f"CANBAO_TAX_{name}", raising=False)
    said = refusal(capsys, "--in-secret", SECRETS[0])
    assert "--database-url or CANBAO_TAX_DATABASE_URL, --callback-url or CANBAO_TAX_CALLBACK_URL, --out-secret" in said
    assert "--in-secret or" not in said


def test_secrets_come_out_of_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in zip(VARIABLES, [DATABASE, CALLBACKS, *SECRETS], strict=True):
        monkeypatch.delenv(f"CANBAO_TAX_{name}", raising=False)
        (tmp_path / name).write_text(value + "\n")
        monkeypatch.setenv(f"CANBAO_TAX_{name}_FILE", str(tmp_path / name))
    settings = read_settings([])
    assert (settings.database_url, settings.out_secrets, settings.in_secret) == (DATABASE, (SECRETS[0],), SECRETS[1])


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("CANBAO_TAX_IN_SECRET", raising=False)
    monkeypatch.setenv("CANBAO_TAX_IN_SECRET_FILE", "/nowhere/secret")
    assert "CANBAO_TAX_IN_SECRET_FILE: /nowhere/secret cannot be read" in refusal(capsys, *GIVEN[:6])


@pytest.mark.parametrize("weak", ["whsec_", "whsec_c2hvcnQ=", SECRETS[0].removeprefix("whsec_"), "whsec_not base64 at all, not at all", ""])
def test_weak_secrets_are_refused_and_not_quoted(capsys: pytest.CaptureFixture[str], weak: str) -> None:
    said = refusal(capsys, *GIVEN[:4], "--out-secret", f"{SECRETS[1]},{weak or 'x'}", "--in-secret", weak)
    assert "CANBAO_TAX_OUT_SECRET: must be whsec_ + base64, 24 bytes or more" in said
    assert "CANBAO_TAX_IN_SECRET: must be whsec_ + base64, 24 bytes or more" in said
    assert len(weak) < 10 or weak not in said


def test_plain_addresses_beyond_this_machine_are_refused_unless_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    far = ["--database-url", "postgresql://x:word@db/y", "--callback-url", "http://bridge/callbacks", *GIVEN[4:]]
    said = refusal(capsys, *far)
    assert "CANBAO_TAX_DATABASE_URL: the way to db is not encrypted: use sslmode=verify-full" in said
    assert "CANBAO_TAX_CALLBACK_URL: the way to bridge is not encrypted: use https://" in said
    assert "word" not in said
    assert read_settings([*far, "--allow-plain", "true"]).callback_url == "http://bridge/callbacks"

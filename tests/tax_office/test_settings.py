"""What the office is started with."""

import pytest

from tax_office.settings import read_settings

GIVEN = ["--database-url", "postgresql://x/y", "--callback-url", "http://x", "--out-secret", "whsec_a,whsec_b", "--in-secret", "whsec_c"]


def test_arguments_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_TAX_PORT", "8123")
    settings = read_settings([*GIVEN, "--host", "127.0.0.2"])
    assert (settings.database_url, settings.out_secrets, settings.host, settings.port) == (
        "postgresql://x/y",
        ("whsec_a", "whsec_b"),
        "127.0.0.2",
        8123,
    )
    assert "whsec_" not in repr(settings)


def test_what_is_missing_is_named_all_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DATABASE_URL", "CALLBACK_URL", "OUT_SECRET", "IN_SECRET"):
        monkeypatch.delenv(f"CANBAO_TAX_{name}", raising=False)
    with pytest.raises(SystemExit):
        read_settings(["--in-secret", "whsec_c"])
    said = capsys.readouterr().err
    assert "--database-url or CANBAO_TAX_DATABASE_URL, --callback-url or CANBAO_TAX_CALLBACK_URL, --out-secret" in said
    assert "--in-secret or" not in said

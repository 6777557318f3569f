"""Secrets of webhooks that anybody could guess are refused at the start."""

from pathlib import Path
from typing import Any

import pytest

from payment_bridge.settings import Settings
from service_runtime import generate_storage_keys
from service_runtime.start import settings_or_exit
from tests.payment_bridge.fake_tax_office import IN_SECRET, OUT_SECRET


def settings(
    out_secret: str = OUT_SECRET, in_secret: str = IN_SECRET, tax_office_url: str = "https://tax.example", **more: Any
) -> Settings:
    return Settings(
        database_url="postgresql://127.0.0.1/one",
        storage_keys=generate_storage_keys(),
        jwks_file=Path("/nowhere"),
        tax_office_url=tax_office_url,
        tax_out_secret=out_secret,
        tax_in_secret=in_secret,
        **more,
    )


WEAK = ["", "whsec_", "whsec_c2hvcnQ=", "whsec_" + "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM=", OUT_SECRET.removeprefix("whsec_"), OUT_SECRET + "!"]


@pytest.mark.parametrize("weak", WEAK)
def test_a_weak_secret_is_refused_and_not_quoted(weak: str) -> None:
    with pytest.raises(SystemExit) as refused:
        settings_or_exit(lambda: settings(out_secret=weak, in_secret=f"{IN_SECRET},{weak}" if weak else ""))
    said = str(refused.value)
    assert "CANBAO_TAX_OUT_SECRET: must be whsec_ + base64, 24 bytes or more" in said
    assert "CANBAO_TAX_IN_SECRET: must be whsec_ + base64, 24 bytes or more" in said
    assert len(weak) < 10 or weak not in said


def test_secrets_of_24_bytes_pass_also_while_one_is_changed() -> None:
    shortest = "whsec_" + "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"
    assert settings(shortest, f"{shortest}, {IN_SECRET}").tax_in_secrets == (shortest, IN_SECRET)


def test_a_tax_office_in_clear_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"CANBAO_TAX_OFFICE_URL: the way to tax\.example is not encrypted: use https://"):
        settings_or_exit(lambda: settings(tax_office_url="http://tax.example"))


@pytest.mark.parametrize("allowed", ["elsewhere.example", "10.0.0.0/8", "tax.example 10.0.0.1/8"])
def test_allowed_hosts_that_leave_the_office_out_are_refused(allowed: str) -> None:
    with pytest.raises(SystemExit, match="CANBAO_TAX_ALLOWED_HOSTS"):
        settings_or_exit(lambda: settings(tax_allowed_hosts=allowed))
    assert settings(tax_allowed_hosts="tax.example, 10.0.0.0/8").faults() == settings().faults() == []

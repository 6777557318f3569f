"""PostgreSQL addresses with one host and with several."""

from pathlib import Path

import pytest

from process_runtime.plain_addresses import plain_faults, trusting
from service_runtime.database_address import read_address

ONE, TWO = "postgresql://u:p%40@a:5432/db", "postgresql://u:p%40@a:5432,[::1]:5433/db"


@pytest.mark.parametrize(
    ("url", "hosts", "single"),
    [
        (ONE, ("a:5432",), (ONE,)),
        (
            TWO,
            ("a:5432", "[::1]:5433"),
            (
                "postgresql://u:p%40@a:5432/db?target_session_attrs=read-write",
                "postgresql://u:p%40@[::1]:5433/db?target_session_attrs=read-write",
            ),
        ),
        (
            f"{TWO}?target_session_attrs=any&sslmode=verify-full",
            ("a:5432", "[::1]:5433"),
            (
                "postgresql://u:p%40@a:5432/db?target_session_attrs=any&sslmode=verify-full",
                "postgresql://u:p%40@[::1]:5433/db?target_session_attrs=any&sslmode=verify-full",
            ),
        ),
        (
            "postgresql://u@/db?host=a,b&port=5432,5433",
            ("a:5432", "b:5433"),
            (
                "postgresql://u@a:5432/db?target_session_attrs=read-write",
                "postgresql://u@b:5433/db?target_session_attrs=read-write",
            ),
        ),
        ("postgresql://u@/db?host=/run/one", ("/run/one",), ("postgresql://u@/db?host=/run/one",)),
    ],
)
def test_each_host_has_an_address(url: str, hosts: tuple[str, ...], single: tuple[str, ...]) -> None:
    found = read_address(url)
    assert (found.hosts, found.user, found.database, found.single) == (hosts, "u", "db", single)


def test_the_place_names_all_hosts_and_no_password() -> None:
    assert read_address(TWO).place == "a:5432, [::1]:5433"


def test_each_host_that_would_be_reached_in_clear_is_refused() -> None:
    assert "to b is" in plain_faults({"CANBAO_DATABASE_URL": "postgresql://u@127.0.0.1:5432,b:5432/db"}, "X")[0]
    trusted = trusting(f"{TWO}?sslmode=verify-full", Path("/ca.pem"))
    assert trusted == f"{TWO}?sslmode=verify-full&sslrootcert=%2Fca.pem"

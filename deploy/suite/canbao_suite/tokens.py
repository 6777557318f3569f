"""Development tokens for the command line: whom they may be for, and from which issuer."""

from collections.abc import Sequence
from pathlib import Path

import httpx
from pydantic import ValidationError

from canbao_suite.cannot_run import CannotRun
from canbao_suite.issuer import ROLES, Issuer, TokenRequest, refuse_in_production
from policy_parameters.areas import area_name, is_known_area, towns_of

_SHOWN_AREAS = ("44", "4407", "440783")
_NAMES = {"44": "广东省", "4407": "江门市"}
_COUNTY = "440783"


class NoSuchToken(CannotRun):
    """The token that was asked for makes no sense; the message says what exists."""


def token_of(state: Path, url: str | None, subject: str, roles: Sequence[str], areas: Sequence[str]) -> str:
    """A token of the issuer in this state folder, or of the suite that runs at `url`. Raises NoSuchToken, CannotRun."""
    wanted = wanted_token(subject, roles, areas)
    if url is None:
        return _issuer_in(state).mint(wanted.subject, wanted.roles, wanted.areas)
    try:
        answer = httpx.post(f"{url.rstrip('/')}/issuer/v1/tokens", json=wanted.model_dump(), timeout=10.0)
        answer.raise_for_status()
        return str(answer.json()["access_token"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError):
        raise CannotRun(f"No suite with a development issuer answers at {url}.") from None


def _issuer_in(state: Path) -> Issuer:
    refuse_in_production()
    try:
        return Issuer(state / "issuer")
    except OSError as error:
        raise CannotRun(f"The state folder {state} cannot be written ({error.strerror}); choose another with --state.") from None


def wanted_token(subject: str, roles: Sequence[str], areas: Sequence[str]) -> TokenRequest:
    """The checked request; every fault at once. Raises NoSuchToken."""
    faults = [f"{role} is no role" for role in roles if role not in ROLES]
    faults += [f"{area} is no area" for area in areas if not is_area_prefix(area)]
    if not roles:
        faults.append("a token needs a role")
    if faults:
        raise NoSuchToken(f"{', '.join(faults)}.\n{what_exists()}")
    try:
        return TokenRequest.model_validate({"subject": subject, "roles": list(roles), "areas": list(areas)})
    except ValidationError as error:
        raise NoSuchToken(f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}.") from None


def is_area_prefix(code: str) -> bool:
    """True for a province, city, county, town or village by code, whole or without its trailing zeros: 44, 4407, 440783, 440783115."""
    if not (code.isascii() and code.isdigit()) or len(code) not in (2, 4, 6, 9, 12):
        return False
    return is_known_area(code if len(code) > 6 else code.ljust(6, "0"))


def what_exists() -> str:
    """Roles and areas, a line each."""
    areas = {code: _NAMES.get(code) or area_name(code) or "" for code in _SHOWN_AREAS} | dict(towns_of(_COUNTY))
    lines = ["Roles (--role):", *(f"  {role:<12}{does}" for role, does in ROLES.items())]
    lines += [
        "Areas (--area): the code of any place, or its first 2 or 4 digits, for example",
        *(f"  {code:<12}{name}" for code, name in areas.items()),
    ]
    return "\n".join(lines)

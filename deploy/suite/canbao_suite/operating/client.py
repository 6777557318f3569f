"""An operator's client: asks running services over REST with a token, and says in one sentence what keeps it from that."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from canbao_suite.cannot_run import CannotRun
from canbao_suite.issuer import Issuer, refuse_in_production

OF_ALL = ("44",)
"""The area of a development token: the whole installation of the suites in a state folder."""
ADDRESS_FILE = "front-address"
"""In the folder of a suite while it runs: the address of its front."""
_PAGE = 500
_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
_CANNOT_SAY = "what it answered is not understood"
Json = dict[str, Any]


class Refused(CannotRun):
    """A service refused; the message is what it said. `code` is its word for programs."""

    def __init__(self, message: str, code: str, status: int) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True, slots=True)
class Waiting:
    """The act is noted and waits for a second operator."""

    service: str
    confirmation_id: str
    asked_by: str
    expires_at: str


class OperatorClient:
    """Calls the services behind one address. `ca_file`: the authority of its certificate, None for those of this machine."""

    def __init__(self, url: str, token: str, ca_file: Path | None = None) -> None:
        self.url = url.rstrip("/")
        try:
            verify = httpx.create_ssl_context(verify=str(ca_file)) if ca_file else True
        except OSError as error:
            raise CannotRun(f"The file of the authority, {ca_file}, cannot be read: {error.strerror}.") from None
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=self.url, headers=headers, verify=verify, trust_env=False, timeout=_TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    def get(self, service: str, path: str, **query: object) -> Json:
        """What GET /{service}/v1{path} answers. Raises CannotRun, Refused."""
        return self._told(
            f"/{service}/v1{path}", service, "GET", params={name: str(one) for name, one in query.items() if one is not None}
        )[1]

    def post(self, service: str, path: str, body: Mapping[str, object]) -> Json | Waiting:
        """What POST answers, or that it waits for a second person. Raises CannotRun, Refused."""
        status, told = self._told(f"/{service}/v1{path}", service, "POST", json=body)
        if status == httpx.codes.ACCEPTED and told.get("state") == "WAITING_FOR_SECOND":
            return Waiting(service, told["confirmation_id"], told["asked_by"], told["expires_at"])
        return told

    def figure(self, service: str, check: str) -> object:
        """What a check of the service's health has seen; None if it does not have the check. Raises CannotRun."""
        seen = self._told(f"/{service}/readyz", service, "GET", also=(httpx.codes.SERVICE_UNAVAILABLE,))[1].get("checks", {}).get(check)
        return seen[0].get("observedValue") if seen else None

    def pages(self, service: str, path: str, at_once: int = _PAGE, **query: object) -> Iterator[Json]:
        """All items of a list, page by page."""
        after: object = None
        while True:
            page = self.get(service, path, after=after, limit=at_once, **query)
            yield from page["items"]
            after = page.get("next")
            if after is None:
                return

    def _told(self, path: str, service: str, method: str, *, also: Sequence[int] = (), **options: Any) -> tuple[int, Json]:
        try:
            answer = self._http.request(method, path, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CannotRun(f"{service} does not answer at {self.url}: {type(error).__name__}.") from None
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise CannotRun(f"{service} at {self.url}: {answer.status_code}, {_CANNOT_SAY}.")
        if answer.is_success or answer.status_code in also:
            return answer.status_code, told
        code = str(told.get("code", ""))
        raise Refused(f"{service}: {answer.status_code} {code}: {_said(told)}", code, answer.status_code)


def client_of(url: str | None, token: str | None, ca_file: Path | None, who: str, state: Path, suite: str | None) -> OperatorClient:
    """For the services at `url` with this token; without them for the running suite of the state folder, with a development token.

    Raises CannotRun.
    """
    if url and not token:
        raise CannotRun("An address needs a token: CANBAO_TOKEN, or CANBAO_TOKEN_FILE with the name of its file.")
    if token and not url:
        raise CannotRun("A token needs the address that it is for: --url or CANBAO_URL.")
    if url and token:
        return OperatorClient(url, token, ca_file)
    refuse_in_production()
    return OperatorClient(running_suite(state, suite), Issuer(state / "issuer").mint(who, ["operator"], OF_ALL))


def running_suite(state: Path, suite: str | None) -> str:
    """The address of the suite that runs in this state folder. Raises CannotRun if there is none, or more than one."""
    found = {file.parent.name: file.read_text().strip() for file in sorted(state.glob(f"{suite or '*'}/{ADDRESS_FILE}"))}
    alive = {name: url for name, url in found.items() if _is_alive(url)}
    if not alive:
        raise CannotRun(f"No suite with a front runs in {state}: start one (canbao serve), or give --url and CANBAO_TOKEN.")
    if len(alive) > 1:
        raise CannotRun(f"Several suites run in {state}: choose by --suite, one of {', '.join(alive)}.")
    return next(iter(alive.values()))


def _is_alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}/registration/livez", timeout=2.0, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _said(told: Json) -> str:
    faults = [f"{one.get('field', '')} {one.get('msg', '')}".strip() for one in told.get("errors", []) if isinstance(one, dict)]
    return "; ".join([str(told.get("msg") or told.get("detail") or told.get("title") or _CANNOT_SAY), *faults])


def as_text(told: object) -> str:
    """JSON for scripts."""
    return json.dumps(told, ensure_ascii=False, indent=2)

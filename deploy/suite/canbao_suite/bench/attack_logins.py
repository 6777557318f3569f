"""Logins, codes and files: codes and tickets that are guessed or used again, words that are copied, papers that are something else."""

import io
import secrets
import zipfile
from typing import Any

import httpx

from canbao_suite.bench.attack import Tally, Target
from canbao_suite.season.population import Population

_SESSIONS, _MATERIALS = "/registration/v1/sessions", "/registration/v1/materials"
_TELEPHONES, _CERTIFICATES = 90, 60
_PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def abuse_logins(target: Target, tally: Tally) -> None:
    """What opens a session does so once; nobody hears which telephone is known; who guesses is stopped."""
    [person] = Population(4404).people("440783115", 1)
    shown = {"document_type": "RESIDENT_ID", "document_number": person.number, "name": "测试甲"}
    ticket = (await _simulated(target, "/tickets", {**shown, "level": "FACE"}))["ticket"]
    code = await _code(target)
    opened = (await target.http.post(f"{_SESSIONS}/wechat", json={"code": code, "ticket": ticket})).json()
    tally.refused("a code again", await target.http.post(f"{_SESSIONS}/wechat", json={"code": code}), 422)
    for name, told in (("a ticket again", ticket), ("no ticket", secrets.token_urlsafe(16)), ("an empty ticket", "")):
        answer = await target.http.post(f"{_SESSIONS}/wechat", json={"code": await _code(target), "ticket": told})
        tally.refused(name, answer, 422)
    tally.refused("a citizen signs in at a kiosk", await _at_kiosk(target, opened, shown), 403)
    fresh = (await _refresh(target, opened["refresh_token"])).json()
    for name, word in (
        ("a copied word", opened["refresh_token"]),
        ("the word after it", fresh["refresh_token"]),
        ("a made-up word", "x" * 43),
    ):
        tally.refused(name, await _refresh(target, word), 401, 409, 422)
    await _guess_codes(target, tally)
    await _guess_certificates(target, tally)


async def _guess_codes(target: Target, tally: Tally) -> None:
    """The same answer for every telephone, until the address has guessed often enough."""
    told, last = set(), 0
    for number in range(_TELEPHONES):
        body = {"phone": f"100888{number:05}"}
        if number % 2:
            sent = await target.http.post(f"{_SESSIONS}/phone/codes", json=body)
            tally.met("a code is asked for", sent)
        answer = await target.http.post(f"{_SESSIONS}/phone", json={**body, "code": "000000"})
        tally.refused("a guessed code", answer, 422, 429)
        last = answer.status_code
        if last != httpx.codes.TOO_MANY_REQUESTS:
            told.add(answer.json()["code"])
    if len(told) != 1:
        tally.leaks.append(f"wrong codes are answered in {len(told)} ways: {told}")
    if last != httpx.codes.TOO_MANY_REQUESTS:
        tally.accepted.append(f"{_TELEPHONES} guesses in a row were never slowed down")


async def _guess_certificates(target: Target, tally: Tally) -> None:
    """An office tries codes of certificates."""
    office, last = target.bearer("clerk", "clerk:guesses", areas=("4407",)), 0
    for number in range(_CERTIFICATES):
        code = f"ABCD-EFGH-JKMN-{number:04}".translate(str.maketrans("01", "WX"))
        answer = await target.http.post("/registration/v1/certificates/checks", json={"code": code}, headers=office)
        tally.refused("a guessed certificate", answer, 404, 422, 429)
        last = answer.status_code
    if last != httpx.codes.TOO_MANY_REQUESTS:
        tally.accepted.append(f"{_CERTIFICATES} guessed certificates in a row were never slowed down")


async def abuse_files(target: Target, tally: Tally) -> None:
    """What is no paper is not taken; what is taken is given back as a download and nothing else."""
    citizen = target.bearer("citizen", "wx:files")
    for name, content in _FILES.items():
        tally.refused(name, await _upload(target, citizen, content), 422)
    kept = (await _upload(target, citizen, _PDF)).json()
    path = f"{_MATERIALS}/{kept['material_id']}/content"
    given = await target.http.get(path, headers=citizen)
    tally.met("its own file", given)
    headers = given.headers
    served = headers.get("content-type"), headers.get("x-content-type-options"), headers.get("content-disposition", "")[:10]
    if served != ("application/octet-stream", "nosniff", "attachment"):
        tally.accepted.append(f"a file is served as {served}")
    for name, headers_of in (
        ("a stranger", target.bearer("citizen", "wx:other")),
        ("an office elsewhere", target.bearer("clerk", "c", areas=("43",))),
    ):
        tally.refused(f"{name} reads a file", await target.http.get(path, headers=headers_of), 404)


def _archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        into.writestr("a.html", "<script>1</script>")
    return packed.getvalue()


_FILES = {
    "a PDF that is an archive": _PDF + _archive(),
    "a PDF that is a page": _PDF.replace(b"\n", b"\n<html><script>1</script>", 1),
    "a PDF with a script": _PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/J#61vaScript/JS(1)>>"),
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a page as JPEG": b"\xff\xd8\xff<html><script>1</script>",
    "an archive": _archive(),
    "a picture of 60,000 by 60,000": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0",
}


async def _upload(target: Target, headers: dict[str, str], content: bytes) -> httpx.Response:
    files = {"file": ("paper.jpg", content, "image/jpeg")}
    return await target.http.post(_MATERIALS, headers=headers, files=files, data={"material_kind": "HOUSEHOLD_BOOK"})


async def _at_kiosk(target: Target, opened: dict[str, Any], shown: dict[str, str]) -> httpx.Response:
    ticket = (await _simulated(target, "/tickets", {**shown, "level": "FACE"}))["ticket"]
    headers = {"Authorization": f"Bearer {opened['access_token']}"}
    return await target.http.post(f"{_SESSIONS}/kiosk", json={"ticket": ticket}, headers=headers)


async def _refresh(target: Target, word: str) -> httpx.Response:
    headers = {"Idempotency-Key": secrets.token_hex(16)}
    return await target.http.post(f"{_SESSIONS}/refresh", json={"refresh_token": word}, headers=headers)


async def _code(target: Target) -> str:
    told: str = (await _simulated(target, "/codes", {"openid": "attack-openid"}))["code"]
    return told


async def _simulated(target: Target, path: str, body: dict[str, Any]) -> Any:
    """Strings of the simulated platform."""
    answer = await target.http.post(f"{target.suite.wechat_url}/simulator/v1{path}", json=body)
    return answer.raise_for_status().json()

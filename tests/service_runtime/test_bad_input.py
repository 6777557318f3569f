"""Bad input gets 4xx problem+json with all faults at once, in Chinese, and never its own content back."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.service_runtime.sample_service import Sample

FORM = {"text": "x", "place": {"area": "440783"}}
KEYS = {"type", "title", "status", "code", "msg", "request_id", "reasons", "missing", "more_faults"}


def problem(response: httpx.Response, status: int) -> Any:
    """The problem of a response, checked for its shape."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == KEYS
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    assert re.search("[\u4e00-\u9fff]", body["msg"])
    return body


async def post(sample: Sample, content: bytes | str, **headers: str) -> httpx.Response:
    given = {**sample.as_citizen(key="bad-input"), "Content-Type": "application/json", **headers}
    return await sample.client.post("/sample/v1/notes", content=content, headers=given)


async def test_all_faults_come_at_once(sample: Sample) -> None:
    body = problem(await post(sample, json.dumps({"text": 5, "place": {}, "colour": "red"})), 422)
    assert body["missing"] == [{"field": "place.area", "label": "行政区划", "rule": None}]
    assert [(fault["field"], fault["msg"]) for fault in body["reasons"]] == [("text", "内容：应为文字"), ("colour", "colour：不支持的字段")]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 422),
        (b"null", 422),
        (b"5", 422),
        (b'"text"', 422),
        (b"\xff\xfe", 400),
        (b'{"text": "\xff"}', 400),
        (b'{"text": NaN}', 422),
        (b"[" * 5000, 400),
        (json.dumps({**FORM, "text": "x" * 101}).encode(), 422),
        (json.dumps({**FORM, "place": {"area": "44078A"}}).encode(), 422),
        (json.dumps({**FORM, "text": "a\0b"}).encode(), 422),
        (json.dumps({**FORM, "text": "\ud800"}).encode(), 400),
        (json.dumps({**FORM, "loud": 0}).encode(), 422),
        (json.dumps({**FORM, "loud": "true"}).encode(), 422),
        (json.dumps({**FORM, "times": "1"}).encode(), 422),
        (json.dumps({**FORM, "times": 1.0}).encode(), 422),
        (json.dumps({**FORM, "times": True}).encode(), 422),
        (json.dumps({**FORM, "text": 1}).encode(), 422),
        (json.dumps({**FORM, "on": 0}).encode(), 422),
        (json.dumps({**FORM, "on": "0001-01-01"}).encode(), 422),
        (json.dumps({**FORM, "on": "9999-12-31"}).encode(), 422),
        (json.dumps({**FORM, "at": 0}).encode(), 422),
        (json.dumps({**FORM, "at": "9999-12-31T23:59:59-12:00"}).encode(), 422),
        (json.dumps({**FORM, "at": "0001-01-01"}).encode(), 422),
    ],
)
async def test_content_of_every_bad_kind(sample: Sample, content: bytes, status: int) -> None:
    before = await sample.count("notes")
    problem(await post(sample, content), status)
    assert await sample.count("notes") == before


MANY = {**{f"f{number}": 1 for number in range(95_000)}, "text": "x"}


@pytest.mark.parametrize("media_type", ["application/json", "application/vnd.canbao+json"])
@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({**FORM, **{f"field_{number}": 1 for number in range(51)}}, 51),
        ({**FORM, **{f"field_{number}": 1 for number in range(3_000)}}, 3_000),
        (MANY, 95_001),
    ],
)
async def test_of_many_faults_fifty_are_told_and_the_rest_is_counted(sample: Sample, body: Any, count: int, media_type: str) -> None:
    response = await post(sample, json.dumps(body, separators=(",", ":")), **{"Content-Type": media_type})
    told = problem(response, 422)
    assert len(told["reasons"]) + len(told["missing"]) + told["more_faults"] == count
    assert 0 < len(told["reasons"]) + len(told["missing"]) <= 50
    assert told["msg"].endswith(f"（另有 {told['more_faults']} 处）")
    assert len(response.content) < 20_000


async def test_a_fault_less_than_the_most_is_told_in_full(sample: Sample) -> None:
    told = problem(await post(sample, json.dumps({**FORM, **{f"field_{number}": 1 for number in range(50)}})), 422)
    assert (len(told["reasons"]), told["more_faults"], told["msg"]) == (50, 0, "提交内容有误，请按提示修改")


async def test_a_body_of_more_fields_than_any_may_have_is_not_looked_at(sample: Sample) -> None:
    response = await post(sample, b"{" + b",".join(b'"":1' for _ in range(140_000)) + b"}")
    assert [reason["msg"] for reason in problem(response, 422)["reasons"]] == ["提交的填写项过多"]


@pytest.mark.parametrize("length", ["0" * 5_000, "9" * 5_000, "9" * 21, "+1", "1_0"])
async def test_a_length_that_is_no_number(sample: Sample, length: str) -> None:
    assert problem(await post(sample, b"{}", **{"Content-Length": length}), 400)["code"] == "BAD_REQUEST"


async def test_what_was_sent_is_not_sent_back(sample: Sample) -> None:
    secret = "张三丰身份110105194912310021"
    bad = {"text": {"a": secret}, "place": secret, secret: 1, "kind": [secret]}
    for response in (await post(sample, json.dumps(bad)), await post(sample, f'{{"text": "{secret}"')):
        assert secret not in response.text
        assert "张三丰" not in response.text
        assert "110105" not in response.text


async def test_a_form_instead_of_json(sample: Sample) -> None:
    problem(await post(sample, "text=x", **{"Content-Type": "application/x-www-form-urlencoded"}), 422)


async def test_too_big(sample: Sample) -> None:
    big = b'{"text":"' + b"x" * (1024 * 1024) + b'"}'
    assert problem(await post(sample, big), 413)["code"] == "BODY_TOO_LARGE"


async def test_too_big_without_saying_so(sample: Sample) -> None:
    async def parts() -> Any:
        for _ in range(20):
            yield b"x" * 65536

    headers = {**sample.as_citizen(key="chunked"), "Content-Type": "application/json"}
    response = await sample.client.post("/sample/v1/notes", content=parts(), headers=headers)
    assert problem(response, 413)["code"] == "BODY_TOO_LARGE"


async def test_no_such_address_and_no_such_method(sample: Sample) -> None:
    assert problem(await sample.client.get("/sample/v1/nothing"), 404)["code"] == "NOT_FOUND"
    response = await sample.client.patch("/sample/v1/notes")
    assert problem(response, 405)["code"] == "METHOD_NOT_ALLOWED"
    assert "POST" in response.headers["allow"]


async def test_an_id_that_is_none(sample: Sample) -> None:
    body = problem(await sample.client.get("/sample/v1/notes/17", headers=sample.as_citizen()), 422)
    assert body["reasons"][0]["msg"] == "note_id：编号格式不正确"


async def test_a_refusal_names_all_reasons_and_all_that_is_missing(sample: Sample) -> None:
    body = problem(await sample.take("refused", "refusal", kind="refused"), 422)
    assert body["code"] == "NOTE_REFUSED"
    assert [reason["code"] for reason in body["reasons"]] == ["OTHER"]
    assert body["missing"] == [{"field": "photo", "label": "照片", "rule": None}]


async def test_without_and_with_a_wrong_token(sample: Sample) -> None:
    response = await sample.client.post("/sample/v1/notes", json=FORM)
    assert problem(response, 401)["code"] == "TOKEN_MISSING"
    assert response.headers["www-authenticate"] == "Bearer"
    response = await sample.client.post("/sample/v1/notes", json=FORM, headers={"Authorization": "Bearer x.y.z"})
    assert problem(response, 401)["code"] == "TOKEN_INVALID"


async def test_who_may_not_hears_so_before_the_content_is_looked_at(sample: Sample) -> None:
    token = sample.issuer.mint("tax-1", ["tax"])
    response = await sample.client.post("/sample/v1/notes", json={}, headers=sample.headers(token, "k"))
    assert problem(response, 403)["code"] == "FORBIDDEN"


async def test_things_of_others_are_not_there(sample: Sample) -> None:
    note_id = (await sample.take("mine", "mine")).json()["id"]
    address = f"/sample/v1/notes/{note_id}"
    problem(await sample.client.get(address, headers=sample.as_citizen("wx:other")), 404)
    problem(await sample.client.get(address, headers=sample.as_clerk("440784")), 404)
    assert (await sample.client.get(address, headers=sample.as_clerk("440783"))).status_code == 200


async def test_an_unexpected_error_says_nothing_of_itself(sample: Sample) -> None:
    response = await sample.take("张三丰", "broken", kind="broken")
    assert problem(response, 500)["reasons"] == []
    assert "张三丰" not in response.text


async def test_headers_of_every_answer(sample: Sample) -> None:
    response = await sample.client.get("/sample/v1/nothing", headers={"X-Request-Id": "from-gateway-1"})
    assert response.headers["x-request-id"] == "from-gateway-1"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    odd = await sample.client.get("/sample/v1/nothing", headers={"X-Request-Id": "a b\tc"})
    assert re.fullmatch("[0-9a-f]{32}", odd.headers["x-request-id"])
    assert "access-control-allow-origin" not in odd.headers

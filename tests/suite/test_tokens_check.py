"""`canbao tokens check`: another region proves that its normal forms give our tokens, or hears which step it left out."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from canbao_suite.token_vectors import Difference, differences
from canbao_suite.token_words import SENTENCES
from service_runtime.keyed_digest import DigestName, KeyedDigest
from tests.suite.terminal import given

FILE = Path(__file__).parents[2] / "docs/contracts/identity-token-vectors.yaml"
VECTORS: dict[str, Any] = yaml.safe_load(FILE.read_text())
KEY = bytes.fromhex(VECTORS["key"])


def answers(digest: str = "SHA256") -> dict[str, Any]:
    """What a region that does all as it should gives."""
    documents, people = VECTORS["documents"], VECTORS["people"]
    return {
        "digest": digest,
        "documents": {id_: documents[vector.get("same_as", id_)][digest] for id_, vector in documents.items()},
        "people": {
            id_: {kind: [one[digest] for one in made] for kind, made in people[vector.get("same_as", id_)]["tokens"].items()}
            for id_, vector in people.items()
        },
    }


def hmac_of(text: str, key: bytes = KEY, digest: DigestName = DigestName.SHA256) -> str:
    return KeyedDigest(key, digest).of(text.encode()).hex()


def weak(kind: str, text: str) -> str:
    return KeyedDigest(KEY).for_purpose(f"weak:{kind}".encode()).of(text.encode()).hex()[:32]


@pytest.mark.parametrize("digest", ["SHA256", "SM3"])
def test_who_does_all_as_he_should_is_told_so(tmp_path: Path, digest: str) -> None:
    """R-010: under either digest, as YAML or JSON."""
    (tmp_path / "told.json").write_text(json.dumps(answers(digest)))
    assert given("tokens", "check", str(tmp_path / "told.json"), "--lang", "en") == "All 36 answers are those of the test set."


RIGHT = VECTORS["documents"]["resident-id"]
SLIPS: dict[str, tuple[str, Callable[[], str]]] = {
    "letters": ("resident-id", lambda: RIGHT["SHA256"].upper()),
    "other_digest": ("resident-id", lambda: RIGHT["SM3"]),
    "key_text": ("resident-id", lambda: hmac_of(RIGHT["digested"], KEY.hex().encode())),
    "no_key": ("resident-id", lambda: sha256(RIGHT["digested"].encode()).hexdigest()),
    "as_written": ("resident-id-full-width", lambda: hmac_of("RESIDENT_ID:" + VECTORS["documents"]["resident-id-full-width"]["number"])),
    "case": ("resident-id-x", lambda: hmac_of(VECTORS["documents"]["resident-id-x"]["digested"].replace("X", "x"))),
    "fifteen": ("household-book-15", lambda: hmac_of("RESIDENT_ID:440799900203015")),
    "issues": ("travel-permit-second-issue", lambda: hmac_of("HMT_PERMIT:H9000000101")),
    "space": ("residence-permit", lambda: hmac_of("HMT_PERMIT:810000199001011238")),
    "alone": ("passport", lambda: hmac_of("EA1234567")),
    "unknown": ("passport", lambda: "0" * 64),
}


@pytest.mark.parametrize("step", SLIPS)
def test_the_step_that_was_left_out_is_named(step: str) -> None:
    """R-010, R-026: one slip at a time, of a document."""
    id_, slip = SLIPS[step]
    told = answers()
    told["documents"][id_] = slip()
    assert differences(told, VECTORS) == [Difference(id_, step)]


WEAK_SLIPS: dict[str, tuple[str, str, Callable[[], list[str]]]] = {
    "junk": ("nothing", "BIRTH_PHONE", lambda: [weak("BIRTH_PHONE", "19000101|11111111111")]),
    "no_token": ("lin", "NAME_PHONE", list),
    "length": ("lin", "NAME_PHONE", lambda: [hmac_of("强志林|10099990005")]),
    "own_key": ("lin", "NAME_PHONE", lambda: [hmac_of("强志林|10099990005")[:32]]),
    "name_order": ("lin", "NAME_PHONE", lambda: [weak("NAME_PHONE", "林志强|10099990005")]),
    "birth_form": ("lin", "BIRTH_PHONE", lambda: [weak("BIRTH_PHONE", "1990-02-03|10099990005")]),
    "sex_code": (
        "lin",
        "NAME_PART_BIRTH_SEX",
        lambda: [weak("NAME_PART_BIRTH_SEX", f"{one}|19900203|1") for one in ("志林", "强林", "强志")],
    ),
    "with_kind": ("lin", "NAME_PHONE", lambda: [weak("NAME_PHONE", "NAME_PHONE:强志林|10099990005")]),
    "number_of_tokens": ("lin", "NAME_PHONE", lambda: ["0" * 32, "1" * 32]),
    "unknown": ("lin", "NAME_PHONE", lambda: ["0" * 32]),
}


@pytest.mark.parametrize("step", WEAK_SLIPS)
def test_the_step_that_was_left_out_of_a_weak_token_is_named(step: str) -> None:
    """R-010: one slip at a time, of a person."""
    id_, kind, slip = WEAK_SLIPS[step]
    told = answers()
    told["people"][id_][kind] = slip()
    assert differences(told, VECTORS) == [Difference(f"{id_} {kind}", step)]


def test_all_steps_have_a_sentence_in_both_languages_and_a_test() -> None:
    assert SENTENCES["en"].keys() == SENTENCES["zh"].keys() == {*SLIPS, *WEAK_SLIPS, "missing", "stranger", "all_equal", "differ"}


def test_all_differences_are_told_in_chinese(tmp_path: Path) -> None:
    """V-71: what a region has not answered is no agreement."""
    told = answers()
    told["documents"] |= {"resident-id-15": SLIPS["fifteen"][1](), "driving-licence": "1"}
    del told["people"]["lin"], told["documents"]["passport"]
    (tmp_path / "told.yaml").write_text(yaml.safe_dump(told))
    assert given("tokens", "check", str(tmp_path / "told.yaml"), "--lang", "zh", ends=1).splitlines() == [
        "resident-id-15: 15 位号码未升为 18 位（年份前补 19，末尾加校验码）",
        "passport: 没有给出结果",
        "lin: 没有给出结果",
        "driving-licence: 测试集中没有这一项",
        "4 项不一致。",
    ]


@pytest.mark.parametrize(
    ("content", "said"), [("- a list", "YAML"), ("{", "YAML"), ("\x00", "YAML"), ("digest: MD5", "SHA256"), ("a: 1", "SHA256")]
)
def test_what_is_no_file_of_answers_is_told_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "told").write_text(content)
    [sentence] = given("tokens", "check", str(tmp_path / "told"), ends=2).splitlines()
    assert said in sentence
    assert "YAML" in given("tokens", "check", str(tmp_path / "nowhere"), ends=2)


@pytest.mark.parametrize("strange", [1, None, [], "x", {"NAME_PHONE": 7}, {"NAME_PHONE": "x"}, {"NAME_PHONE": [[1]]}, {7: ["x"]}])
def test_answers_of_any_shape_only_differ(strange: object) -> None:
    """V-92: whatever stands in the file is an answer that differs."""
    told = answers()
    told["people"]["lin"] = told["documents"]["passport"] = strange
    assert {difference.id.split()[0] for difference in differences(told, VECTORS)} == {"passport", "lin"}

"""Another region's identity tokens against the published test set: which differ, and which step of the normal form was left out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import new as plain_digest
from pathlib import Path
from typing import Any

import yaml

from canbao_suite.cannot_run import CannotRun
from canbao_suite.demo_words import Language
from canbao_suite.token_words import SENTENCES
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.writing import normal_number
from service_runtime.keyed_digest import DigestName, KeyedDigest


@dataclass(frozen=True, slots=True)
class Difference:
    """What a region answers otherwise: the id, for a person the kind of token too, and the step that explains it."""

    id: str
    step: str

    def told(self, language: Language) -> str:
        """A line for the person at the terminal."""
        return f"{self.id}: {SENTENCES[language][self.step]}"


def read_yaml(file: Path) -> dict[str, Any]:
    """YAML or JSON of one mapping. Raises CannotRun."""
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        read = None
    if not isinstance(read, dict):
        raise CannotRun(f"{file} cannot be read as YAML or JSON. / {file}：无法读取，应为 YAML 或 JSON。")
    return read


def differences(answers: Mapping[str, Any], vectors: Mapping[str, Any]) -> list[Difference]:
    """All answers that are missing, of nobody, or not the published ones. Raises CannotRun if the answers name no digest."""
    if answers.get("digest") not in set(DigestName):
        raise CannotRun("The answers name no digest: SHA256 or SM3. / 未写明摘要算法 digest：SHA256 或 SM3。")
    digest, key = DigestName(answers["digest"]), bytes.fromhex(vectors["key"])
    documents, people = (_mapping(answers.get(name)) for name in ("documents", "people"))
    found = [Difference(id_, step) for id_, step in _of_documents(documents, vectors["documents"], key, digest)]
    found += [Difference(id_, step) for id_, step in _of_people(people, vectors["people"], key, digest)]
    strangers = [*(documents.keys() - vectors["documents"].keys()), *(people.keys() - vectors["people"].keys())]
    return found + [Difference(str(id_), "stranger") for id_ in sorted(map(str, strangers))]


def _mapping(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}


def _of_documents(told: Mapping[str, Any], vectors: Mapping[str, Any], key: bytes, digest: DigestName) -> Iterator[tuple[str, str]]:
    for id_, vector in vectors.items():
        expected, answer = vectors[vector.get("same_as", id_)], told.get(id_)
        if answer is None:
            yield id_, "missing"
        elif answer != expected[digest]:
            yield id_, _step_of_document(str(answer), vector, expected["digested"], key, digest)


def _step_of_document(answer: str, vector: Mapping[str, Any], digested: str, key: bytes, digest: DigestName) -> str:
    written, kind = str(vector["number"]), vector["kind"]
    document = Document.read(DocumentType(kind), written)
    space, normal = document.number_space, document.number
    slips: Sequence[tuple[str, str]] = (
        ("case", f"{space}:{normal.lower()}"),
        ("issues", f"{space}:{normal}"),
        ("fifteen", f"{space}:{normal_number(written)}"),
        ("space", f"{kind}:{document.lifelong_number}"),
        ("alone", document.lifelong_number),
        ("as_written", f"{space}:{written}"),
    )
    return _step(answer, digested, slips, lambda named: KeyedDigest(key, named), KeyedDigest(key.hex().encode(), digest), digest)


def _of_people(told: Mapping[str, Any], vectors: Mapping[str, Any], key: bytes, digest: DigestName) -> Iterator[tuple[str, str]]:
    for id_, vector in vectors.items():
        expected = vectors[vector.get("same_as", id_)]["tokens"]
        if id_ not in told:
            yield id_, "missing"
            continue
        answer = _mapping(told[id_])
        for kind in sorted(expected.keys() | answer.keys(), key=str):
            mine, theirs = expected.get(kind, []), _texts(answer.get(kind))
            if sorted(theirs) != sorted(one[digest] for one in mine):
                yield f"{id_} {kind}", _step_of_person(theirs, vector["fields"], kind, mine, key, digest)


def _texts(told: object) -> list[str]:
    return [str(one) for one in told] if isinstance(told, list) else [str(told)] if told else []


def _step_of_person(
    theirs: Sequence[str], fields: Mapping[str, Any], kind: str, mine: Sequence[Mapping[str, str]], key: bytes, digest: DigestName
) -> str:
    if not mine or not theirs or len(theirs[0]) == 64:
        return "junk" if not mine else "length" if theirs else "no_token"
    own, text, purpose = KeyedDigest(key, digest), mine[0]["digested"], f"weak:{kind}".encode()
    if {own.of(one["digested"].encode()).hex()[:32] for one in mine} & set(theirs):
        return "own_key"
    slips = tuple(_weak_slips(text, kind, str(fields.get("name", ""))))
    steps = [_step(one, text, slips, lambda named: KeyedDigest(key, named).for_purpose(purpose), own, digest) for one in theirs]
    otherwise = "number_of_tokens" if len(theirs) != len(mine) else "unknown"
    return next((step for step in steps if step != "unknown"), otherwise)


def _weak_slips(text: str, kind: str, name: str) -> Iterator[tuple[str, str]]:
    first, *others = text.split("|")
    yield "name_order", "|".join([name, *others])
    yield "birth_form", text.replace(first, "-".join((first[:4], first[4:6], first[6:])), 1)
    yield from (("sex_code", text.replace("|男", f"|{male}").replace("|女", f"|{female}")) for male, female in (("1", "2"), ("M", "F")))
    yield "with_kind", f"{kind}:{text}"


def _step(
    answer: str,
    digested: str,
    slips: Sequence[tuple[str, str]],
    keyed: Callable[[DigestName], KeyedDigest],
    wrongly_keyed: KeyedDigest,
    digest: DigestName,
) -> str:
    """The first slip that gives this answer."""
    size, text = len(answer), digested.encode()
    other = next(one for one in DigestName if one is not digest)
    tried = [
        ("letters", keyed(digest).of(text).hex().upper()),
        ("other_digest", keyed(other).of(text).hex()),
        ("key_text", wrongly_keyed.of(text).hex()),
        ("no_key", plain_digest(digest.lower(), text).hexdigest()),
        *((step, keyed(digest).of(slip.encode()).hex()) for step, slip in slips),
    ]
    return next(
        (step for step, token in tried if token[:size] == answer and token[:size] != keyed(digest).of(text).hex()[:size]), "unknown"
    )

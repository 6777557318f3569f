"""Splink on the records of a file: python linking_splink.py RECORDS.json OUT.npz

RECORDS.json: {"kind": "people" or "febrl", "rows": [...]}. OUT.npz: seconds of the clock and of processors; for each threshold the
cluster of each record, and pairs.
"""

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

THRESHOLDS = (0.5, 0.9, 0.95, 0.99)
_PEOPLE = ["unique_id", "name", "name_sorted", "name_begin", "name_end", "sex", "birth", "year", "phone"]
_PEOPLE += ["address", "street", "id_number", "id_tail", "other_paper"]
_FEBRL = ["unique_id", "given_name", "surname", "date_of_birth", "soc_sec_id"]
_FEBRL += ["street_number", "address_1", "address_2", "suburb", "postcode", "state"]


def main() -> None:
    """Link, and write what was found. Logging is off: it repeats every query."""
    logging.disable(logging.WARNING)
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    frame = pd.DataFrame(told["rows"], columns=_PEOPLE if told["kind"] == "people" else _FEBRL)
    begun, used = time.perf_counter(), time.process_time()
    found = _linked(frame, _people() if told["kind"] == "people" else _febrl(), _TRAINING[told["kind"]])
    seconds = time.perf_counter() - begun
    np.savez(sys.argv[2], seconds=seconds, processor_seconds=time.process_time() - used, **found)


def _people() -> SettingsCreator:
    """Chinese names: equal, the same characters, one character away; documents of two kinds are never held against each other."""
    name = compare.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            level.NullLevel("name"),
            level.ExactMatchLevel("name", term_frequency_adjustments=True),
            level.ExactMatchLevel("name_sorted"),
            level.LevenshteinLevel("name", 1),
            level.ElseLevel(),
        ],
    )
    birth = compare.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            level.NullLevel("birth"),
            level.ExactMatchLevel("birth"),
            level.DamerauLevenshteinLevel("birth", 1),
            level.DamerauLevenshteinLevel("birth", 2),
            level.ExactMatchLevel("year"),
            level.ElseLevel(),
        ],
    )
    number = compare.CustomComparison(
        output_column_name="id_number",
        comparison_levels=[
            level.NullLevel("id_number"),
            level.ExactMatchLevel("id_number"),
            level.DamerauLevenshteinLevel("id_number", 1),
            level.DamerauLevenshteinLevel("id_number", 2),
            level.ExactMatchLevel("id_tail"),
            level.ElseLevel(),
        ],
    )
    address = compare.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            level.NullLevel("address"),
            level.ExactMatchLevel("address"),
            level.ExactMatchLevel("street"),
            level.ElseLevel(),
        ],
    )
    phone = compare.LevenshteinAtThresholds("phone", [1])
    paper = compare.DamerauLevenshteinAtThresholds("other_paper", [1])
    blocks = [["id_number"], ["other_paper"], ["name_begin", "birth"], ["name_end", "birth"], ["phone", "address"]]
    blocks += [["name_sorted", other] for other in ("birth", "year", "substr(birth, 5, 4)", "phone", "address", "id_tail")]
    blocks += [["birth", "phone"], ["birth", "address"], ["birth", "id_tail"], ["phone", "id_tail"], ["address", "id_tail"]]
    return _settings([name, birth, number, address, phone, paper, compare.ExactMatch("sex")], blocks)


def _febrl() -> SettingsCreator:
    """As Splink's own demonstration for FEBRL 3 has it, with the rest of the address besides."""
    comparisons = [
        compare.NameComparison("given_name"),
        compare.NameComparison("surname"),
        compare.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        compare.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        compare.JaroWinklerAtThresholds("address_1", [0.9]),
        compare.JaroWinklerAtThresholds("suburb", [0.9]),
    ]
    return _settings(comparisons, [["soc_sec_id"], ["given_name"], ["surname"], ["date_of_birth"], ["postcode"]])


_TRAINING: dict[str, tuple[list[list[str]], float, list[list[str]]]] = {
    "people": ([["id_number"], ["name_sorted", "birth"]], 0.9, [["id_number"], ["name_sorted", "birth"], ["birth", "phone"]]),
    "febrl": ([["soc_sec_id"], ["given_name", "surname", "date_of_birth"]], 0.9, [["date_of_birth"], ["postcode"]]),
}
"""Rules that are nearly always right and what share of all pairs they find; blocks in which the model is trained."""


def _settings(comparisons: list[Any], blocks: list[list[str]]) -> SettingsCreator:
    rules = [block_on(*columns) for columns in blocks]
    return SettingsCreator(
        link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules, retain_matching_columns=False
    )


def _linked(frame: pd.DataFrame, settings: SettingsCreator, training: tuple[list[list[str]], float, list[list[str]]]) -> dict[str, Any]:
    database = DuckDBAPI()
    database.duckdb_con.execute("SET threads = 2")
    linker = Linker(database.register(frame), settings)
    certain, recall, blocks = training
    linker.training.estimate_probability_two_random_records_match([block_on(*columns) for columns in certain], recall=recall)
    linker.training.estimate_u_using_random_sampling(seed=1)
    for columns in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    predictions = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    pairs = predictions.as_pandas_dataframe()
    found: dict[str, Any] = {}
    for least in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_probability=least)
        by_record = clusters.as_pandas_dataframe().sort_values("unique_id")
        likely = pairs[pairs.match_probability >= least]
        found[f"clusters_{least}"] = by_record.cluster_id.astype("category").cat.codes.to_numpy()
        found[f"pairs_{least}"] = likely[["unique_id_l", "unique_id_r"]].to_numpy()
    return found


if __name__ == "__main__":
    main()

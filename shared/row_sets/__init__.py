"""One way to write SQL: statements made from the tables in code, compiled once, run by name on the driver."""

from row_sets.new_rows import MANY, NewRows
from row_sets.relations import given_rows, insert_from, insert_rows, row, same_rows, update_newest, update_rows, upsert_newest, value
from row_sets.rows import Columns, columns_of, names_of, reader, values_of, values_reader
from row_sets.statement import Driver, Record, Statement
from row_sets.text import Typed, typed

__all__ = [
    "MANY",
    "Columns",
    "Driver",
    "NewRows",
    "Record",
    "Statement",
    "Typed",
    "columns_of",
    "given_rows",
    "insert_from",
    "insert_rows",
    "names_of",
    "reader",
    "row",
    "same_rows",
    "typed",
    "update_newest",
    "update_rows",
    "upsert_newest",
    "value",
    "values_of",
    "values_reader",
]

"""Batch files, what statements say, and where the books differ."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from payment_bridge.domain.batch_files import FileState
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.reconciliation import Book, FindingKind, FindingState
from payment_bridge.tables.columns import INSTANT, RECORDED, UUID, metadata, one_of
from row_sets.shapes import matching, shaped, tax_serial


def _reference(column: str) -> str:
    """Of an issuer, or by which tax office and bank name the same money."""
    return f"length({column}) BETWEEN 1 AND 40 AND {column} ~ '^[0-9A-Za-z_-]*$'"


batch_files = sa.Table(
    "batch_files",
    metadata,
    sa.Column("file_id", UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True, comment="SHA-256 of profile, kind and bytes: the same file is one file"),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("issuer", sa.Text),
    sa.Column("day", sa.Date),
    sa.Column("benefit_year", sa.SmallInteger, comment="of levies that go out"),
    sa.Column("rows", sa.Integer, comment="as its last line says; none until it is checked"),
    sa.Column("total", sa.BigInteger, comment="fen"),
    *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in ("accepted", "duplicate", "unmatched", "refused")),
    sa.Column("faults", postgresql.JSON, comment="the first of them, without data"),
    sa.Column("faults_number", sa.Integer, nullable=False, server_default="0"),
    sa.Column("filed_by", sa.Text, nullable=False),
    sa.Column("received_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("finished_at", INSTANT),
    one_of("kind", FileKind),
    one_of("state", FileState),
    shaped("batch_files", "issuer", _reference),
    sa.CheckConstraint("(state IN ('DONE', 'REFUSED')) = (finished_at IS NOT NULL)", name="batch_files_finished"),
    sa.CheckConstraint("state NOT IN ('CHECKED', 'DONE') OR num_nulls(issuer, day, rows, total) = 0", name="batch_files_have_a_head"),
    sa.Index("batch_files_open", "position", postgresql_where=sa.text("state IN ('STORED', 'CHECKED')")),
    sa.Index("batch_files_of_a_day", "day", "kind", postgresql_where=sa.text("state = 'DONE'")),
)
"""Files that came in or were made to go out. Of several statements of one issuer and day the newest counts."""

batch_file_parts = sa.Table(
    "batch_file_parts",
    metadata,
    sa.Column("file_id", UUID, primary_key=True),
    sa.Column("first_line", sa.Integer, primary_key=True),
    sa.Column("body", postgresql.BYTEA, nullable=False, comment="lines as they came, in the safe"),
    sa.Column("taken", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("faults", postgresql.JSON, comment="of its lines, without data"),
)
"""The lines of files; they go some time after the file was done with."""

statement_lines = sa.Table(
    "statement_lines",
    metadata,
    sa.Column("file_id", UUID, primary_key=True),
    sa.Column("line_no", sa.Integer, primary_key=True),
    sa.Column("serial", sa.Text, comment="of the tax office; none on lines of a bank"),
    sa.Column("number", sa.BigInteger, comment="the bank's own, of the day"),
    sa.Column("takes_back", sa.Boolean, nullable=False),
    sa.Column("bill_id", UUID),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen; what was taken back or went out is negative"),
    sa.Column("booked_on", sa.Date, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger),
    sa.Column("reference", sa.Text, comment="by which tax office and bank name the same money"),
    shaped("statement_lines", "serial", tax_serial),
    shaped("statement_lines", "reference", _reference),
    sa.CheckConstraint("amount <> 0 AND (serial IS NULL) <> (number IS NULL)", name="statement_lines_of_one_book"),
    sa.Index("statement_lines_by_serial", "serial", postgresql_where=sa.text("serial IS NOT NULL")),
    sa.Index("statement_lines_by_reference", "reference"),
)
"""What the tax office and the bank say in their statements. Append-only."""

reconciliations = sa.Table(
    "reconciliations",
    metadata,
    sa.Column("reconciliation_id", UUID, primary_key=True),
    sa.Column("day", sa.Date, nullable=False, unique=True),
    *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in ("ours", "matched", "found", "runs")),
    *(sa.Column(name, sa.Integer, comment="none: no statement of the day has come") for name in ("tax_lines", "bank_lines")),
    sa.Column("files", sa.Integer, nullable=False, server_default="0", comment="statements of the day that had come"),
    sa.Column(
        "with_bank", sa.Boolean, nullable=False, server_default=sa.false(), comment="the bank had told of the day, or of one after it"
    ),
    sa.Column("ran_at", INSTANT),
    sa.Column("ran_by", sa.Text),
)
"""One row for each day that was compared, with the figures of the latest run."""

reconciliation_differences = sa.Table(
    "reconciliation_differences",
    metadata,
    sa.Column("finding_id", UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("book", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("takes_back", sa.Boolean, nullable=False),
    sa.Column("bill_id", UUID, comment="there may be no such bill"),
    *(sa.Column(name, sa.BigInteger, comment="fen") for name in ("our_amount", "their_amount")),
    *(sa.Column(name, sa.Date) for name in ("our_day", "their_day")),
    sa.Column("state", sa.Text, nullable=False, server_default=FindingState.OPEN),
    sa.Column("opened_on", sa.Date, nullable=False, comment="business day, by which it ages"),
    sa.Column("opened_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("closed_at", INSTANT),
    sa.Column("closed_by", sa.Text),
    sa.Column("close_reason_sealed", sa.Text),
    one_of("book", Book),
    one_of("kind", FindingKind),
    one_of("state", FindingState),
    shaped("reconciliation_differences", "reference", matching("[0-9A-Za-z_-]{0,40}(#[0-9]{1,10})?")),
    sa.CheckConstraint(
        "(state = 'OPEN') = (closed_at IS NULL) AND (state = 'CLOSED') = (closed_by IS NOT NULL AND close_reason_sealed IS NOT NULL)",
        name="reconciliation_differences_closed",
    ),
    sa.Index("reconciliation_differences_of_day", "day", "position"),
    sa.Index("reconciliation_differences_open", "day", postgresql_where=sa.text("state = 'OPEN'")),
)
"""Where the books differ; what is found again is the same row."""

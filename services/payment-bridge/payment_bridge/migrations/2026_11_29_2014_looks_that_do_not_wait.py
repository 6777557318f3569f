"""Documents and members are found by their indexes alone, without a list of what is to be put in; counts have several rows to wait for."""

from alembic import op

revision = "202611292014"
down_revision = "202611292013"
phase = "expand"
widens = ("bill_counts_pkey",)
builds_index_in_place = "bill_counts has some dozens of rows"

_INDEXES = ("employee_relations_by_token", "remote_households_members")
_KEY = "ALTER TABLE bill_counts DROP CONSTRAINT bill_counts_pkey, ADD CONSTRAINT bill_counts_pkey PRIMARY KEY"


def upgrade() -> None:
    """The release before counts in slot 0."""
    for name in _INDEXES:
        op.execute(f"ALTER INDEX {name} SET (fastupdate = off)")
        op.execute(f"SELECT gin_clean_pending_list('{name}')")
    op.execute("ALTER TABLE bill_counts ADD COLUMN IF NOT EXISTS slot smallint DEFAULT 0 NOT NULL")
    op.execute("COMMENT ON COLUMN bill_counts.slot IS 'decisions of one moment count in different rows, and do not wait for each other'")
    op.execute(f"{_KEY} (region, benefit_year, state, cause, slot)")


def downgrade() -> None:
    op.execute("CREATE TEMPORARY TABLE summed ON COMMIT DROP AS SELECT region, benefit_year, state, cause, sum(bills) AS bills"
               " FROM bill_counts GROUP BY 1, 2, 3, 4")  # fmt: skip
    op.execute("DELETE FROM bill_counts")
    op.execute(f"{_KEY} (region, benefit_year, state, cause)")
    op.execute("ALTER TABLE bill_counts DROP COLUMN slot")
    op.execute("INSERT INTO bill_counts (region, benefit_year, state, cause, bills) SELECT * FROM summed")
    for name in _INDEXES:
        op.execute(f"ALTER INDEX {name} RESET (fastupdate)")

"""Two records of one person become one; the other record says which."""

from alembic import op

revision = "202611281407"
down_revision = "202611281406"
phase = "expand"
builds_index_in_place = "nobody is merged yet: the index is empty and is built in one look at the table"

_COMMENT = "who this record turned out to be: its documents and participations are that person''s"


def upgrade() -> None:
    op.execute("ALTER TABLE persons ADD COLUMN IF NOT EXISTS merged_into uuid")
    op.execute(f"COMMENT ON COLUMN persons.merged_into IS '{_COMMENT}'")
    op.execute("CREATE INDEX IF NOT EXISTS persons_merged ON persons (merged_into) WHERE merged_into IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX persons_merged")
    op.execute("ALTER TABLE persons DROP COLUMN merged_into")

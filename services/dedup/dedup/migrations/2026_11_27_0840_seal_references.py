"""Who reports a spell and his reference become a key and a sealed text; columns of text have one shape.

Rows that were reported before keep their source: the next report of the same source under the same reference replaces them.
What stood where a token belongs and is none becomes its SHA-256 in all tables alike: what was equal stays equal.
"""

import json

import sqlalchemy as sa
from alembic import op

from service_runtime.migration import the_safe

revision = "202611270840"
down_revision = "2026_11_27_0640"
_TOKEN, _TOKENS, _AREA = "^[0-9a-f]{64}$", "^([0-9a-f]{64}( [0-9a-f]{64})*)?$", "^[0-9]{6}([0-9]{3})?$"
_SHAPES = (
    ("identity_links", "token", "token", _TOKEN),
    ("participation_spells", "area", "area", _AREA),
    ("reported_spells", "spell_key", "spell_key", _TOKEN),
    ("reported_spells", "token", "token", _TOKEN),
    ("reported_spells", "area", "area", _AREA),
    ("checks", "tokens", "array_to_string(tokens, ' ')", _TOKENS),
    ("checks", "area", "area", _AREA),
)
_SHAPE_ONE = "UPDATE {table} SET token = encode(sha256(convert_to(token, 'UTF8')), 'hex') WHERE token !~ '{shape}'"
_SHAPE_MANY = """
UPDATE checks SET tokens = ARRAY(
    SELECT CASE WHEN one ~ '{shape}' THEN one ELSE encode(sha256(convert_to(one, 'UTF8')), 'hex') END FROM unnest(tokens) one
) WHERE array_to_string(tokens, ' ') !~ '{all}'
"""
_SEALED = sa.text("UPDATE reported_spells SET spell_key = :key, reference = :reference WHERE source = :source AND spell_ref = :spell_ref")
_OPENED = sa.text("UPDATE reported_spells SET source = :source, spell_ref = :spell_ref WHERE spell_key = :key")


def upgrade() -> None:
    """A new database has the columns already."""
    if "spell_ref" in _columns():
        op.execute("ALTER TABLE reported_spells ADD COLUMN spell_key text, ADD COLUMN reference text")
        _seal()
        op.execute(
            "ALTER TABLE reported_spells DROP CONSTRAINT reported_spells_pkey, ADD PRIMARY KEY (spell_key), "
            "ALTER COLUMN reference SET NOT NULL, DROP COLUMN spell_ref, DROP COLUMN source"
        )
        op.execute("COMMENT ON COLUMN reported_spells.spell_key IS 'keyed digest of who reports and his reference'")
        op.execute("COMMENT ON COLUMN reported_spells.reference IS 'both, sealed'")
    for table in ("identity_links", "reported_spells"):
        op.execute(_SHAPE_ONE.format(table=table, shape=_TOKEN))
    op.execute(_SHAPE_MANY.replace("{shape}", _TOKEN).replace("{all}", _TOKENS))
    for table, column, told, shape in _SHAPES:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_shape")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_shape CHECK ({told} ~ '{shape}')")


def downgrade() -> None:
    """References that two sources share get the source put before them: before, a reference was one row."""
    for table, column, _, _ in _SHAPES:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_shape")
    op.execute("ALTER TABLE reported_spells ADD COLUMN spell_ref text, ADD COLUMN source text")
    _open()
    op.execute(
        "ALTER TABLE reported_spells DROP CONSTRAINT reported_spells_pkey, ADD PRIMARY KEY (spell_ref), "
        "ALTER COLUMN source SET NOT NULL, DROP COLUMN spell_key, DROP COLUMN reference"
    )


def _columns() -> set[str]:
    return {column["name"] for column in sa.inspect(op.get_bind()).get_columns("reported_spells")}


def _seal() -> None:
    rows = op.get_bind().execute(sa.text("SELECT source, spell_ref FROM reported_spells")).all()
    for source, spell_ref in rows:
        key = the_safe().digest(f"{source}\0{spell_ref}", "spell")
        reference = the_safe().seal(json.dumps([source, spell_ref]), "spell", key)
        op.get_bind().execute(_SEALED, {"key": key, "reference": reference, "source": source, "spell_ref": spell_ref})


def _open() -> None:
    seen: set[str] = set()
    for key, reference in op.get_bind().execute(sa.text("SELECT spell_key, reference FROM reported_spells ORDER BY reported_at")).all():
        source, spell_ref = json.loads(the_safe().open(reference, "spell", key))
        told = f"{source}:{spell_ref}" if spell_ref in seen else spell_ref
        seen.add(told)
        op.get_bind().execute(_OPENED, {"source": source, "spell_ref": told, "key": key})

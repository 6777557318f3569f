"""Mandates; form and history of filings are sealed; hospital and reference make a claim's id; columns of text have one shape.

Claims of before tell no hospital: they are those of the operators' feed (`FEED`), and keep the id under which they were published.
What stood where a token belongs and is none becomes its SHA-256.
"""

import json
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from benefits.tables import claims, remote_mandates
from service_runtime.migration import the_safe

revision = "202611270830"
down_revision = "2026_11_27_0640"
_TOKEN, _AREA, _CODE = "^[0-9a-f]{64}$", "^[0-9]{6}([0-9]{3})?$", "^[A-Z][A-Z_]{1,39}$"
_SHAPES = (
    ("people", "area", _AREA),
    ("person_tokens", "token", _TOKEN),
    ("filings", "type", _CODE),
    ("filings", "destination", _AREA),
    ("filings", "filed_by", _TOKEN),
)
_FEED = UUID("f2a6b5b4-46f2-5d8e-9b53-4a1f3b7c2d10")
_RENAME = sa.text(
    "UPDATE facts SET fact_id = :new, body = jsonb_set(body::jsonb, '{id}', to_jsonb(CAST(:new AS text)))::json "
    "WHERE kind = 'CLAIM' AND fact_id = :old"
)
_FILINGS = sa.text("SELECT filing_id, form::text, history::text, filed_by FROM filings")
_REWRITE = sa.text("UPDATE filings SET form = :form, history = :history, filed_by = :filed_by WHERE filing_id = :filing_id")
_SHAPE_TOKENS = "UPDATE person_tokens SET token = encode(sha256(convert_to(token, 'UTF8')), 'hex') WHERE token !~ '^[0-9a-f]{64}$'"
_COMMENTS = {
    "form": "the answers that are no personal data, sealed",
    "history": "moves with actors and notes, sealed",
    "filed_by": "keyed digest of the login",
}


def upgrade() -> None:
    """A new database has the tables and columns already."""
    bind = op.get_bind()
    remote_mandates.create(bind, checkfirst=True)
    if not sa.inspect(bind).has_table("claims"):
        claims.create(bind)
        _name_claims()
        _seal_filings()
    op.execute(_SHAPE_TOKENS)
    for table, column, shape in _SHAPES:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_shape")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_shape CHECK ({column} ~ '{shape}')")


def downgrade() -> None:
    """Claims of a hospital are named "hospital:reference" again; who filed stays a digest."""
    for table, column, _ in _SHAPES:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_shape")
    _open_filings()
    _unname_claims()
    op.execute("DROP TABLE claims")
    op.execute("DROP TABLE remote_mandates")


def _name_claims() -> None:
    bind = op.get_bind()
    for old in bind.execute(sa.text("SELECT DISTINCT fact_id FROM facts WHERE kind = 'CLAIM'")).scalars().all():
        claim_id = uuid5(_FEED, old)
        reference = the_safe().seal(json.dumps([None, old]), "claim", claim_id)
        bind.execute(_RENAME, {"new": str(claim_id), "old": old})
        bind.execute(claims.insert().values(claim_id=claim_id, reference=reference))


def _unname_claims() -> None:
    bind = op.get_bind()
    for claim_id, sealed in bind.execute(sa.text("SELECT claim_id, reference FROM claims")).all():
        hospital, reference = json.loads(the_safe().open(sealed, "claim", claim_id))
        bind.execute(_RENAME, {"new": reference if hospital is None else f"{hospital}:{reference}", "old": str(claim_id)})


def _seal_filings() -> None:
    op.execute("ALTER TABLE filings ALTER COLUMN form TYPE text USING form::text, ALTER COLUMN history TYPE text USING history::text")
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN filings.{column} IS '{comment}'")
    bind = op.get_bind()
    for filing_id, form, history, filed_by in bind.execute(_FILINGS).all():
        known = len(filed_by) == 64 and set(filed_by) <= set("0123456789abcdef")
        told = {
            "form": the_safe().seal(form, "filing.form", filing_id),
            "history": the_safe().seal(history, "filing.history", filing_id),
            "filed_by": filed_by if known else the_safe().digest(filed_by, "filing.filed_by"),
        }
        bind.execute(_REWRITE, {"filing_id": filing_id, **told})


def _open_filings() -> None:
    bind = op.get_bind()
    for filing_id, form, history, filed_by in bind.execute(_FILINGS).all():
        told = {"form": the_safe().open(form, "filing.form", filing_id), "history": the_safe().open(history, "filing.history", filing_id)}
        bind.execute(_REWRITE, {"filing_id": filing_id, "filed_by": filed_by, **told})
    op.execute("ALTER TABLE filings ALTER COLUMN form TYPE json USING form::json, ALTER COLUMN history TYPE json USING history::json")

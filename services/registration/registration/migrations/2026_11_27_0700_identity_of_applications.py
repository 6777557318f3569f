"""Who an application names stands in the application; persons are those who were registered. Free text is sealed.

Columns are filled from the persons of before; what was sealed then is bound to its purpose only, so its key is named in `unbound` of the
vault's keys until `python -m registration renew-indexes` has sealed it anew. Somebody without any participation is what his applications
say, and no person. Back: applications make persons again; values that were sealed for an application since stay sealed for it.
"""

from alembic import op

revision = "202611270700"
down_revision = "202611270640"

_SAID = {
    "person_keys.key_id": "the identity key that made the token",
    "identity_history.before": "sealed JSON: the values that were corrected",
    "identity_history.reason": "sealed",
    "participation_history.note": "sealed: what whoever stopped it said",
    "applications.person_id": "provisional, and nobody's, until somebody with this document is known",
    **{f"applications.{name}": "sealed JSON, null for none" for name in ("materials", "reasons", "missing")},
}
_UP = (
    "ALTER TABLE persons ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1",
    "ALTER TABLE person_keys ADD COLUMN IF NOT EXISTS key_id text NOT NULL DEFAULT '1'",
    "ALTER TABLE participation_history ADD COLUMN IF NOT EXISTS note text",
    """
    CREATE TABLE IF NOT EXISTS identity_history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person_id uuid NOT NULL, at timestamptz NOT NULL, actor text NOT NULL,
        before text NOT NULL, reason text NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS identity_history_of ON identity_history (person_id, id)",
    """
    ALTER TABLE applications ADD COLUMN IF NOT EXISTS document_kind text, ADD COLUMN IF NOT EXISTS number text,
        ADD COLUMN IF NOT EXISTS name text, ADD COLUMN IF NOT EXISTS sex text, ADD COLUMN IF NOT EXISTS birth_date date,
        ADD COLUMN IF NOT EXISTS of_foreigners boolean NOT NULL DEFAULT false
    """,
    """
    UPDATE applications AS a SET document_kind = k.kind, number = k.number, name = p.name, sex = p.sex, birth_date = p.birth_date,
        of_foreigners = p.of_foreigners
    FROM persons AS p, person_keys AS k WHERE p.person_id = a.person_id AND k.token = a.token
    """,
    """
    ALTER TABLE applications ALTER COLUMN document_kind SET NOT NULL, ALTER COLUMN number SET NOT NULL, ALTER COLUMN name SET NOT NULL,
        ALTER COLUMN sex SET NOT NULL, ALTER COLUMN birth_date SET NOT NULL
    """,
    "DELETE FROM person_keys AS k WHERE NOT EXISTS (SELECT FROM participations AS pa WHERE pa.person_id = k.person_id)",
    "DELETE FROM persons AS p WHERE NOT EXISTS (SELECT FROM participations AS pa WHERE pa.person_id = p.person_id)",
)
_TEXTS = ("materials", "reasons", "missing")
_TO_TEXT = """
    ALTER TABLE applications ALTER COLUMN {0} DROP DEFAULT, ALTER COLUMN {0} DROP NOT NULL,
        ALTER COLUMN {0} TYPE text USING nullif({0}::text, '[]')
"""
_TO_JSON = """
    ALTER TABLE applications ALTER COLUMN {0} TYPE jsonb USING CASE WHEN {0} LIKE '[%' THEN {0}::jsonb ELSE '[]' END,
        ALTER COLUMN {0} SET DEFAULT '[]', ALTER COLUMN {0} SET NOT NULL
"""
_DOWN = (
    """
    WITH holder AS (
        SELECT DISTINCT ON (token) token, person_id, document_kind, number, name, sex, birth_date, of_foreigners, submitted_at
        FROM applications AS a WHERE NOT EXISTS (SELECT FROM person_keys AS k WHERE k.token = a.token)
        ORDER BY token, submitted_at, application_id
    ), made AS (
        INSERT INTO persons (person_id, name, name_index, sex, birth_date, of_foreigners, created_at)
        SELECT person_id, name, '', sex, birth_date, of_foreigners, submitted_at FROM holder ON CONFLICT (person_id) DO NOTHING
    )
    INSERT INTO person_keys (token, person_id, kind, number, added_at)
    SELECT token, person_id, document_kind, number, submitted_at FROM holder
    """,
    "UPDATE applications AS a SET person_id = k.person_id FROM person_keys AS k WHERE k.token = a.token AND k.person_id <> a.person_id",
    """
    ALTER TABLE applications DROP COLUMN document_kind, DROP COLUMN number, DROP COLUMN name, DROP COLUMN sex, DROP COLUMN birth_date,
        DROP COLUMN of_foreigners
    """,
    "ALTER TABLE participation_history DROP COLUMN note",
    "ALTER TABLE person_keys DROP COLUMN key_id",
    "ALTER TABLE persons DROP COLUMN version",
    "DROP TABLE identity_history",
)


def upgrade() -> None:
    for statement in (*_UP, *(_TO_TEXT.format(name) for name in _TEXTS)):
        op.execute(statement)
    for column, said in _SAID.items():
        op.execute("COMMENT ON COLUMN {} IS '{}'".format(column, said.replace("'", "''")))


def downgrade() -> None:
    for column in _SAID:
        op.execute(f"COMMENT ON COLUMN {column} IS NULL")
    for statement in (*(_TO_JSON.format(name) for name in _TEXTS), *_DOWN):
        op.execute(statement)

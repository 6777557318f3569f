"""Two roles for the database of a service: one that owns the tables, and one that the service works as."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from canbao_suite.postgres_home import Home

_MAKE = """
DO $do$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT unnest(ARRAY['{owner}', '{service}']) AS name LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one.name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN {password}', one.name);
        END IF;
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), '{owner}');
    FOR one IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND relowner <> '{owner}'::regrole LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO %I', one.name, '{owner}');
    END LOOP;
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner <> '{owner}'::regrole LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', one.name, '{owner}');
    END LOOP;
END
$do$
"""
"""Also for a database of before, whose tables belong to the administrator. Twice is once."""


@dataclass(frozen=True, slots=True)
class DatabaseRoles:
    """Addresses of one database for its two roles."""

    owner: str
    service: str


def make_roles(admin_url: str, home: Home) -> DatabaseRoles:
    """`<database>_owner` and `<database>_service`, with the administrator's password where the server asks for one."""
    where = urlsplit(admin_url)
    database = where.path[1:]
    owner, service = f"{database}_owner", f"{database}_service"
    password = f"PASSWORD {_quoted(where.password)}".replace("'", "''") if where.password else ""
    home.run("psql", "-X", "-q", "-d", admin_url, "-c", _MAKE.format(owner=owner, service=service, password=password))
    return DatabaseRoles(_as(admin_url, owner), _as(admin_url, service))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _as(url: str, role: str) -> str:
    where = urlsplit(url)
    secret = f":{where.password}" if where.password else ""
    return urlunsplit(where._replace(netloc=f"{role}{secret}@{where.netloc.rpartition('@')[2]}"))

#!/bin/sh
# One database for each service, with two roles: NAME_owner, whose are the tables (migrations), and NAME, which reads and writes rows.
# Runs by itself on an empty data folder. Every step may be repeated: run it again after a password was changed, or for a database
# that was made when there was one role. Passwords are read from files and appear in no command line.
set -eu
umask 077
SECRETS=${CANBAO_SECRETS:-/run/secrets}
export SECRETS

run() {
    psql -X -q -v ON_ERROR_STOP=1 -U postgres -v service="$1" -v owner="$2" -d postgres
}

# NAME OWNER: roles and database.
database() {
    run "$1" "$2" <<'SQL'
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
\setenv OWNER :owner
\setenv SERVICE :service
\set owner_password `cat "$SECRETS/${OWNER}_database_password"`
\set service_password `cat "$SECRETS/${SERVICE}_database_password"`
SELECT format('CREATE ROLE %I', role) FROM unnest(ARRAY[:'owner', :'service']) AS role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) GROUP BY role \gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE :"service" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'service_password';
SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0', :'service', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \gexec
ALTER DATABASE :"service" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"service" TO :"service";
SQL
}

# NAME: what the service's role may do in its database. It makes, changes and drops no table, and takes no row of the audit back.
rights() {
    run "$1" "$1_owner" <<'SQL'
\connect :service
SET client_min_messages = warning;
REASSIGN OWNED BY :"service" TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"service";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"service";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"service";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"service";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE ON SEQUENCES TO :"service";

-- default privileges know no single tables: this takes back, on each new one, what the service must not do to it
CREATE SCHEMA IF NOT EXISTS guard;
CREATE OR REPLACE FUNCTION guard.take_back(of regclass, service name) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF of::text IN ('public.audit_rows') THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', of, service);
    ELSIF of::text IN ('public.alembic_version', 'public.runtime_version') THEN
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM %I', of, service);
    END IF;
END $$;
CREATE OR REPLACE FUNCTION guard.new_table() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM guard.take_back(made.objid::regclass, current_database()) FROM pg_event_trigger_ddl_commands() AS made
      WHERE made.classid = 'pg_class'::regclass AND made.object_type = 'table';
END $$;
GRANT USAGE ON SCHEMA guard TO :"owner";
DROP EVENT TRIGGER IF EXISTS new_table;
CREATE EVENT TRIGGER new_table ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION guard.new_table();
SELECT guard.take_back(oid::regclass, :'service') FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace \g /dev/null
SQL
}

for name in registration payment_bridge dedup benefits; do
    database "$name" "${name}_owner"
    rights "$name"
done
# the simulated tax office makes its own tables
database tax_office tax_office

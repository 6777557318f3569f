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

# NAME: nobody but the owner makes anything in the database. What the service may do with its tables is granted by the migrations, as the owner.
rights() {
    run "$1" "$1_owner" <<'SQL'
\connect :service
REASSIGN OWNED BY :"service" TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
}

for name in registration payment_bridge dedup benefits; do
    database "$name" "${name}_owner"
    rights "$name"
done
# the simulated tax office makes its own tables
database tax_office tax_office

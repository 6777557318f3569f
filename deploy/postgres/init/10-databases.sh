#!/bin/sh
# Runs once, on an empty data folder: one database and one role per service; nobody else may connect to it.
set -eu

database() {
    psql -v ON_ERROR_STOP=1 -U postgres -v name="$1" -v password="$2" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
}

database registration "$REGISTRATION_PASSWORD"
database payment_bridge "$PAYMENT_BRIDGE_PASSWORD"
database dedup "$DEDUP_PASSWORD"
database benefits "$BENEFITS_PASSWORD"
database tax_office "$TAX_OFFICE_PASSWORD"

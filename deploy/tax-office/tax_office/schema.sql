-- The office's own book. No name, document or account number is kept: only digests that let equal ones be recognised.

CREATE TABLE IF NOT EXISTS settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE IF NOT EXISTS batches (
    batch_id    text PRIMARY KEY,
    content     bytea NOT NULL,
    answer      text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS bills (
    ordinal      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bill_id      text NOT NULL UNIQUE,
    resend_no    integer NOT NULL,
    kind         text NOT NULL,
    payer        text NOT NULL,
    amount       bigint NOT NULL CHECK (amount > 0),
    chance_key   text NOT NULL,
    document_key text NOT NULL,
    account_key  text,
    state        text NOT NULL CHECK (state IN ('OUTSTANDING', 'WAITING_RESEND', 'PAID', 'RECALLED')),
    fate         text,
    attempts     integer NOT NULL DEFAULT 0,
    last_cause   text
) WITH (fillfactor = 60);

CREATE TABLE IF NOT EXISTS recalls (
    bill_id text PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS pinned_fates (
    key  text PRIMARY KEY,
    fate text NOT NULL
);

CREATE TABLE IF NOT EXISTS rounds (
    round_no      integer PRIMARY KEY,
    business_date date NOT NULL,
    kinds         text[],
    upto          bigint NOT NULL,
    done_to       bigint NOT NULL DEFAULT 0,
    finished      boolean NOT NULL DEFAULT false
);

CREATE TABLE IF NOT EXISTS ledger (
    serial       bigint PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('SUCCESS', 'FAILURE')),
    bill_id      text NOT NULL,
    amount       bigint NOT NULL,
    arrival_date date NOT NULL,
    channel      text NOT NULL,
    cause        text,
    round_no     integer,
    resend_no    integer NOT NULL,
    planted      text,
    CHECK ((kind = 'SUCCESS') = (cause IS NULL))
);
CREATE INDEX IF NOT EXISTS ledger_by_bill ON ledger (bill_id);

CREATE TABLE IF NOT EXISTS deliveries (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id   text NOT NULL,
    body         bytea,
    shift        integer NOT NULL DEFAULT 0,
    place        bigint GENERATED ALWAYS AS (id + shift) STORED,
    not_before   timestamptz NOT NULL,
    attempts     integer NOT NULL DEFAULT 0,
    delivered_at timestamptz
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (place) WHERE delivered_at IS NULL;

"""Who logs in, and what is sent to him. Openids and telephone numbers are sealed; they are found by keyed digests."""

import sqlalchemy as sa

from registration.tables.columns import flag, id_, metadata, moment, number, text

logins = sa.Table(
    "logins",
    metadata,
    id_("login_id", key=True),
    text("way"),
    sa.Column("address_index", sa.Text, nullable=False, comment="keyed digest of the openid or the telephone number"),
    sa.Column("address", sa.Text, nullable=False, comment="sealed openid or telephone number"),
    sa.Column("subject", sa.Text, nullable=False, comment="the login as tokens, mandates and histories name it"),
    sa.Column("level", sa.Text, comment="how surely the sign-on has verified who it is, null before it has"),
    flag("credential_active"),
    moment("created_at"),
    sa.Index("logins_address", "way", "address_index", unique=True),
    sa.Index("logins_subject", "subject", unique=True),
)
"""One for each openid and telephone number. Whose it is stands in the mandates of its subject."""

login_sessions = sa.Table(
    "login_sessions",
    metadata,
    id_("session_id", key=True),
    id_("login_id"),
    sa.Column("refresh", sa.Text, nullable=False, comment="keyed digest of the word by which it goes on"),
    sa.Column("refresh_before", sa.Text, comment="of the one before: whoever comes with it has copied it"),
    moment("started_at"),
    moment("used_at"),
    moment("ends_at"),
    moment("ended_at", null=True),
    sa.Index("login_sessions_refresh", "refresh", unique=True),
    sa.Index("login_sessions_refresh_before", "refresh_before"),
    sa.Index("login_sessions_of", "login_id", "session_id"),
)

phone_codes = sa.Table(
    "phone_codes",
    metadata,
    sa.Column("phone_index", sa.Text, primary_key=True, comment="keyed digest of the telephone number"),
    sa.Column("code", sa.Text, nullable=False, comment="keyed digest of number and code"),
    moment("sent_at"),
    moment("ends_at"),
    number("tries"),
    moment("counted_from"),
    number("sent"),
)
"""The code that was sent last, and how many were sent that day."""

notice_consents = sa.Table(
    "notice_consents",
    metadata,
    id_("login_id", key=True),
    sa.Column("template", sa.Text, primary_key=True),
    number("times"),
    moment("refused_at", null=True),
)
"""How many messages of a template somebody has agreed to that were not sent yet; who refused has none and is not asked again."""

notices_to_send = sa.Table(
    "notices_to_send",
    metadata,
    id_("notice_id", key=True),
    sa.Column("recipient", sa.Text, nullable=False, comment="a login's subject, or the digest of a telephone number"),
    text("fact"),
    text("template"),
    text("way"),
    sa.Column("content", sa.Text, comment="sealed; null once nothing is to be sent any more"),
    text("state"),
    number("tries", 0),
    moment("next_at"),
    moment("ends_at"),
    moment("created_at"),
    moment("done_at", null=True),
    sa.Index("notices_once", "recipient", "fact", "template", unique=True),
    sa.Index("notices_waiting", "next_at", postgresql_where=sa.text("state IN ('WAITING', 'SENDING')")),
    sa.Index("notices_done", "done_at"),
)
"""Made in the transaction of the fact, sent by a job: at most once for a recipient, a fact and a template."""

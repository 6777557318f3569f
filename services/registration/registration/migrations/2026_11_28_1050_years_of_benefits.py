"""What benefits told is kept by year: the second year of a newborn overwrote the first (R-024).

The tables of before stay for the release before. What that release hears while this one starts stands in them only; benefits tells it anew
by a republication of entitlements (docs/runbooks/restore-drill.md).
"""

from alembic import op

from registration.tables import remote_entitlement_years, remote_wait_years

revision = "202611281050"
down_revision = "202611281430"
phase = "expand"

_COPY = (
    """
    INSERT INTO remote_wait_years (wait_id, participation_id, benefit_year, version, total_months, exempt_reason, starts_on, empty,
        useful_repair_years, repair_price, recorded_at)
    SELECT w.participation_id, w.participation_id, p.benefit_year, w.version, w.total_months, w.exempt_reason, w.starts_on, w.empty,
        w.useful_repair_years, w.repair_price, w.recorded_at
    FROM remote_waits AS w JOIN participations AS p USING (participation_id) ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO remote_entitlement_years (entitlement_id, participation_id, benefit_year, version, state, starts_on, ends_on, wait_months,
        rules, recorded_at)
    SELECT e.participation_id, e.participation_id, p.benefit_year, e.version, e.state, e.starts_on, e.ends_on, e.wait_months,
        e.rules, e.recorded_at
    FROM remote_entitlements AS e JOIN participations AS p USING (participation_id) ON CONFLICT DO NOTHING
    """,
)


def upgrade() -> None:
    for table in (remote_wait_years, remote_entitlement_years):
        table.create(op.get_bind(), checkfirst=True)
    for statement in _COPY:
        op.execute(statement)


def downgrade() -> None:
    for table in (remote_entitlement_years, remote_wait_years):
        table.drop(op.get_bind())

"""Tables of the registration service, by what they are about; whoever adds one names it here."""

from registration.tables.acts import deaths, employee_notices, participation_acts, participation_changes, remote_employee_relations
from registration.tables.bundles import bundle_parts, bundles
from registration.tables.campaign import outreach_plans, outreach_visits, progress_snapshots, target_tables
from registration.tables.circumstances import circumstances
from registration.tables.columns import metadata
from registration.tables.consents import consents
from registration.tables.drafts import drafts
from registration.tables.enrolment import (
    HINDERS,
    LIVE,
    OPEN,
    application_history,
    applications,
    conflict_checks,
    identity_history,
    mandates,
    participation_history,
    participations,
    person_keys,
    persons,
    remote_bills,
    remote_entitlements,
    remote_payments,
    remote_waits,
)
from registration.tables.heard_years import remote_entitlement_years, remote_wait_years
from registration.tables.households import household_form_members, household_forms, household_members, households
from registration.tables.lists import list_rows, lists
from registration.tables.logins import login_sessions, logins, notice_consents, notices_to_send, phone_codes
from registration.tables.materials import materials, register_answers
from registration.tables.permits import residence_permits
from registration.tables.residents import known_residents
from registration.tables.rights import certificates, rights_records
from registration.tables.submissions import application_notices, application_submissions
from registration.tables.subsidies import subsidy_marks
from registration.tables.subsidy_requests import subsidy_requests
from registration.tables.transfers import insured_years, transfers

__all__ = [
    "HINDERS",
    "LIVE",
    "OPEN",
    "application_history",
    "application_notices",
    "application_submissions",
    "applications",
    "bundle_parts",
    "bundles",
    "certificates",
    "circumstances",
    "conflict_checks",
    "consents",
    "deaths",
    "drafts",
    "employee_notices",
    "household_form_members",
    "household_forms",
    "household_members",
    "households",
    "identity_history",
    "insured_years",
    "known_residents",
    "list_rows",
    "lists",
    "login_sessions",
    "logins",
    "mandates",
    "materials",
    "metadata",
    "notice_consents",
    "notices_to_send",
    "outreach_plans",
    "outreach_visits",
    "participation_acts",
    "participation_changes",
    "participation_history",
    "participations",
    "person_keys",
    "persons",
    "phone_codes",
    "progress_snapshots",
    "register_answers",
    "remote_bills",
    "remote_employee_relations",
    "remote_entitlement_years",
    "remote_entitlements",
    "remote_payments",
    "remote_wait_years",
    "remote_waits",
    "residence_permits",
    "rights_records",
    "subsidy_marks",
    "subsidy_requests",
    "target_tables",
    "transfers",
]

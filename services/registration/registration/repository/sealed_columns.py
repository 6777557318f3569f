"""What is sealed in which column, for which purpose, and whose it is. Whatever seals one more column adds it here."""

from registration.tables import (
    application_history,
    application_notices,
    application_submissions,
    applications,
    bundle_parts,
    certificates,
    drafts,
    household_form_members,
    household_forms,
    households,
    identity_history,
    known_residents,
    list_rows,
    lists,
    logins,
    mandates,
    notices_to_send,
    outreach_plans,
    outreach_visits,
    participation_acts,
    participation_changes,
    participation_history,
    participations,
    person_keys,
    persons,
    register_answers,
    transfers,
)
from service_runtime.resealing import SealedColumns

_ACCOUNT = {"holder": "holder", "bank": "bank", "account_number": "account", "household_no": "household"}
_CONTACT = {"name": "name", "phone": "phone", "address": "address"}
SEALED = (
    SealedColumns(persons, "person_id", "person_id", vault=_CONTACT),
    SealedColumns(person_keys, "token", "person_id", vault={"number": "document"}),
    SealedColumns(participations, "participation_id", "person_id", vault=_ACCOUNT, once_plain=["bank", "household_no"]),
    SealedColumns(households, "household_id", "household_id", vault=_ACCOUNT | {"address": "address"}),
    SealedColumns(household_forms, "form_id", "form_id", safe={"head": "form.head"}),
    SealedColumns(household_form_members, "member_id", "form_id", safe={"told": "form.member", "faults": "form.faults"}),
    SealedColumns(
        applications,
        "application_id",
        "application_id",
        vault=_CONTACT | _ACCOUNT | {"number": "document"},
        safe={"form": "form", "consent_old_unit": "old_unit", "materials": "materials", "reasons": "reasons", "missing": "missing"},
        once_plain=["bank", "household_no", "consent_old_unit", "materials", "reasons", "missing"],
    ),
    SealedColumns(application_history, "id", "application_id", safe={"note": "note"}, once_plain=["note"]),
    SealedColumns(application_submissions, "id", "application_id", safe={"form": "form"}),
    SealedColumns(application_notices, "id", "application_id", safe={"reasons": "reasons", "missing": "missing"}),
    SealedColumns(bundle_parts, "part_id", "part_id", safe={"faults": "bundle.faults"}),
    SealedColumns(drafts, "draft_id", "draft_id", safe={"form": "form"}),
    SealedColumns(participation_history, "id", "participation_id", safe={"note": "stop_reason"}),
    SealedColumns(participation_changes, "change_id", "participation_id", safe={"before": "change"}),
    SealedColumns(participation_acts, "act_id", "participation_id", safe={"note": "stop_reason"}),
    SealedColumns(
        mandates,
        "mandate_id",
        "mandate_id",
        safe={"document": "mandate.document", "paper": "mandate.paper", "reasons": "mandate.reasons"},
    ),
    SealedColumns(logins, "login_id", "login_id", safe={"address": "login.address"}),
    SealedColumns(notices_to_send, "notice_id", "notice_id", safe={"content": "notice.content"}),
    SealedColumns(lists, "list_id", "list_id", safe={"titles": "list.titles"}),
    SealedColumns(list_rows, "row_id", "list_id", safe={"cells": "list.cells", "faults": "list.faults"}),
    SealedColumns(
        known_residents, "resident_id", "resident_id", vault={"number": "document", "name": "name"}, safe={"parent": "resident.parent"}
    ),
    SealedColumns(outreach_visits, "visit_id", "visit_id", safe={"note": "visit_note"}),
    SealedColumns(outreach_plans, "plan_id", "plan_id", safe={"plan": "plan"}),
    SealedColumns(register_answers, "answer_id", "answer_id", safe={"record": "register.record"}),
    SealedColumns(transfers, "transfer_id", "transfer_id", safe={"confirmation": "transfer.confirmation"}),
    SealedColumns(
        certificates, "certificate_id", "certificate_id", safe={"code": "certificate.code", "statement": "certificate.statement"}
    ),
    SealedColumns(identity_history, "id", "person_id", safe={"before": "identity", "reason": "reason"}),
)

"""The tables of the dedup service. No name, no document number: people are known by person id, token and node only.

Each column of text has one shape or is sealed, so that nothing else can lie in it. A node is a person's id or half a token.
"""

from dedup.tables.cases import case_versions, cases, suspend_requests
from dedup.tables.checks import checks, consents, decided_submits
from dedup.tables.columns import metadata
from dedup.tables.notices import notices, received_notices, region_messages
from dedup.tables.people import (
    identities,
    identity_links,
    people,
    person_numbers,
    probable_duplicates,
    remote_mandates,
    statements,
    weak_tokens,
)
from dedup.tables.spells import feeds, participation_spells, remote_covers, reported_spells, told_coverage, told_references, told_spells
from dedup.tables.sweeps import looks_due, number_changes, side_file, sweeps
from event_bus import add_bus_tables

__all__ = [
    "case_versions",
    "cases",
    "checks",
    "consents",
    "decided_submits",
    "feeds",
    "identities",
    "identity_links",
    "looks_due",
    "metadata",
    "notices",
    "number_changes",
    "participation_spells",
    "people",
    "person_numbers",
    "probable_duplicates",
    "received_notices",
    "region_messages",
    "remote_covers",
    "remote_mandates",
    "reported_spells",
    "side_file",
    "statements",
    "suspend_requests",
    "sweeps",
    "told_coverage",
    "told_references",
    "told_spells",
    "weak_tokens",
]

add_bus_tables(metadata)

"""Looks at people in this service: audited, and counted if they found nobody."""

from service_runtime import Looks

LOOKS = Looks("entitlement", "batch", "emergency", "1101", "timeline", "participations", "filing", "filings", "preview", "repair", "claims")

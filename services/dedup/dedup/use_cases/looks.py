"""Looks at people in this service: audited, and counted if they found nobody."""

from service_runtime import Looks

LOOKS = Looks("check", "spells", "timeline", "received_notice", "duplicate_case", "identity")

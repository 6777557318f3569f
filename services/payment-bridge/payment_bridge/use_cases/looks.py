"""Looks at people in this service: audited, and counted if they found nobody."""

from service_runtime import Looks

LOOKS = Looks("bill", "bills", "timeline", "payments", "refund", "refunds", purpose="LEVY")

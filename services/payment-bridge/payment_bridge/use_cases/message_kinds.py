"""All kinds of messages to the tax office; each is sent by a job of its own."""

from payment_bridge.use_cases.send_levies import LEVIES
from payment_bridge.use_cases.send_messages import MessageKind
from payment_bridge.use_cases.send_recalls import RECALLS
from payment_bridge.use_cases.send_refunds import REFUND_PAYOUTS, REFUND_REQUESTS

KINDS: tuple[MessageKind, ...] = (LEVIES, RECALLS, REFUND_REQUESTS, REFUND_PAYOUTS)

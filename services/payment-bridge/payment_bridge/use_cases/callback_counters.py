"""What became of the tax office's callbacks since this process started."""

from prometheus_client import Counter

RECEIVED = Counter("canbao_callbacks_received", "Callbacks stored", registry=None)
REPEATED = Counter("canbao_callbacks_repeated", "Callbacks that had been stored before", registry=None)
_REFUSED = Counter("canbao_callbacks_refused", "Callbacks not taken, by reason", ["reason"], registry=None)
REFUSED_SIGNATURES, REFUSED_TEXTS, REFUSED_IDS = (_REFUSED.labels(reason) for reason in ("bad_signature", "not_json", "other_body"))
PROCESSED = Counter("canbao_callbacks_processed", "Callbacks whose effect was committed", registry=None)
FAILED = Counter("canbao_callbacks_failed", "Callbacks that could not be processed and were set aside", registry=None)
SET_ASIDE = Counter("canbao_tax_rows_set_aside", "Rows of callbacks and of the ledger that were set aside", registry=None)
CALLBACK_COUNTERS = (RECEIVED, REPEATED, _REFUSED, PROCESSED, FAILED, SET_ASIDE)

"""Who may act for whom, as registration told it."""

from dedup.tables import remote_mandates
from service_runtime.bindings import RemoteMandates

MANDATES = RemoteMandates(remote_mandates)

"""Certificates as PDF. What makes them is loaded with the first: most replicas print none, and all would start later and larger."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from registration.domain.certificate import Stated

_ONE_AT_A_TIME = ThreadPoolExecutor(1, "certificate")
"""A page takes half a second of a processor: who asks for many waits, and not everybody else."""


async def pdf_of(statement: Stated, code: str) -> bytes:
    """The pages; built outside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_ONE_AT_A_TIME, _build, statement, code)


def _build(statement: Stated, code: str) -> bytes:
    from registration.gateways.certificate_paper import build

    return build(statement, code)

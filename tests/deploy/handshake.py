"""A TLS handshake in memory: one of our servers, and a client that trusts these authorities and expects this name."""

import ssl
from pathlib import Path


def handshake(secrets: Path, server: str, authorities: str, expected: str) -> str | None:
    """The version that both agree on. Raises ssl.SSLCertVerificationError."""
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(secrets / f"{server}_certificate", secrets / f"{server}_key")
    trusting = ssl.create_default_context(cadata=authorities)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = trusting.wrap_bio(to_client, to_server, server_hostname=expected)
    there = serving.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return here.version()

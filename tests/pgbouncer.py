"""A private PgBouncer before a PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest

from canbao_suite.listening import free_port, is_free

_CONFIGURATION = """\
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
server_reset_query = DISCARD ALL
default_pool_size = 20
logfile =
pidfile =
"""


def installed_pgbouncer() -> str | None:
    """The program, None where it is not installed."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@contextmanager
def pgbouncer(behind: str, mode: str, folder: Path) -> Iterator[str]:
    """The address through it. Skips visibly where it is not installed; fails where nothing may be skipped."""
    program = installed_pgbouncer()
    if program is None:
        pytest.skip("pgbouncer is not installed")
    where, own = urlsplit(behind), free_port()
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(_CONFIGURATION.format(host=where.hostname, port=where.port, user=where.username, own=own, mode=mode))
    as_user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    child = subprocess.Popen([program, str(configuration)], user=as_user, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while is_free(own):
            assert psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE, "pgbouncer ended by itself"
            time.sleep(0.02)
        yield urlunsplit(where._replace(netloc=f"{where.username}@127.0.0.1:{own}"))
    finally:
        child.kill()
        child.wait()

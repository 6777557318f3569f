"""Settings of a private PostgreSQL, by the memory of the machine. What is committed is on disk: nothing here trades that away."""

import psutil

_MB = 2**20


def settings_for(memory_mb: int) -> dict[str, str]:
    """For a machine with so much memory, on which the suite is not alone."""
    return {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "shared_buffers": f"{min(1024, max(128, memory_mb // 16))}MB",
        "effective_cache_size": f"{max(256, memory_mb // 4)}MB",
        # a page is written whole once after each checkpoint: the fewer of these, the less is written
        "max_wal_size": "4GB",
        # files of the log are used again, not made anew
        "min_wal_size": "1GB",
        "checkpoint_timeout": "15min",
        # a solid-state disk: a look-up by index must not seem dearer than reading a table that is still small
        "random_page_cost": "1.1",
        "jit": "off",
        # tables grow fast from nothing: plans that were made for a small table are made again soon
        "autovacuum_naptime": "15s",
    }


SETTINGS = settings_for(psutil.virtual_memory().total // _MB)

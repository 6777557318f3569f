"""Processor time of servers that are families of processes."""

import psutil


def processor_seconds(pid: int) -> float:
    """Seconds a process and its children have used so far, ended children included."""
    parent = psutil.Process(pid)
    times = parent.cpu_times()
    used = times.user + times.system + times.children_user + times.children_system
    for child in parent.children(recursive=True):
        try:
            own = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += own.user + own.system
    return float(used)

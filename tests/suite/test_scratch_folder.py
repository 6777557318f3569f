"""Whatever a test that failed has left running in its folder ends with the folder: no other run there would end it."""

import sys

from canbao_suite.leftovers import mark
from canbao_suite.managed_process import ManagedProcess
from tests.servers import scratch_folder


def test_what_a_test_that_failed_has_left_ends_with_its_folder() -> None:
    with scratch_folder() as folder:
        waits = [sys.executable, "-c", "import signal; signal.pause()"]
        peer = ManagedProcess("peer", waits, mark(folder / "serve"), folder / "logs" / "peer")
        peer.start()
        with scratch_folder():
            pass
        assert peer.is_running, "another folder's end is none of its own"
    assert peer.has_ended

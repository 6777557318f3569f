"""The secrets of a state folder: made once, added to where one is missing, readable by nobody else."""

import json
import stat
from pathlib import Path

from canbao_suite.environments import SERVICES
from canbao_suite.suite_keys import KEYS_FILE, open_suite_keys, publish_keys
from event_bus import EventKey, Publishers

OLD = {
    "vault_keys": "those of then",
    "tax_out_secret": "whsec_out",
    "tax_in_secret": "whsec_in",
    "storage_keys": {"dedup": "those of then"},
}


def test_an_older_folder_gets_what_it_lacks_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / KEYS_FILE).write_text(json.dumps(OLD))
    keys = open_suite_keys(tmp_path)
    assert {name: getattr(keys, name) for name in OLD} == OLD
    assert set(keys.event_keys) == set(SERVICES)
    assert open_suite_keys(tmp_path) == keys, "made once"
    assert stat.S_IMODE((tmp_path / KEYS_FILE).stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEYS_FILE]


def test_the_public_keys_prove_what_each_service_signs_and_hold_no_secret(tmp_path: Path) -> None:
    keys = open_suite_keys(tmp_path)
    publishers = Publishers.in_file(publish_keys(tmp_path, keys))
    for service, private in keys.event_keys.items():
        key = EventKey.from_text(service, private)
        assert publishers.knows(key)
        assert not publishers.knows(EventKey.from_text("another service", private))
        assert json.loads(private)["d"] not in keys.publishers.decode()

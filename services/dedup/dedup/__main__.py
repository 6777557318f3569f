"""Runs the dedup service: `python -m dedup`, settings from the environment.

`reseal` after it seals what is kept anew, under the active key, and ends.
"""

import asyncio
import sys

from process_runtime.collector import without_collections

with without_collections():
    from dedup.app import create_app
    from dedup.repository.sealed_columns import SEALED
    from dedup.settings import Settings
    from service_runtime.resealing import reseal_all
    from service_runtime.serving import run_service
    from service_runtime.start import settings_or_exit

if __name__ == "__main__":
    if sys.argv[1:] == ["reseal"]:
        sys.stdout.write(f"{asyncio.run(reseal_all(settings_or_exit(Settings), SEALED))}\n")
    else:
        run_service(create_app, Settings)

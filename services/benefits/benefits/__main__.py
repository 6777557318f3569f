"""Runs the benefits service: `python -m benefits`, settings from the environment.

`reseal` after it seals what is kept anew, under the active key, and ends.
"""

import asyncio
import sys

from process_runtime.collector import without_collections

with without_collections():
    from benefits.app import create_app
    from benefits.repository.sealed_columns import SEALED
    from benefits.settings import Settings
    from service_runtime.resealing import reseal_all
    from service_runtime.serving import run_service
    from service_runtime.start import settings_or_exit

if __name__ == "__main__":
    if sys.argv[1:] == ["reseal"]:
        sys.stdout.write(f"{asyncio.run(reseal_all(settings_or_exit(Settings), SEALED))}\n")
    else:
        run_service(create_app, Settings)

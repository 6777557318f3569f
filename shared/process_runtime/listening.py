"""How every process of the suite listens."""

from typing import Any

import uvicorn

from process_runtime.patience import Patience, patient


def listening(app: Any, **options: Any) -> uvicorn.Config:  # noqa: ANN401 -- any ASGI application, any option of uvicorn
    """Uvicorn's configuration, with the limits of `Patience`; it takes no proxy's word for who calls: `trusted_proxies` decides."""
    fixed = {"ws": "none", "access_log": False, "proxy_headers": False, "timeout_graceful_shutdown": 10}
    return uvicorn.Config(app, http=patient(Patience()), **{**fixed, **options})

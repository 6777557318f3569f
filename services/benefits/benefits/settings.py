"""Settings of the benefits service: those that every service has, and where documents become identity tokens."""

from pydantic import Field

from service_runtime import ServiceSettings


class Settings(ServiceSettings):
    """Read from the environment, prefix CANBAO_."""

    registration_url: str | None = None
    """Where the registration service answers: it tells the identity tokens of documents. None: hospitals ask by token or id."""
    registration_seconds: float = Field(default=3.0, gt=0)
    """How long it may take."""

"""Settings of the benefits service: those that every service has."""

from service_runtime import ServiceSettings


class Settings(ServiceSettings):
    """Read from the environment, prefix CANBAO_."""

"""Settings of the dedup service: those that every service has, and no key of any kind."""

from service_runtime import ServiceSettings


class Settings(ServiceSettings):
    """Read from the environment, prefix CANBAO_. The service is given no vault keys: it matches people by token."""

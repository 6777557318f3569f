"""Settings of the registration service: those every service has."""

from service_runtime import ServiceSettings


class Settings(ServiceSettings):
    """Environment CANBAO_…; `vault_keys` must be set: this service seals what people hand in."""

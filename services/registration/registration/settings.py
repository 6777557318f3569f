"""Settings of the registration service: those every service has, and those of uploads."""

from service_runtime.upload_settings import UploadSettings


class Settings(UploadSettings):
    """Environment CANBAO_…; `vault_keys` must be set: this service seals what people hand in."""

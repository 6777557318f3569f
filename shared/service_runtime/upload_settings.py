"""Where a service that takes uploads keeps them, and who looks at them first."""

from pathlib import Path

from pydantic import SecretStr

from service_runtime.safe import Safe
from service_runtime.settings import ServiceSettings
from service_runtime.upload_bucket import BucketKey, UploadBucket
from service_runtime.upload_folder import UploadFolder
from service_runtime.uploads import Uploads, UploadStore
from service_runtime.virus_scanner import VirusScanner


class UploadSettings(ServiceSettings):
    """Beside those of every service. Without a folder and a bucket nothing is taken: uploads are answered 503."""

    uploads_folder: Path | None = None
    """A folder that all replicas share; what lies in it is sealed with the storage keys."""
    uploads_url: str | None = None
    """Instead of a folder, the address of a bucket in an S3-compatible store: https://store.example/bucket."""
    uploads_region: str = "us-east-1"
    uploads_key: SecretStr | None = None
    """Its access key and secret, with a colon between."""
    scanner_url: str | None = None
    """A ClamAV daemon, tcp://host:3310 or unix:///run/clamd.sock, that every upload must pass. None: nothing is scanned."""
    uploads_a_day: int = 200
    """Of one login,"""
    uploads_a_day_of_office: int = 5000
    """and of an office or a school, which hands in for many."""
    unused_upload_days: int = 30
    """An upload that nothing has named for so long is deleted."""

    def faults(self) -> list[str]:
        """Those of every service, two places at once, and a bucket without its key."""
        both = self.uploads_folder is not None and self.uploads_url is not None
        keyless = self.uploads_url is not None and ":" not in (self.uploads_key.get_secret_value() if self.uploads_key else "")
        return [
            *super().faults(),
            *(["CANBAO_UPLOADS_FOLDER 与 CANBAO_UPLOADS_URL 只能设置一个 / set one of the two"] if both else []),
            *(["CANBAO_UPLOADS_KEY：须为“编号:密钥” / CANBAO_UPLOADS_KEY: an id and a secret with a colon between"] if keyless else []),
        ]

    @property
    def uploads(self) -> Uploads | None:
        """The store, None where none is set."""
        store = self._store()
        return Uploads(store, Safe.from_json(self.storage_keys)) if store else None

    @property
    def virus_scanner(self) -> VirusScanner | None:
        """The scanner, None where none is set."""
        return VirusScanner(self.scanner_url) if self.scanner_url else None

    def _store(self) -> UploadStore | None:
        if self.uploads_url is not None and self.uploads_key is not None:
            access_key, _, secret = self.uploads_key.get_secret_value().partition(":")
            return UploadBucket(self.uploads_url, BucketKey(access_key, secret, self.uploads_region), ca_file=self.ca_file)
        return UploadFolder(self.uploads_folder) if self.uploads_folder else None

"""What script/keys runs, in the folder of the checkout."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from canbao_suite.certificates import CA_FILE
from canbao_suite.image_lock import IMAGES, read_images, unpinned
from canbao_suite.issuer import Issuer
from canbao_suite.keys.change import Change
from canbao_suite.keys.env_file import complete
from canbao_suite.keys.files import Reader, SecretFolder, publish
from canbao_suite.keys.kubernetes import manifests
from canbao_suite.keys.made import make_missing
from canbao_suite.suite_keys import KEYS_FILE, SuiteKeys, open_suite_keys

STATE = Path(".state/compose")
_FEW_DAYS = 60


def main(arguments: list[str]) -> None:
    """Make what is missing; then change or forget keys of one kind, if that was asked for."""
    reader, public = Reader.of_this_process(), STATE / "public"
    own = {"CANBAO_UID": str(reader.uid), "CANBAO_GID": str(reader.gid)}
    settings = complete(Path(".env"), Path(".env.example"), own, read_images(Path(IMAGES)))
    if own != {name: settings[name] for name in own}:
        sys.exit(
            f".env says that the containers run as {settings['CANBAO_UID']}:{settings['CANBAO_GID']}, whose files this user cannot make."
        )
    folder, name = SecretFolder(STATE / "secrets", reader), settings["CANBAO_PUBLIC_NAME"]
    change = Change(folder, public, name)
    given = _parser(change).parse_args(arguments)
    make_missing(folder, public, open_suite_keys(STATE) if (STATE / KEYS_FILE).exists() else SuiteKeys(), name)
    if not (public / "jwks.json").exists():
        publish(public / "jwks.json", Issuer(Path(".state/issuer")).jwks_file.read_bytes())
        _say("public/jwks.json is that of the issuer of rehearsals: replace it by the identity provider's before there is real data.")
    if given.act == "kubernetes":
        sys.stdout.write(manifests(Path(), folder, public))
    elif given.act:
        (change.change if given.act == "change" else change.forget)(given.kind)
    _tell(public, settings)


def _parser(change: Change) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/keys")
    acts = parser.add_subparsers(dest="act")
    acts.add_parser("change").add_argument("kind", choices=list(change.changing))
    acts.add_parser("kubernetes")
    acts.add_parser("forget").add_argument("kind", choices=list(change.forgetting))
    return parser


def _tell(public: Path, settings: dict[str, str]) -> None:
    until = x509.load_pem_x509_certificate((public / CA_FILE).read_bytes()).not_valid_after_utc
    soon = ": make new ones soon, script/keys change certificates" if (until - datetime.now(UTC)).days < _FEW_DAYS else ""
    _say(f"Secrets are in {STATE / 'secrets'}, for user {settings['CANBAO_UID']} alone. Certificates hold until {until:%Y-%m-%d}{soon}.")
    if tags := unpinned(settings):
        _say(f"By tag, not by digest: {', '.join(tags)}. script/images writes the digests down where the registry can be reached.")


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

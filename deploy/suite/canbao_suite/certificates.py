"""Certificates for a suite of one's own: one authority, and a server certificate for each of its servers.

ca.pem is what clients trust (CANBAO_CA_FILE); rabbitmq.pem and rabbitmq.key are for that server. The authority's own key is not kept: for
another server all are made anew.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from canbao_suite.secret_file import write_secret

CA_FILE = "ca.pem"
DAYS = 825


def make_certificates(folder: Path, servers: Mapping[str, Sequence[str]], days: int = DAYS) -> Path:
    """Writes the authority and, for each server, certificate and key; `servers` gives the names and addresses each is reached by.

    Answers the file of the authority.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _signed("Canbao suite authority", key, None, days, _AUTHORITY)
    folder.mkdir(parents=True, exist_ok=True)
    for server, names in servers.items():
        server_key = ec.generate_private_key(ec.SECP256R1())
        certificate = _signed(server, server_key, (authority, key), days, _server(names))
        (folder / f"{server}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        write_secret(folder / f"{server}.key", _pem(server_key))
    file = folder / CA_FILE
    file.write_bytes(authority.public_bytes(Encoding.PEM))
    return file


Extensions = Sequence[tuple[x509.ExtensionType, bool]]
Issuer = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]
_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
    key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)  # fmt: skip
_AUTHORITY: Extensions = ((x509.BasicConstraints(ca=True, path_length=0), True), (_SIGNS_CERTIFICATES, True))


def _server(names: Sequence[str]) -> Extensions:
    return (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName([_general_name(name) for name in names]), False),
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _signed(name: str, key: ec.EllipticCurvePrivateKey, issuer: Issuer | None, days: int, extensions: Extensions) -> x509.Certificate:
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    signer = issuer[1] if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer, hashes.SHA256())


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

"""The same files as Kubernetes has them: a Secret for each part with what compose mounts into it, and ConfigMaps of what is public."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from canbao_suite.keys.files import SecretFolder

_CONFIGURATION = {"postgres-conf": "deploy/postgres/conf", "postgres-init": "deploy/postgres/init", "rabbitmq-conf": "deploy/rabbitmq"}
_ELSEWHERE = {"tax-office", "other-regions"}
"""Parts of compose that are no part of the cluster: the real tax office and the real platform of other regions are somewhere else."""


def manifests(root: Path, folder: SecretFolder, public: Path) -> str:
    """A List for `kubectl apply -f -`. It holds secrets: it goes through a pipe, into no file."""
    compose: Mapping[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))
    items = [*_secrets(compose["services"], folder), _config_map("public", public)]
    items += [_config_map(name, root / place) for name, place in _CONFIGURATION.items()]
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, indent=1)


def _secrets(parts: Mapping[str, Any], folder: SecretFolder) -> Iterator[dict[str, Any]]:
    for part, content in parts.items():
        named = [{"source": secret} if isinstance(secret, str) else secret for secret in content.get("secrets", [])]
        if named and part not in _ELSEWHERE:
            held = {secret.get("target", secret["source"]): folder.read(secret["source"]) for secret in named}
            yield {"apiVersion": "v1", "kind": "Secret", "metadata": _called(part), "stringData": held}


def _config_map(name: str, place: Path) -> dict[str, Any]:
    data = {file.name: file.read_text(encoding="utf-8") for file in sorted(place.iterdir()) if file.is_file()}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": _called(name), "data": data}


def _called(name: str) -> dict[str, str]:
    return {"name": name, "namespace": "canbao"}

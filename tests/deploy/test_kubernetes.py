"""The manifests of Kubernetes, read: pods are contained, hold their own keys only, and say the same as compose."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from canbao_suite.keys.files import Reader, SecretFolder, publish
from canbao_suite.keys.kubernetes import manifests
from canbao_suite.keys.made import make_missing
from canbao_suite.suite_keys import SuiteKeys

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy/kubernetes"
KUSTOMIZATION = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
DOCUMENTS: list[dict[str, Any]] = [
    document for name in KUSTOMIZATION["resources"] for document in yaml.safe_load_all((KUBERNETES / name).read_text())
]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = ["registration", "payment-bridge", "dedup", "benefits"]


def of_kind(*kinds: str) -> dict[str, dict[str, Any]]:
    return {document["metadata"]["name"]: document for document in DOCUMENTS if document["kind"] in kinds}


WORKLOADS = of_kind("Deployment", "StatefulSet")


def pod(name: str) -> dict[str, Any]:
    spec: dict[str, Any] = WORKLOADS[name]["spec"]["template"]["spec"]
    return spec


def container(name: str) -> dict[str, Any]:
    (only,) = pod(name)["containers"]
    found: dict[str, Any] = only
    return found


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, str]]:
    """What script/keys kubernetes prints: (kind, name) → content."""
    folder = tmp_path_factory.mktemp("kubernetes")
    secrets = SecretFolder(folder / "secrets", Reader(os.geteuid(), os.getegid()))
    make_missing(secrets, folder / "public", SuiteKeys(), "localhost")
    publish(folder / "public" / "jwks.json", b'{"keys": []}')
    items = json.loads(manifests(ROOT, secrets, folder / "public"))["items"]
    assert {item["metadata"]["namespace"] for item in items} == {KUSTOMIZATION["namespace"]}
    return {(item["kind"], item["metadata"]["name"]): item.get("stringData") or item["data"] for item in items}


def test_the_folder_holds_no_file_that_is_not_applied() -> None:
    files = {file.name for file in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(KUSTOMIZATION["resources"])
    assert set(WORKLOADS) == set(COMPOSE["services"]) - {"tax-office", "other-regions"}


def test_the_namespace_refuses_pods_that_are_not_restricted() -> None:
    labels = of_kind("Namespace")["canbao"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_pod_is_contained(name: str) -> None:
    spec, only = pod(name), container(name)
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] >= 999
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert only["securityContext"] == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert set(only["resources"]["limits"]) == {"cpu", "memory"}
    assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & set(spec)
    assert [volume for volume in spec["volumes"] if "hostPath" in volume] == []
    assert "/tmp" in {mount["mountPath"] for mount in only["volumeMounts"]}


@pytest.mark.parametrize("name", WORKLOADS)
def test_images_are_our_own_or_those_of_the_lock(name: str) -> None:
    lock = {image["name"] for image in yaml.safe_load((KUBERNETES / "images/kustomization.yaml").read_text())["images"]}
    image = container(name)["image"]
    assert image == f"canbao/{name}" or (image == name and image in lock)
    assert KUSTOMIZATION["components"] == ["images"]
    lines = (ROOT / "deploy/gateway/Dockerfile").read_text()
    assert re.findall(r"^FROM (.+)$", lines, re.MULTILINE) == ["${NGINX_IMAGE}"]


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_has_the_secrets_of_compose_and_every_volume_exists(name: str, applied: dict[tuple[str, str], dict[str, str]]) -> None:
    held = COMPOSE["services"][name]["secrets"]
    expected = {secret if isinstance(secret, str) else secret["target"] for secret in held}
    assert set(applied["Secret", name]) == expected
    assert all(applied["Secret", name].values())
    mounted = {mount["name"]: mount["mountPath"] for mount in container(name)["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod(name)["volumes"]}
    claimed = {claim["metadata"]["name"] for claim in WORKLOADS[name]["spec"].get("volumeClaimTemplates", [])}
    assert set(mounted) == set(volumes) | claimed
    assert mounted["secrets"] == "/run/secrets"
    assert volumes["secrets"]["secret"] == {"secretName": name, "defaultMode": 0o440}
    for volume in volumes.values():
        if "configMap" in volume:
            assert ("ConfigMap", volume["configMap"]["name"]) in applied


def test_nothing_secret_is_public(applied: dict[tuple[str, str], dict[str, str]]) -> None:
    public = "".join(text for (kind, _), content in applied.items() if kind == "ConfigMap" for text in content.values())
    hidden = {text for (kind, _), content in applied.items() if kind == "Secret" for text in content.values()}
    assert [text[:8] for text in hidden if text in public] == []
    assert "PRIVATE KEY" not in public


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_what_compose_tells_it(service: str) -> None:
    common = of_kind("ConfigMap")["service-environment"]["data"]
    own = {variable["name"]: variable["value"] for variable in container(service).get("env", [])}
    compose = COMPOSE["services"][service]["environment"]
    assert set(common) | set(own) == set(compose)
    differing = {name for name, value in (common | own).items() if compose[name] != value}
    of_peers = {
        f"CANBAO_{peer}_{name}" for peer, url in (("TAX", "OFFICE_URL"), ("OTHER_REGIONS", "URL")) for name in (url, "ALLOWED_HOSTS")
    }
    assert differing <= {"CANBAO_TRUSTED_PROXIES", "CANBAO_CLOCK", "CANBAO_REGISTRATION_URL", *of_peers}
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        assert container(service)[probe]["httpGet"]["path"].startswith(f"/{service}/")


def allowed(way: str, side: str) -> dict[str, list[tuple[str, list[int]]]]:
    """Policy → who may be at the other end, at which ports."""
    found: dict[str, list[tuple[str, list[int]]]] = {}
    for name, policy in of_kind("NetworkPolicy").items():
        for rule in policy["spec"].get(way, []):
            peers = json.dumps(rule.get(side, "anybody"))
            found.setdefault(name, []).append((peers, sorted({port["port"] for port in rule["ports"]})))
    return found


def test_nothing_reaches_anything_but_by_a_rule() -> None:
    nothing = of_kind("NetworkPolicy")["nothing"]["spec"]
    assert nothing == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    gateway, service = ({"podSelector": {"matchLabels": labels}} for labels in ({"app": "gateway"}, {"kind": "service"}))
    assert allowed("ingress", "from") == {
        "gateway": [('"anybody"', [8080, 8443])],
        "services": [(json.dumps([gateway]), [8000])],
        "postgres": [(json.dumps([service]), [5432])],
        "rabbitmq": [(json.dumps([service]), [5671])],
    }
    out = allowed("egress", "to")
    ways_out = {"tax-office": "payment-bridge", "other-regions": "dedup"}
    assert set(out) == {"names", "gateway", "services", "documents", *ways_out}
    assert of_kind("NetworkPolicy")["documents"]["spec"]["podSelector"] == {"matchLabels": {"app": "benefits"}}
    assert out["documents"] == [(json.dumps([gateway]), [8443])]
    for peer, caller in ways_out.items():
        assert of_kind("NetworkPolicy")[peer]["spec"]["podSelector"] == {"matchLabels": {"app": caller}}
        assert out[peer] == [(json.dumps([{"ipBlock": {"cidr": "0.0.0.0/0"}}]), [443])]


def test_operators_entrance_and_probes_are_not_published() -> None:
    ports = {
        service: [port.get("targetPort", port["port"]) for port in content["spec"]["ports"]]
        for service, content in of_kind("Service").items()
    }
    assert ports["gateway"] == [8443, 8080]
    assert [name for name, content in of_kind("Service").items() if content["spec"].get("type")] == ["gateway"]

"""Images by digest: what script/images writes, and that nothing names an image but by the lock. The registry is a program of the test."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from canbao_suite.image_lock import IMAGES, KUSTOMIZATION, kustomization, read_images, unpinned

ROOT = Path(__file__).parents[2]
TELLS = 'case "$*" in "buildx imagetools inspect --format {{.Manifest.Digest}} "*) printf "sha256:%064d\\n" "${#6}" ;; *) exit 9 ;; esac'


def run(folder: Path, docker: str) -> "subprocess.CompletedProcess[str]":
    """What script/images runs, with a docker that does what the test says."""
    tools = folder / "bin"
    tools.mkdir()
    (tools / "docker").write_text(f"#!/bin/sh\n{docker}\n")
    (tools / "docker").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "canbao_suite.image_lock"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the lock."""
    for name in (IMAGES, KUSTOMIZATION):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_digests_are_written_for_compose_and_kubernetes(checkout: Path) -> None:
    tags = {name: image.partition("@")[0] for name, image in read_images(checkout / IMAGES).items()}
    assert run(checkout, TELLS).returncode == 0
    images = read_images(checkout / IMAGES)
    assert images == {name: f"{tag}@sha256:{len(tag):064d}" for name, tag in tags.items()}
    assert unpinned(images) == []
    listed = yaml.safe_load((checkout / KUSTOMIZATION).read_text())["images"]
    by_name = {image["name"]: (image["newName"], image["digest"]) for image in listed}
    assert by_name["postgres"] == ("postgres", f"sha256:{len(tags['CANBAO_IMAGE_POSTGRES']):064d}")
    shutil.rmtree(checkout / "bin")
    assert run(checkout, TELLS.replace("%064d", "%063d9")).returncode == 0
    assert read_images(checkout / IMAGES) != images


@pytest.mark.parametrize(
    "docker",
    ["echo no such image >&2; exit 1", "echo latest", "true", f'case "$6" in nginx*) exit 1 ;; esac; {TELLS}'],
    ids=["away", "nonsense", "nothing", "one"],
)
def test_nothing_is_written_unless_every_digest_is_known(docker: str, checkout: Path) -> None:
    before = [(checkout / name).read_bytes() for name in (IMAGES, KUSTOMIZATION)]
    told = run(checkout, docker)
    assert told.returncode == 1
    assert told.stderr.startswith("No image was changed. ")
    assert [(checkout / name).read_bytes() for name in (IMAGES, KUSTOMIZATION)] == before


def test_kubernetes_names_the_images_of_the_lock() -> None:
    assert (ROOT / KUSTOMIZATION).read_text() == kustomization(read_images(ROOT / IMAGES))

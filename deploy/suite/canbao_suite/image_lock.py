"""The images that are not ours, by digest: deploy/images.lock is the one place that names them.

`script/images` asks the registry for the digest of each tag and writes it down; compose and Kubernetes take what stands there.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

IMAGES = "deploy/images.lock"
KUSTOMIZATION = "deploy/kubernetes/images/kustomization.yaml"
_LINE = re.compile(r"^(CANBAO_IMAGE_([A-Z]+))=(\S+)$", re.MULTILINE)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class NoDigest(Exception):
    """The registry did not tell the digest of an image."""


def read_images(file: Path) -> dict[str, str]:
    """Variable → image."""
    return {line[1]: line[3] for line in _LINE.finditer(file.read_text(encoding="utf-8"))}


def unpinned(settings: Mapping[str, str]) -> list[str]:
    """Images that are named by tag only."""
    return [image for name, image in settings.items() if name.startswith("CANBAO_IMAGE_") and "@sha256:" not in image]


def pin(root: Path, digest_of: Callable[[str], str]) -> None:
    """Write the present digest of each tag into the lock, and the same into Kubernetes. Nothing is written unless all are known."""
    lock = root / IMAGES
    tags = {name: image.partition("@")[0] for name, image in read_images(lock).items()}
    pinned = {name: f"{tag}@{digest_of(tag)}" for name, tag in tags.items()}
    lock.write_text(_LINE.sub(lambda line: f"{line[1]}={pinned[line[1]]}", lock.read_text(encoding="utf-8")), encoding="utf-8")
    (root / KUSTOMIZATION).write_text(kustomization(pinned), encoding="utf-8")


def kustomization(images: Mapping[str, str]) -> str:
    """The same images as a component of Kustomize."""
    lines = [
        "# Written by script/images from deploy/images.lock.",
        "apiVersion: kustomize.config.k8s.io/v1alpha1",
        "kind: Component",
        "images:",
    ]
    for name, image in images.items():
        tagged, _, digest = image.partition("@")
        base, _, tag = tagged.rpartition(":")
        lines += [f"  - name: {name.removeprefix('CANBAO_IMAGE_').lower()}", f"    newName: {base}"]
        lines += [f"    digest: {digest}" if digest else f'    newTag: "{tag}"']
    return "\n".join(lines) + "\n"


def ask_registry(tag: str) -> str:
    """By `docker buildx imagetools inspect`, which loads no image. Raises NoDigest."""
    command = ["docker", "buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}", tag]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = done.stdout.strip()
    if done.returncode or not _DIGEST.fullmatch(found):
        raise NoDigest(f"{tag}: {' '.join((done.stderr or done.stdout).split()) or 'no digest was told'}")
    return found


if __name__ == "__main__":
    try:
        pin(Path(), ask_registry)
    except (NoDigest, FileNotFoundError) as error:
        sys.exit(f"No image was changed. {error}")

"""What the words of a command must be; anything else is refused before the work."""

import os
from pathlib import Path

import typer

from canbao_suite.environments import SERVICES


def check_url(url: str | None) -> str | None:
    """The address of a server, or none; anything else is refused."""
    if url is not None and not url.startswith(("http://", "https://")):
        raise typer.BadParameter("an address begins with http:// or https://")
    return url


def check_target(file: Path | None) -> Path | None:
    """A file that can be written, or none: asked before the work, not after it."""
    if file is not None and (file.is_dir() or not os.access(file if file.exists() else file.absolute().parent, os.W_OK)):
        raise typer.BadParameter(f"{file} cannot be written")
    return file


def check_service(service: str) -> str:
    """The name of a service; anything else is refused."""
    if service not in SERVICES:
        raise typer.BadParameter(f"{service} is none of {', '.join(SERVICES)}")
    return service


def check_services(services: list[str] | None) -> list[str] | None:
    """The same of several."""
    return [check_service(service) for service in services] if services else services

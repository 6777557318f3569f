"""Runs the benefits service: `python -m benefits`, settings from the environment."""

from benefits.app import create_app
from benefits.settings import Settings
from service_runtime.serving import run_service

if __name__ == "__main__":
    run_service(create_app, Settings)

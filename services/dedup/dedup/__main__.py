"""Runs the dedup service: `python -m dedup`, settings from the environment."""

from dedup.app import create_app
from dedup.settings import Settings
from service_runtime.serving import run_service

if __name__ == "__main__":
    run_service(create_app, Settings)

"""Runs the registration service: `python -m registration`, settings from the environment."""

from registration.app import create_app
from registration.settings import Settings
from service_runtime.serving import run_service

if __name__ == "__main__":
    run_service(create_app, Settings)

"""Runs the payment-bridge service: `python -m payment_bridge`, settings from the environment."""

from payment_bridge.app import create_app
from payment_bridge.settings import Settings
from service_runtime.serving import run_service

if __name__ == "__main__":
    run_service(create_app, Settings)

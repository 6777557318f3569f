"""Tests of the gateways of payment-bridge."""

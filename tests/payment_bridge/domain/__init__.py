"""Tests of the rules of payment-bridge."""

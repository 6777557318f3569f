"""Migrations of the registration service."""

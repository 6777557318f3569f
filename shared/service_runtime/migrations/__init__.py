"""Migrations of the tables that the runtime keeps in every service's database."""

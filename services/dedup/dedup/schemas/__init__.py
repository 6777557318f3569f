"""REST bodies of the dedup service."""

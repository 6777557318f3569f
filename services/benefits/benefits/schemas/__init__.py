"""REST bodies of the benefits service, by subject."""

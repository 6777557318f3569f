"""Which tests and rule cases show what the rule book lists; published as docs/coverage.md."""

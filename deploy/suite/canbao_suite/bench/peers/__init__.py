"""Other systems doing the same work; each file runs in the environment of requirements-bench.lock, not in ours."""

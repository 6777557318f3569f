"""The keys of a suite in containers: files that one user reads, made once, changed one kind at a time. `script/keys` runs this."""

"""The outside world of dedup: other regions and the national platform, by docs/contracts/other-regions.yaml."""

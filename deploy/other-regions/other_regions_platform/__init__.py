"""A simulated platform of other regions: a peer process that speaks docs/contracts/other-regions.yaml and misbehaves on purpose."""

"""Event contracts: one module per publisher, state-carrying, versioned by name, personal fields sealed."""

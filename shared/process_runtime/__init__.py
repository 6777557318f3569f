"""What every process of the suite runs on, simulated peers too: how it listens, its secrets, signatures; no bus and no database."""

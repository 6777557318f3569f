"""Rules of the benefits service: pure functions on frozen records. No I/O, no clock."""

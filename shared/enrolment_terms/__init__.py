"""The field's words as value types. No I/O, no rules that differ by region or year."""

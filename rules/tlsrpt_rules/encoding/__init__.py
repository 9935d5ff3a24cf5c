"""TR5xx: what the source format makes of the record."""

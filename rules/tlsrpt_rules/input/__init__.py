"""TR0xx: what could not be read."""

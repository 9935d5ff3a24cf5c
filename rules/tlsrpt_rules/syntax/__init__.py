"""TR2xx: the syntax of the record."""

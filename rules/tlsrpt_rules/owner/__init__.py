"""TR1xx: where the record stands."""

"""TR4xx: the record set, the zone, the repository."""

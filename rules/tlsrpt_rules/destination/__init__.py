"""TR3xx: the destinations of reports."""

"""octoDNS zones in YAML."""

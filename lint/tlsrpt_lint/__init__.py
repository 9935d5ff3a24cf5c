"""tlsrpt-lint: an offline linter for TLS-RPT records (RFC 8460)."""

__version__ = "0.1.0"

"""House rules of an organisation that uses tlsrpt-lint."""

"""The rules of tlsrpt-lint: one file a rule, one folder a family."""

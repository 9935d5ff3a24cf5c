"""TR6xx: valid, yet dropped or misread by a known sender or checker."""

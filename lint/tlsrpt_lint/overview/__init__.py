"""Every mail domain of a run with what it publishes: one module makes the rows, one each an output."""

"""The records of the files against what DNS publishes.

    inventory ── expected ──> expectations ── asking ──> observations
                                   └──────────── judging ─────┴──> drifts ── text, json, markdown

Asking and judging are apart: what differs is a pure function of the files and of what DNS said.
"""

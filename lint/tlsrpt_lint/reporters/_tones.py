"""The colour of each severity."""

from tlsrpt_lint.rule import Severity
from tlsrpt_lint.terminal import Tone

_TONES = {
    Severity.ERROR: Tone.ERROR,
    Severity.WARNING: Tone.WARNING,
    Severity.NOTE: Tone.NOTE,
}


def tone_of(severity: Severity) -> Tone:
    """The tone in which a severity is written."""
    return _TONES[severity]

"""What becomes of a finding, as a table: everything that has a say, and the answer with its cause."""

from typing import Any

import pytest

from tlsrpt_lint.directives import Suppression, read
from tlsrpt_lint.loaders.zone import ZoneLoader
from tlsrpt_lint.rule import Finding, Rule, Severity
from tlsrpt_lint.selection import Choice
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.verdict import Cause, Fate, verdict


class MissingScheme(Rule):
    """A rule."""

    code = "TR303"
    severity = Severity.ERROR
    since = "0.1.0"


def finding() -> Finding:
    source = SourceFile("a.zone", b"text")
    return MissingScheme().finding(source.span(0, 4), "It is so.")


def suppression() -> Suppression:
    source = SourceFile("a.zone", b"; tlsrpt-lint: ignore[TR303] until May\n")
    [directive] = ZoneLoader().directives(source)
    return read(directive)


NOTE = {MissingScheme: Severity.NOTE}
ERROR = {MissingScheme: Severity.ERROR}
SUPPRESSED: dict[str, Any] = {"suppression": suppression()}
NOT_RUN: dict[str, Any] = {"choices": [Choice(ignore=("TR3",))]}
SPARED: dict[str, Any] = {"spared": ["TR3"]}
LISTED: dict[str, Any] = {"listed": True}
KNOWN: dict[str, Any] = {"known": True}
LOWERED: dict[str, Any] = {"levels": NOTE}


@pytest.mark.parametrize(
    ("said", "fate", "cause", "severity", "reason"),
    [
        ({}, Fate.SHOWN, Cause.NONE, "error", ""),
        ({"levels": ERROR}, Fate.SHOWN, Cause.NONE, "error", ""),
        (LOWERED, Fate.DEMOTED, Cause.LEVEL, "note", ""),
        (LISTED, Fate.HIDDEN, Cause.BASELINE, "error", ""),
        (KNOWN, Fate.HIDDEN, Cause.KNOWN, "error", ""),
        (SUPPRESSED, Fate.HIDDEN, Cause.SUPPRESSION, "error", "until May"),
        (SPARED, Fate.HIDDEN, Cause.PATH, "error", ""),
        ({"spared": ["TR4", "missing-scheme"]}, Fate.HIDDEN, Cause.PATH, "error", ""),
        ({"spared": ["TR4"]}, Fate.SHOWN, Cause.NONE, "error", ""),
        (NOT_RUN, Fate.HIDDEN, Cause.NOT_SELECTED, "error", ""),
        # The command line lies over the configuration file.
        (
            {"choices": [Choice(ignore=("TR3",)), Choice(extend_select=("TR303",))]},
            Fate.SHOWN,
            Cause.NONE,
            "error",
            "",
        ),
        (
            {"choices": [Choice(select=("TR303",)), Choice(select=("TR4",))]},
            Fate.HIDDEN,
            Cause.NOT_SELECTED,
            "error",
            "",
        ),
        # Where several speak, the first in the order of causes decides.
        ({**NOT_RUN, **SPARED, **SUPPRESSED}, Fate.HIDDEN, Cause.NOT_SELECTED, "error", ""),
        ({**SPARED, **SUPPRESSED, **LISTED}, Fate.HIDDEN, Cause.PATH, "error", ""),
        ({**LISTED, **KNOWN}, Fate.HIDDEN, Cause.BASELINE, "error", ""),
        ({**SUPPRESSED, **LISTED}, Fate.HIDDEN, Cause.SUPPRESSION, "error", "until May"),
        # What is hidden is counted at the severity that it would have been shown at.
        ({**LISTED, **LOWERED}, Fate.HIDDEN, Cause.BASELINE, "note", ""),
    ],
)
def test_verdict(
    said: dict[str, Any], fate: Fate, cause: Cause, severity: str, reason: str
) -> None:
    answer = verdict(finding(), **said)
    assert (answer.fate, answer.cause, answer.reason) == (fate, cause, reason)
    assert answer.finding.severity.value == severity

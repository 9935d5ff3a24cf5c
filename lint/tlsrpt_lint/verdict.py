"""What becomes of a finding, and why: shown, shown at another severity, or hidden. Decided only here.

Everything that has a say comes in as a value, so that the answer can be read off a table: the
choices of configuration file and command line, what the path is spared, the levels that rules are
given, the suppression that speaks of the finding, whether the baseline lists it, and whether it was
there before. What comes first in the enumeration of causes decides.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from tlsrpt_lint.directives import Suppression
from tlsrpt_lint.rule import Finding, Rule, Severity
from tlsrpt_lint.selection import Choice, levelled, runs, weight


class Fate(Enum):
    """What becomes of a finding."""

    SHOWN = "shown"
    DEMOTED = "demoted"  # or raised: shown at another severity than the rule gave it
    HIDDEN = "hidden"


class Cause(Enum):
    """Why; the first that applies."""

    NOT_SELECTED = "the rule does not run"
    PATH = "per-file-ignores"
    SUPPRESSION = "suppressed"
    BASELINE = "in the baseline"
    KNOWN = "not new"
    LEVEL = "the rule is given another severity"
    NONE = "nothing speaks against it"


class Verdict(NamedTuple):
    """A finding as it is to be shown or counted, what becomes of it, why, and the words given for it."""

    finding: Finding
    fate: Fate
    cause: Cause
    reason: str = ""


def verdict(
    finding: Finding,
    choices: Sequence[Choice] = (),
    spared: Sequence[str] = (),
    levels: Mapping[type[Rule], Severity] | None = None,
    suppression: Suppression | None = None,
    *,
    listed: bool = False,
    known: bool = False,
) -> Verdict:
    """Decide on one finding.

    `spared` are the codes, names and families that the configuration ignores at its path, `levels`
    the severities of rules that are given another one, `listed` is true if the baseline has it, `known` if
    the revision that is compared with does.
    """
    shown = levelled(finding, levels or {})
    if not runs(finding.rule, choices):
        return Verdict(shown, Fate.HIDDEN, Cause.NOT_SELECTED)
    if any(weight(selector, finding.rule) for selector in spared):
        return Verdict(shown, Fate.HIDDEN, Cause.PATH)
    if suppression is not None:
        return Verdict(shown, Fate.HIDDEN, Cause.SUPPRESSION, suppression.reason)
    if listed:
        return Verdict(shown, Fate.HIDDEN, Cause.BASELINE)
    if known:
        return Verdict(shown, Fate.HIDDEN, Cause.KNOWN)
    if shown.severity is not finding.severity:
        return Verdict(shown, Fate.DEMOTED, Cause.LEVEL)
    return Verdict(shown, Fate.SHOWN, Cause.NONE)

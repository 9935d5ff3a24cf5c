"""What a finding says, in sentences, for formats that have one text for it."""

from tlsrpt_lint.rule import Finding
from tlsrpt_lint.terminal import visible


def sentences(finding: Finding) -> str:
    """The fact and the cure, on one line of visible text."""
    if not finding.help:
        return visible(finding.message)
    return f"{visible(finding.message)} {capitalised(visible(finding.help))}."


def capitalised(text: str) -> str:
    """The text with a capital first letter; the rest stays."""
    return text[:1].upper() + text[1:]

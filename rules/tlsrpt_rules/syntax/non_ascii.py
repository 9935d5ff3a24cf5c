import re

from tlsrpt_lint.policy import Fault, FaultKind, Policy
from tlsrpt_lint.records import Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Fix, Fixes, Rule, Severity

_BEFORE_HOST = lazy(r"mailto:[^@]*@[^/?#]*|https://[^/?#]*", re.IGNORECASE)


class NonAscii(Rule):
    """A character that is not ASCII.

    ## What it finds
    Typographic quotes and dashes, no-break and zero-width spaces, a byte order mark, full-width
    punctuation, and words with letters outside ASCII.

    ## Why it matters
    Every part of a TLS-RPT record is ASCII. Such characters come along when a record is copied from
    a web page or a document, often unseen, and make it unreadable for senders.

    ## Fix
    Writes the ASCII character that was meant, or takes out what stands for none. A host name is
    written in its A-label form (`xn--…`). Other letters get no fix.
    """

    code = "TR210"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 2", "RFC 5890, section 2.3.2.1")

    VALID = [
        RIGHT_POLICY,
        "v=TLSRPTv1; rua=https://xn--bcher-kva.example.org/tls",
    ]
    INVALID = [
        Example("v=TLSRPTv1;«\u00a0»rua=mailto:tls@example.org", fixed=RIGHT_POLICY),
        Example("v=TLSRPTv1; rua=mailto:tls@example.org«\u200b»", fixed=RIGHT_POLICY),
        Example("«“»v=TLSRPTv1; rua=mailto:tls@example.org”", fixed=RIGHT_POLICY),
        Example(
            "v=TLSRPTv1«；»rua=mailto:tls@example.org",
            fixed="v=TLSRPTv1;rua=mailto:tls@example.org",
        ),
        Example(
            "v=TLSRPTv1; rua=https://«bücher».example.org/tls",
            fixed="v=TLSRPTv1; rua=https://xn--bcher-kva.example.org/tls",
        ),
        Example("v=TLSRPTv1; rua=mailto:«café»@example.org"),
    ]

    def check_irregular_policy(self, policy: Policy, record: Record) -> Findings:
        from tlsrpt_lint.policy.draft import meant

        for fault in policy.faults_of(FaultKind.NON_ASCII):
            written = policy.written(fault)
            character = next(c for c in written if not c.isascii())
            plain = meant(character)
            what = f"{_named(character)} in '{written}'" if len(written) > 1 else _named(character)
            yield self.finding(
                policy.span(fault),
                f"{what} is not ASCII, so senders cannot read the record.",
                help=_cure(plain),
                related=self.repeated(policy, fault),
                fix=_fix(policy, fault, plain),
            )


def _named(character: str) -> str:
    import unicodedata

    if "\udc80" <= character <= "\udcff":
        return f"The octet 0x{ord(character) - 0xDC00:02X}"
    name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    return f"'{character}' ({name})" if character.isprintable() else name


def _cure(plain: str) -> str:
    if not plain:
        return "take it out"
    if plain == " ":
        return "write an ordinary blank"
    if plain.isascii():
        return f"write '{plain}'"
    return "write host names as A-labels ('xn--…') and other text in ASCII"


def _fix(policy: Policy, fault: Fault, plain: str) -> Fix | None:
    if not plain or plain.isascii():
        edits = [policy.text.edit(p.start, p.end, plain) for p in fault.places]
        return Fix.of("Write plain ASCII", *edits)
    label = _a_label(policy, fault)
    return Fix.of(f"Write '{label}'", policy.edit(fault, label)) if label else None


def _a_label(policy: Policy, fault: Fault) -> str | None:
    """The A-label of the word at fault, if it is a label of a report URI's host."""
    text = policy.text.text
    start = max(text.rfind(mark, 0, fault.start) for mark in ",;= \t") + 1
    if not _BEFORE_HOST.fullmatch(text, start, fault.start):
        return None
    import idna

    try:
        return idna.alabel(policy.written(fault)).decode()
    except idna.IDNAError:
        return None

from tlsrpt_lint.directives import Idle, Idleness
from tlsrpt_lint.rule import RIGHT_TXT, Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.text import Edit

_TEMPORARY = '_smtp._tls 60 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.org"'


class UnusedSuppression(Rule):
    """A suppression does nothing.

    ## What it finds
    A comment `tlsrpt-lint: ignore[…]` that suppresses no finding, names a rule that does not exist,
    or cannot be understood; and `ignore-file[…]` elsewhere than at the top of the file. Of rules that
    do not run it says nothing, nor of those that compare records where the zone was not seen whole.

    ## Why it matters
    A comment that was right once hides the next fault at the same place, and one with a misspelled
    code hides nothing. All rules at once cannot be suppressed: who reads the comment is to know what
    is put up with, and why.

    ## Fix
    Takes out the code that does nothing, or the whole comment if none of its codes does anything.
    """

    code = "TR008"
    severity = Severity.WARNING
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [
        Valid.zone(f"{_TEMPORARY} ; tlsrpt-lint: ignore[TR405] until the move is done\n"),
        Valid.zone(f"; tlsrpt-lint: ignore[unusual-ttl] until the move is done\n{_TEMPORARY}\n"),
        Valid("; tlsrpt-lint: ignore-file[TR4] a test zone\n" + _TEMPORARY + "\n", "example.zone"),
    ]
    INVALID = [
        Example.zone(
            f"_smtp._tls 3600 IN {RIGHT_TXT[:-1]} ; tlsrpt-lint: ignore[«TR303»] as agreed\n",
            f"_smtp._tls 3600 IN {RIGHT_TXT}",
        ),
        Example.zone(
            f"; tlsrpt-lint: ignore[TR405, «unusual-tll»] short\n{_TEMPORARY}\n",
            f"; tlsrpt-lint: ignore[TR405] short\n{_TEMPORARY}\n",
        ),
        Example.zone(
            f"; tlsrpt-lint: «ignore»\n_smtp._tls 3600 IN {RIGHT_TXT}",
            f"_smtp._tls 3600 IN {RIGHT_TXT}",
        ),
    ]

    def check_suppression(self, idle: Idle) -> Findings:
        suppression, word, why, hint, alone = idle
        directive = suppression.directive
        span = directive.text.span() if word is None else word.span
        name = directive.text.text if word is None else word.text
        cut = Edit(directive.cut, "")
        yield self.finding(
            span,
            _MESSAGES[why].format(name),
            help=hint or _HELP[why],
            fix=Fix.of("Remove the suppression", cut)
            if alone
            else Fix.of(f"Remove '{name}' from the suppression", word.without if word else None),
        )


_MESSAGES = {
    Idleness.UNUSED: "Nothing here is found by '{}', so the suppression hides only what comes later.",
    Idleness.UNKNOWN: "No rule is called '{}', so the suppression hides nothing.",
    Idleness.BLANKET: "'{}' names more than one family of rules, so the suppression hides nothing.",
    Idleness.NOT_AT_TOP: "'{}' does not stand at the top of the file, so it hides nothing.",
    Idleness.MALFORMED: "'{}' is no suppression that names its rules, so it hides nothing.",
}
_HELP = {
    Idleness.UNUSED: "remove it",
    Idleness.UNKNOWN: "see `tlsrpt-lint rules` for the codes",
    Idleness.BLANKET: "name single rules, or a family such as TR4",
    Idleness.NOT_AT_TOP: "put it above everything else, or use 'ignore' at the record",
    Idleness.MALFORMED: "write 'ignore[CODE] reason', or 'ignore-file[CODE] reason' at the top",
}

from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import RIGHT_POLICY, Example, Findings, Rule, Severity, Valid


class FailedLookup(Rule):
    """DNS does not answer a question.

    ## What it finds
    With `tlsrpt-lint lookup`: a question for the record at `_smtp._tls` to which no answer came. The
    message tells a server that fails (SERVFAIL, often a DNSSEC signature that is not valid) from one
    that refuses, that is silent, that cannot be reached, whose answer is cut short, or that answers
    something else. As a note: the same of a question for what else is looked at, such as the MX.

    ## Why it matters
    What is published is not known. Senders that get no answer either make no reports.
    """

    code = "TR009"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 1035, section 4.1.1", "RFC 8460, section 3")

    VALID = [
        Valid(f'_smtp._tls.example.com. 3600 IN TXT "{RIGHT_POLICY}"\n', "dns:example.com"),
    ]
    INVALID = [
        Example(
            "«; _smtp._tls.example.com. IN TXT TIMEOUT: 192.0.2.1#53 gave no answer within 10 s»\n",
            file="dns:example.com",
        ),
        Example(
            f'_smtp._tls.example.com. 3600 IN TXT "{RIGHT_POLICY}"\n'
            "«; example.com. IN MX SERVFAIL: 192.0.2.1#53 failed (SERVFAIL)»\n",
            file="dns:example.com",
            severity=Severity.NOTE,
        ),
    ]

    def check_file(self, loaded: Loaded) -> Findings:
        yield from self.problems(loaded, ProblemKind.LOOKUP_FAILED)
        yield from self.problems(loaded, ProblemKind.LOOKUP_INCOMPLETE, Severity.NOTE)

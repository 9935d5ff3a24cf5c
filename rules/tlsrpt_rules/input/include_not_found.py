from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class IncludeNotFound(Rule):
    """An included file is not there.

    ## What it finds
    An include whose target is missing. It is a note where the target is made on the server (DNSSEC
    keys, absolute paths), and an error where the include goes in a circle or leaves the repository,
    which no file is read for.

    ## Why it matters
    The zone is not seen whole, so nothing is said of what it lacks, and what stands in the missing
    file is not checked. A server that does not find the file refuses the zone.
    """

    code = "TR003"
    severity = Severity.WARNING
    since = "0.1.0"
    references = ("RFC 1035, section 5.1",)

    VALID = [Valid.zone()]
    INVALID = [
        Example.zone("$INCLUDE «mail.inc»\n"),
        Example.zone(
            "$INCLUDE «Kexample.com.+013+12345.key»\n",
            severity=Severity.NOTE,
        ),
    ]

    def check_file(self, loaded: Loaded) -> Findings:
        yield from self.problems(loaded, ProblemKind.INCLUDE_MISSING)
        yield from self.problems(loaded, ProblemKind.INCLUDE_SERVER_MADE, Severity.NOTE)
        yield from self.problems(loaded, ProblemKind.INCLUDE_REFUSED, Severity.ERROR)

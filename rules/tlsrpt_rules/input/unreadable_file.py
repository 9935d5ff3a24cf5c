from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class UnreadableFile(Rule):
    """A file has syntax that cannot be read.

    ## What it finds
    Bytes, YAML, JSON, HCL or master-file syntax that no reader of the format gets past, in a file
    that is one of that format. Where the format allows it, reading goes on behind the fault.

    ## Why it matters
    The server or the tool that the file is for refuses it: nothing in it is published, and what is
    published already grows stale. What follows the fault may be unchecked here as well.
    """

    code = "TR001"
    severity = Severity.ERROR
    since = "0.1.0"
    references = ("RFC 1035, section 5.1", "RFC 8259, section 2")

    VALID = [Valid.zone()]
    INVALID = [
        Example.zone('_smtp._tls TXT «"v=TLSRPTv1; rua=mailto:tls@example.org»\n'),
    ]

    def check_file(self, loaded: Loaded) -> Findings:
        return self.problems(loaded, ProblemKind.SYNTAX)

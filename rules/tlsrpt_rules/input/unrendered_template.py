from itertools import islice

from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import Example, Findings, Rule, Severity, Valid


class UnrenderedTemplate(Rule):
    """A file is a template that has not been rendered.

    ## What it finds
    Marks of Jinja, ERB, Go templates or hosting panels in a zone file. It says so once a file, at
    the first mark.

    ## Why it matters
    Only the records that stand there in full were checked. What the template makes of the rest,
    and whether the zone lacks a record, can be told from the rendered file only.
    """

    code = "TR005"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 1035, section 5.1",)

    VALID = [Valid.zone()]
    INVALID = [
        Example.zone("mail A «{{ mail_address }}»\nwww A {{ web_address }}\n"),
    ]

    def check_file(self, loaded: Loaded) -> Findings:
        return islice(self.problems(loaded, ProblemKind.TEMPLATE), 1)

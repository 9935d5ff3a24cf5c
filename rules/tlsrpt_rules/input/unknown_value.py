from tlsrpt_lint.records import Loaded, ProblemKind
from tlsrpt_lint.rule import RIGHT_YAML, Example, Findings, Rule, Severity, Valid


class UnknownValue(Rule):
    """A value exists only after apply or rendering.

    ## What it finds
    A record at `_smtp._tls` whose value the file does not hold: unknown until Terraform applies, a
    hole that octoDNS's templating or CloudFormation's `!Sub` fills.

    ## Why it matters
    Such a record was not checked, and a file without findings does not speak for it.
    """

    code = "TR004"
    severity = Severity.NOTE
    since = "0.1.0"
    references = ("RFC 8460, section 3",)

    VALID = [Valid.octodns(RIGHT_YAML)]
    INVALID = [
        Example.octodns(RIGHT_YAML.replace("v=TLS", "«v=TLS").replace(".org", "{zone_name}»"))
    ]

    def check_file(self, loaded: Loaded) -> Findings:
        return self.problems(loaded, ProblemKind.UNKNOWN_VALUE)

from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import RIGHT_YAML, Example, Findings, Fix, Fixes, Rule, Severity, Valid
from tlsrpt_lint.text import MappedText

_MARKS = {
    QuirkKind.SEMICOLON_UNESCAPED: (lazy(r"(?<!\\);"), "\\;"),
    QuirkKind.SEMICOLON_ESCAPED: (lazy(r"\\+;"), ";"),
}
_DMARC = "_dmarc:\n  type: TXT\n  value: v=DMARC1\\; p=none\n"
_WRONG = RIGHT_YAML.replace("\\;", "«;»")


class OctodnsSemicolon(Rule):
    r"""A semicolon is written otherwise than the octoDNS provider reads it.

    ## What it finds
    A bare `;` where the provider has `escaped_semicolons: true`, or `\;` where it has `false`. The
    option is read from the configuration or told from other values; a file that mixes both is
    reported once. Where nothing tells it, the default of octoDNS 1.x (`true`) is taken, and the
    finding is a warning.

    ## Why it matters
    octoDNS stops at such a value, and nothing of the zone is published.

    ## Fix
    Writes each `;` of the value as the provider wants it, where the option is known.
    """

    code = "TR502"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "octoDNS, YamlProvider, escaped_semicolons")

    VALID = [Valid.octodns(RIGHT_YAML)]
    INVALID = [
        Example.octodns(_DMARC + _WRONG, fixed=_DMARC + RIGHT_YAML),
        Example.octodns(_WRONG, severity=Severity.WARNING),
    ]

    def check_zone(self, zone: ZoneInstance) -> Findings:
        told = set()
        for record in zone.policies:
            for quirk in record.quirks:
                path = quirk.span.source.path
                if quirk.kind in _MARKS and (
                    quirk.detail == "the configuration" or path not in told
                ):
                    told.add(path)
                    yield from self._refused(quirk, record)

    def _refused(self, quirk: Quirk, record: Record) -> Findings:
        marks, right = _MARKS[quirk.kind]
        value = quirk.text or MappedText.literal(quirk.span)
        places = [found.span() for found in marks.finditer(value.text)]
        written = value.text[slice(*places[0])]
        if written.startswith("\\\\"):
            right = "\\;"
        if not quirk.detail:
            yield self.finding(
                value.span(*places[0]),
                f"octoDNS refuses '{written}' unless the provider has 'escaped_semicolons: false'.",
                help="write '\\;' with 'escaped_semicolons: true' (the default), ';' with 'false'",
                severity=Severity.WARNING,
                record=record,
            )
            return
        edits = (value.edit(start, end, right) for start, end in places)
        yield self.finding(
            value.span(*places[0]),
            f"Going by {quirk.detail}, octoDNS wants '{right}' here and refuses the zone.",
            help=f"write '{right}'",
            fix=Fix.of(f"Write '{right}' for each '{written}'", *edits),
            record=record,
        )

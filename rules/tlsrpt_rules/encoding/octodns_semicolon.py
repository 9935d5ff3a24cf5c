from tlsrpt_lint.inventory import ZoneInstance
from tlsrpt_lint.records import Quirk, QuirkKind, Record
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.rule import (
    RIGHT_YAML,
    Example,
    Finding,
    Findings,
    Fix,
    Fixes,
    Rule,
    Severity,
    Valid,
)
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
    Writes each `;` of the policies in the file as the provider wants it, where the option is known.
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
        mixed: dict[tuple[str, QuirkKind], list[tuple[Quirk, Record]]] = {}
        for record in zone.policies:
            for quirk in record.quirks:
                if quirk.kind not in _MARKS:
                    continue
                if quirk.detail == "the configuration":
                    yield self._refused([quirk], record)
                else:
                    key = quirk.span.source.path, quirk.kind
                    mixed.setdefault(key, []).append((quirk, record))
        told = set()
        for (path, _), found in mixed.items():
            if path not in told:
                told.add(path)
                yield self._refused([quirk for quirk, _ in found], found[0][1])

    def _refused(self, quirks: list[Quirk], record: Record) -> Finding:
        """The finding at the first of some quirks of one kind; its fix mends them all."""
        marks, right = _MARKS[quirks[0].kind]
        texts = [quirk.text or MappedText.literal(quirk.span) for quirk in quirks]
        found = [(text, mark) for text in texts for mark in marks.finditer(text.text)]
        edits = (text.edit(*mark.span(), _right(mark[0], right)) for text, mark in found)
        text, mark = found[0]
        right = _right(mark[0], right)
        if not quirks[0].detail:
            return self.finding(
                text.span(*mark.span()),
                f"octoDNS refuses '{mark[0]}' unless the provider has 'escaped_semicolons: false'.",
                help="write '\\;' with 'escaped_semicolons: true' (the default), ';' with 'false'",
                severity=Severity.WARNING,
                record=record,
            )
        return self.finding(
            text.span(*mark.span()),
            f"Going by {quirks[0].detail}, octoDNS wants '{right}' here and refuses the zone.",
            help=f"write '{right}'",
            fix=Fix.of(f"Write '{right}' for each '{mark[0]}'", *edits),
            record=record,
        )


def _right(written: str, right: str) -> str:
    return "\\;" if written.startswith("\\\\") else right

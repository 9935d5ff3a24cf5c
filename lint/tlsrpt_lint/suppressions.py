"""Which findings a comment suppresses, and which comments suppress nothing.

A suppression is bound to records, not to line numbers: it speaks of the findings of the records on
its lines, wherever in the record they point. If no record stands there, it speaks of its block (see
`Directive.scope`). It names rules by code, name or family, and there is no form that names them all.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from tlsrpt_lint.directives import (
    Directive,
    Idle,
    Idleness,
    Suppression,
    Word,
    has_directives,
    read,
)
from tlsrpt_lint.engine import in_order
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loader import Loader
from tlsrpt_lint.records import Record
from tlsrpt_lint.rule import Finding, Rule
from tlsrpt_lint.selection import weight
from tlsrpt_lint.source import SourceFile, Span


class Suppressions:
    """The suppressions of a run. `records` are all records, in any order."""

    def __init__(self, directives: Iterable[Directive], records: Iterable[Record]) -> None:
        unique = {_key(directive): directive for directive in directives}
        self._bound = [_Bound(read(directive)) for directive in unique.values()]
        self._by_line: dict[tuple[str, int], list[_Bound]] = {}
        self._by_file: dict[str, list[_Bound]] = {}
        for bound in self._bound:
            path, directive = bound.source.path, bound.suppression.directive
            for line in directive.lines:
                self._by_line.setdefault((path, line), []).append(bound)
            if bound.suppression.whole_file or directive.scope is not None:
                self._by_file.setdefault(path, []).append(bound)
        self._paths = {path for path, _ in self._by_line}
        self._used: set[tuple[Hashable, str]] = set()
        for record in records if self._bound else ():
            for bound in self._at(record):
                bound.is_at_record = True

    def __bool__(self) -> bool:
        return bool(self._bound)

    def of(self, finding: Finding) -> Suppression | None:
        """The suppression that hides the finding, None if none does. All that would are in use."""
        first = None
        for bound in self._speaking_of(finding):
            for word in bound.suppression.words:
                if means(word.text, finding.rule):
                    self._used.add((_key(bound.suppression.directive), word.text))
                    first = first or bound.suppression
        return first

    def idle(
        self, ran: Sequence[type[Rule]], every_rule: Sequence[type[Rule]], whole: Mapping[str, bool]
    ) -> Iterator[Idle]:
        """What suppressed nothing, once `of` was asked of all findings.

        Of rules that did not run nothing is known; nor is it of those that look beyond one record
        unless `whole` says that all of the file's zones were seen whole.
        """
        for bound in self._bound:
            suppression = bound.suppression
            if not suppression.words:
                yield Idle(suppression, None, Idleness.MALFORMED, None, alone=True)
                continue
            if suppression.whole_file and not suppression.directive.at_top:
                yield Idle(suppression, None, Idleness.NOT_AT_TOP, None, alone=True)
                continue
            beyond = whole.get(bound.source.path, False)
            judged = [
                (word, self._why_idle(suppression, word, ran, every_rule, whole=beyond))
                for word in suppression.words
            ]
            alone = all(why for _, why in judged)
            for word, why in judged:
                if why is not None:
                    hint = _hint(word, every_rule) if why is Idleness.UNKNOWN else None
                    yield Idle(suppression, word, why, hint, alone)

    def _speaking_of(self, finding: Finding) -> Iterator["_Bound"]:
        """The suppressions that stand where they can hide the finding."""
        if not self._bound:
            return
        span, record = finding.span, finding.record
        near = [*self._on(span), *(self._at(record) if record is not None else ())]
        yield from (bound for bound in near if not bound.suppression.whole_file)
        places = [span] if record is None else [span, record.place]
        for path in dict.fromkeys(place.source.path for place in places):
            for bound in self._by_file.get(path, ()):
                if bound.has_in_scope(places):
                    yield bound

    def _at(self, record: Record) -> list["_Bound"]:
        return [*self._on(record.place), *self._on(record.owner_span)]

    def _on(self, span: Span) -> list["_Bound"]:
        """The suppressions that speak of the lines of a place."""
        path = span.source.path
        if path not in self._paths:
            return []
        lines = range(span.begin.line, _last_line(span) + 1)
        return [bound for line in lines for bound in self._by_line.get((path, line), ())]

    def _why_idle(
        self,
        suppression: Suppression,
        word: Word,
        ran: Sequence[type[Rule]],
        every_rule: Sequence[type[Rule]],
        *,
        whole: bool,
    ) -> Idleness | None:
        if is_blanket(word.text):
            return Idleness.BLANKET
        meant = [rule for rule in every_rule if weight(word.text, rule)]
        if not meant:
            return Idleness.UNKNOWN
        if (_key(suppression.directive), word.text) in self._used:
            return None
        known = all(rule in ran and (whole or not _looks_beyond(rule)) for rule in meant)
        return Idleness.UNUSED if known else None


def gathered(inventory: Inventory, loaders: Iterable[Loader]) -> Suppressions:
    """The suppressions in the files of a run, those that were read along with others included."""
    by_format = {loader.format: loader for loader in loaders}
    records = [record for zone in inventory.zones for record in zone.records]
    sources: dict[str, tuple[SourceFile, Loader]] = {}
    for file in inventory.files:
        loader = by_format.get(file.format)
        if loader is None or not file.speaks:
            continue
        sources.setdefault(file.source.path, (file.source, loader))
        if file.included or file.consulted:
            for record in (record for part in file.parts for record in part.records):
                source = record.place.source
                sources.setdefault(source.path, (source, loader))
    directives = [
        directive
        for source, loader in sources.values()
        if has_directives(source)
        for directive in loader.directives(source)
    ]
    return Suppressions(directives, records)


def with_idle(
    suppressions: Suppressions,
    findings: Sequence[Finding],
    inventory: Inventory,
    ran: Sequence[Rule],
    every_rule: Sequence[type[Rule]],
) -> list[Finding]:
    """All findings of the other rules, and those on suppressions that do nothing to them, in order."""
    if not suppressions:
        return list(findings)
    for finding in findings:
        suppressions.of(finding)
    whole: dict[str, bool] = {}
    for zone in inventory.zones:
        for record in zone.records:
            path = record.place.source.path
            whole[path] = whole.get(path, True) and zone.seen_whole
    kinds = [type(rule) for rule in ran]
    idle = list(suppressions.idle(kinds, every_rule, whole))
    new = [found for rule in ran for one in idle for found in rule.check_suppression(one)]
    return sorted([*findings, *new], key=in_order)


def means(word: str, rule: type[Rule]) -> bool:
    """True if the word of a suppression names the rule."""
    return not is_blanket(word) and weight(word, rule) > 0


def is_blanket(word: str) -> bool:
    """True for `ALL` and for the front of a code that has no digit, such as `TR`."""
    return word.isalpha() and word.isupper()


class _Bound:
    """A suppression, and whether its lines are those of a record: then it speaks of no more."""

    def __init__(self, suppression: Suppression) -> None:
        self.suppression = suppression
        self.source: SourceFile = suppression.directive.source
        self.is_at_record = False

    def has_in_scope(self, places: Sequence[Span]) -> bool:
        """True if one of the places lies in the file or block that it speaks of."""
        directive, path = self.suppression.directive, self.source.path
        here = [span for span in places if span.source.path == path]
        if self.suppression.whole_file:
            return directive.at_top and bool(here)
        scope = directive.scope
        if self.is_at_record or scope is None:
            return False
        return any(scope.start <= span.start and span.end <= scope.end for span in here)


def _last_line(span: Span) -> int:
    """The line of the last character: a span may end with the line end."""
    return span.source.position(max(span.start, span.end - 1)).line


def _key(directive: Directive) -> Hashable:
    return directive.source.path, directive.cut.start, directive.cut.end


def _looks_beyond(rule: type[Rule]) -> bool:
    """True if what the rule says of a record depends on others."""
    wide = ("check_record_set", "check_irregular_record_set", "check_zone", "check_inventory")
    return any(getattr(rule, name) is not getattr(Rule, name) for name in wide)


def _hint(word: Word, rules: Iterable[type[Rule]]) -> str | None:
    from tlsrpt_lint.suggestion import did_you_mean

    return did_you_mean(word.text, (name for rule in rules for name in (rule.code, rule.name())))

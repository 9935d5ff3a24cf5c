"""The reading of one zone file with its includes: its zones, and what could not be read."""

from collections.abc import Callable
from typing import NamedTuple

from tlsrpt_lint.interest import TEXT_TYPES, owner_matters, text_matters
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.names import ROOT, Name, Owner
from tlsrpt_lint.records import Loaded, Problem, ProblemKind, Record, ZonePart
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import MappedText

from ._context import Passed, Rereader, ZoneContext
from ._lexer import Fault, shortened


class Origin(NamedTuple):
    """What relative names are below; not `absolute` while the zone's own name is not known."""

    name: Name
    absolute: bool


UNKNOWN = Origin(ROOT, absolute=False)


class Part:
    """A zone in the making."""

    def __init__(self, apex: Name | None) -> None:
        self.apex = apex
        self.rclass = "IN"
        self.has_soa = False
        self.serials: list[MappedText] = []
        self.records: list[Record] = []
        self.context: list[Record | Passed] = []
        self.bare: set[tuple[Name, bool]] = set()  # owners of what is of no interest

    def belongs(self, name: Name, absolute: bool) -> bool:
        """True if the name is one of this zone, as far as its name is known."""
        known = absolute and self.has_soa and self.apex is not None
        return not known or (self.apex is not None and name.is_at_or_below(self.apex))


class WrongOriginError(Exception):
    """Names were read below an origin that the SOA record belies: read again below `apex`."""

    def __init__(self, apex: Name) -> None:
        super().__init__(str(apex))
        self.apex = apex


class NotPlainError(Exception):
    """The file holds what its context cannot be found behind: all of it has to be read at once."""


class Reading:
    """The reading of one file with its includes: what was found so far.

    `leaving_context`: records of the context are passed over, to be found when they are asked for.
    """

    def __init__(
        self,
        source: SourceFile,
        around: Surroundings,
        apex: Name | None,
        *,
        settled: bool = False,
        leaving_context: bool = False,
    ) -> None:
        self.source = source
        self.around = around
        self.settled = settled
        self.leaving_context = leaving_context
        self.part = Part(apex)
        self.parts = [self.part]
        self.start = Origin(apex, absolute=True) if apex is not None else UNKNOWN
        self.start_used = False
        self.problems: list[Problem] = []
        self.faults: list[tuple[SourceFile, Fault]] = []
        self.templates: dict[str, Span] = {}
        self.dialect: tuple[Span, str] | None = None
        self.ownerless: Span | None = None
        self.unread = False
        self.speaks = False
        self.generated = 0
        self.sources = {source.path: source}

    def loaded(self, reread: Callable[[Passed], Rereader]) -> Loaded:
        """What came of it, once all is read; `reread` reads what was passed over."""
        self._settle_outside()
        self._report_unknown_zone()
        self._report_ownerless()
        self._report_faults()
        sources = tuple(self.sources.values())
        parts = []
        for part in self.parts:
            context = ZoneContext(part.context, part.bare, part.belongs, reread, sources)
            if part.has_soa or part.records or context.has_records():
                instance = ("zone", self.source.path, part.apex)
                whole = part.has_soa and part.apex is not None and not self.unread
                records, serials = tuple(part.records), tuple(part.serials)
                parts.append(
                    ZonePart(part.apex, instance, records, whole, context=context, serials=serials)
                )
        included = frozenset(self.sources) - {self.source.path}
        return Loaded(
            self.source, "zone", tuple(parts), tuple(self.problems), included, speaks=self.speaks
        )

    def problem(self, kind: ProblemKind, span: Span, message: str, cure: str | None = None) -> None:
        """Note what could not be read; the zone is then not seen whole."""
        self.problems.append(Problem(kind, span, message, cure))
        self.unread = True

    def start_of_authority(self, owner: Owner, rclass: str, *, included: bool) -> None:
        """An SOA record: it names the zone, and a second name begins a second zone."""
        belied = owner.absolute and owner.name != self.start.name
        if belied and not self.part.has_soa and not self.settled and (self.start_used or included):
            raise WrongOriginError(owner.name)
        apex = owner.name if owner.absolute else None
        if self.leaving_context and (
            rclass != "IN" or (self.part.has_soa and apex != self.part.apex)
        ):
            raise NotPlainError
        if self.part.has_soa and apex != self.part.apex:
            known = [part for part in self.parts if part.apex == apex]
            self.part = known[0] if known else Part(apex)
            if not known:
                self.parts.append(self.part)
        self.part.apex = apex
        self.part.has_soa = True
        self.part.rclass = rclass

    def _settle_outside(self) -> None:
        """Records outside the zone that they stand in: another zone of the file, or nowhere."""
        for part in self.parts:
            kept = []
            for record in part.records:
                home = self._home(record, part)
                if home is part:
                    kept.append(record)
                elif home is not None:
                    home.records.append(record)
                elif record.strings and is_policy_place(record):
                    self._report_outside(record, part)
            part.records = kept
            self._settle_context(part)

    def _settle_context(self, part: Part) -> None:
        kept: list[Record | Passed] = []
        for piece in part.context:
            home = self._home(piece, part) if isinstance(piece, Record) else part
            if home is part:
                kept.append(piece)
            elif home is not None:
                home.context.append(piece)
        part.context = kept

    def _home(self, record: Record, part: Part) -> Part | None:
        owner = record.owner
        if not owner.absolute:
            return part
        if not part.has_soa:
            return part if len(owner.name) > 2 or not owner_matters(str(owner.name)) else None
        if part.apex is None or owner.name.is_at_or_below(part.apex):
            return part
        homes = [p for p in self.parts if p.apex is not None and owner.name.is_at_or_below(p.apex)]
        return max(homes, key=lambda home: len(home.apex or ()), default=None)

    def _report_outside(self, record: Record, part: Part) -> None:
        written = record.owner.written
        zone = f"the zone '{part.apex}'" if part.apex is not None else "every mail domain"
        self.problems.append(
            Problem(
                ProblemKind.BAD_OWNER,
                written.span(),
                f"The owner '{written}' is absolute and lies outside {zone}, so name servers drop"
                " the record or refuse the file.",
                "remove the final dot, or write the full name of a domain of the zone",
                record=record,
                owner=str(record.owner.name),
            )
        )

    def _report_unknown_zone(self) -> None:
        for part in self.parts:
            for record in part.records:
                if record.owner.absolute or not is_policy_place(record) or self.templates:
                    continue
                written = record.owner.written
                self.problems.append(
                    Problem(
                        ProblemKind.UNKNOWN_ZONE if part.has_soa else ProblemKind.LONE_PART,
                        written.span(),
                        f"The owner '{written}' is relative, and nothing says of which zone, so its"
                        " place was not checked.",
                        "name the zone with --origin, an $ORIGIN line, or the file's name"
                        " (example.com.zone)",
                        owner=str(record.owner.name),
                    )
                )
                return

    def _report_ownerless(self) -> None:
        """A zone's first record needs an owner; that of a part may take its including file's."""
        if self.ownerless is not None and any(part.has_soa for part in self.parts):
            span = self.ownerless
            fault = Fault(
                span.start,
                span.end,
                "The record has no owner: its line begins with a blank, and no owner was written"
                " before.",
                "begin the line with the owner, or with '@' for the zone itself",
            )
            self.faults.append((span.source, fault))

    def _report_faults(self) -> None:
        for source, fault in self.faults:
            if source.path not in self.templates:
                self.problem(
                    ProblemKind.SYNTAX,
                    source.span(fault.start, fault.end),
                    fault.message,
                    fault.help,
                )
        for span in self.templates.values():
            self.problem(
                ProblemKind.TEMPLATE,
                span,
                f"'{shortened(span.text)}' is filled in when the file is rendered; only records"
                " without such marks were checked.",
                "lint the rendered file as well",
            )
        if self.dialect and not self.templates:
            span, server = self.dialect
            self.problems.append(
                Problem(
                    ProblemKind.TEMPLATE,
                    span,
                    f"'{span.text}' is a record type of {server}, answered otherwise than written;"
                    " such records were not checked.",
                )
            )


def is_policy_place(record: Record) -> bool:
    """True for a text record that a rule could say something about."""
    if record.type not in TEXT_TYPES:
        return False
    if any(label in ("_tls", "_smtp") for label in record.owner.name):
        return True
    return record.value is not None and text_matters(record.value.text)

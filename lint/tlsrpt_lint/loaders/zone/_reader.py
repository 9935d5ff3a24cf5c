"""From the entries of a zone file to records: owners, origins, directives, recovery."""

import re
from functools import partial

from tlsrpt_lint.directives import WORD
from tlsrpt_lint.interest import COMPANION_TYPES, TEXT_TYPES, owner_matters, text_matters
from tlsrpt_lint.loader import Surroundings, UnreachableError
from tlsrpt_lint.names import BadNameError, Name, Owner, parse_name
from tlsrpt_lint.records import (
    CharacterString,
    Loaded,
    Problem,
    ProblemKind,
    Quirk,
    QuirkKind,
    Record,
    ZonePart,
)
from tlsrpt_lint.source import BOM, SourceFile, Span
from tlsrpt_lint.text import MappedText

from ._blank import owner_encoder
from ._context import CONTEXT_TYPES, Passed, ZoneContext
from ._detect import begins_with_origin
from ._entry import Header, parse_header
from ._filename import zone_of_file
from ._generate import generated, generated_range
from ._includes import Includes
from ._lexer import (
    BORING,
    PLAIN_DIRECTIVE,
    PLAIN_RECORD,
    Entry,
    Fault,
    Token,
    Usual,
    boring_or_context,
    read_entry,
    shortened,
    unquoted,
    usual_header,
)
from ._rdata import GenericRdata, generic_fault, is_generic
from ._reading import NotPlainError, Origin, Reading, WrongOriginError
from ._strings import decode_string, encode_quoted, read_strings, text_quirks
from ._templates import depth_change, has_mark, has_name_mark, statement_end
from ._types import DIALECTS, class_of, ttl_of, type_of

LARGE = (
    1 << 16
)  # bytes from which on the records of the context are left to be found when asked for
MAX_GENERATED = 10_000
MAX_PARENTS = 10

_DOLLAR = ord("$")
_SERIAL_AT = 2
_TARGET_AT = {"MX": 1, "CNAME": 0, "NS": 0, "DNAME": 0}
_DIRECTIVES = ("$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE")
# Directives of one server, which say nothing about names.
_OTHER_DIRECTIVES = frozenset({"$ADDR_LIMIT_V4", "$ADDR_LIMIT_V6", "$DATE", "$UNIXTIME"})


def read_zone_file(source: SourceFile, around: Surroundings) -> Loaded:
    """Read a zone file with its includes.

    The zone is the one that was given for the file, else the one for which a server's configuration
    in the repository reads it, the one that its SOA record or its own name tells, or the one by
    which another file speaks of it.
    """
    loaded = _read_as(source, around, around.origin or _zone_outside(source, around))
    if _lacks_zone(loaded) and source.disk_path is not None:
        from ._mentions import mentions_below

        mentions = mentions_below(around.real_root)
        zone = mentions.zone_of(source.disk_path)
        if zone is not None:
            return _read_as(source, around, zone)
        parents = [p for p in mentions.parents_of(source.disk_path) if p != source.disk_path]
        return _through_parents(loaded, parents[:MAX_PARENTS], around) or loaded
    return loaded


def _zone_outside(source: SourceFile, around: Surroundings) -> Name | None:
    """The zone of a file by a server's configuration, or by the file's name."""
    zone = None
    # A file that names its origin first needs nobody else to say it.
    if source.disk_path is not None and not begins_with_origin(source.data):
        from ._mentions import server_configurations

        zone = server_configurations(around.real_root).zone_of(source.disk_path)
    return zone or zone_of_file(source.path)


def _read_as(source: SourceFile, around: Surroundings, apex: Name | None) -> Loaded:
    settled, leaving_context = False, len(source.data) >= LARGE
    while True:
        run = Reading(source, around, apex, settled=settled, leaving_context=leaving_context)
        try:
            FileReader(run, Includes(run), source, run.start, None).read()
        except WrongOriginError as told:
            apex, settled = told.apex, True
        except NotPlainError:
            leaving_context = False
        else:
            return run.loaded(partial(PassedReader, run))


def _lacks_zone(loaded: Loaded) -> bool:
    unknown = (ProblemKind.UNKNOWN_ZONE, ProblemKind.LONE_PART)
    return any(problem.kind in unknown for problem in loaded.problems)


def _through_parents(part: Loaded, parents: list[str], around: Surroundings) -> Loaded | None:
    """A part of a zone as the files that include it have it: its own records and problems only."""
    path = part.source.path
    parts: list[ZonePart] = []
    problems: list[Problem] = []
    for parent in parents:
        try:
            source = around.read(part.source, parent)
        except UnreachableError:
            continue
        loaded = _read_as(source, around, zone_of_file(source.path))
        for zone in loaded.parts:
            records = tuple(r for r in zone.records if r.span.source.path == path)
            context = zone.context
            if isinstance(context, ZoneContext):
                context = context.of_file(path)
            if records:
                parts.append(zone._replace(records=records, whole=False, context=context))
        problems += (p for p in loaded.problems if p.span.source.path == path)
    if not parts:
        return None
    seen = dict.fromkeys((p.kind, p.span.start, p.span.end) for p in problems)
    first = [next(p for p in problems if (p.kind, p.span.start, p.span.end) == key) for key in seen]
    return Loaded(part.source, part.format, tuple(parts), tuple(first))


class FileReader:
    """The reading of one file: its origin, its default TTL, its last owner."""

    def __init__(
        self,
        run: Reading,
        includes: Includes,
        source: SourceFile,
        origin: Origin,
        owner: Owner | None,
    ) -> None:
        self.run = run
        self.includes = includes
        self.source = source
        self.data = source.data
        self.origin = origin
        self.explicit_origin = False
        self.owner_bad = False  # it is no name, so that its records go nowhere
        self.set_owner(owner)
        self.passed = (0, 0)  # lines passed over since `owner` was noted
        self.default_ttl: int | None = None
        self.block: list[int] = []  # where the template blocks around this place were opened
        self.set_origin(origin)

    def set_origin(self, origin: Origin) -> None:
        """Names are below `origin` from here on."""
        self.origin = origin
        self.origin_boring = not _matters(origin.name)

    def set_owner(self, owner: Owner | None, *, marked: bool = False) -> None:
        """Blank entries belong to `owner` from here on. `marked`: a template gives its true name."""
        self.owner = owner
        self.owner_marked = marked
        self.owner_boring = owner is not None and not marked and not _matters(owner.name)

    def read(self) -> None:
        """Read the file to its end."""
        data, at, size = self.data, 0, len(self.data)
        leaving = self.run.leaving_context and self.source is self.run.source
        usual = usual_header(data) if leaving else None
        boring = boring_or_context(usual) if usual is not None else BORING
        if data.startswith(BOM):
            at = len(BOM)
            self.fault(
                Fault(
                    0,
                    at,
                    "The file begins with a byte order mark, which name servers take for a part of"
                    " the first word.",
                    "save the file as UTF-8 without a byte order mark",
                )
            )
        while at < size:
            # A run that begins with an owner has only boring ones; blank entries have the last one's.
            boring_here = self.origin_boring and self.run.part.rclass == "IN"
            if boring_here and (self.owner_boring or data[at] not in b" \t;\r\n"):
                found = boring.match(data, at)
                if found is not None:
                    self._pass_over(*found.span(), usual)
                    at = found.end()
                    if at >= size:
                        break
            start, at = at, self.read_one(at)
            if data.find(WORD, start, at) >= 0:
                self.run.speaks = True

    def _pass_over(self, start: int, end: int, usual: Usual | None) -> None:
        """Note a run of lines that hold nothing but, written as is `usual`, records of the context."""
        self.settle_owner()
        self._use_origin()
        self.passed = start, end
        origin, absolute = self.origin
        owner = None if self.owner_bad else self.owner
        run = Passed(self.source, start, end, origin, absolute, owner, self.default_ttl, usual)
        self.run.part.context.append(run)

    def read_one(self, at: int) -> int:
        """Read the entry, directive or template statement at `at`; where the next one begins."""
        data = self.data
        first = data[at]
        if first == _DOLLAR:
            plain = PLAIN_DIRECTIVE.match(data, at)
            if plain is not None:
                self._plain_directive(plain)
                return plain.end()
        plain = PLAIN_RECORD.match(data, at)
        if plain is not None and self._plain(plain):
            return plain.end()
        if first in b"{<[" or first in b" \t":
            start = at
            while start < len(data) and data[start] in b" \t":
                start += 1
            end = statement_end(data, start)
            if end is not None:
                self.settle_owner()
                self._template_statement(start, end)
                return end
        entry = read_entry(data, at)
        if entry.tokens:
            if entry.blank or first == _DOLLAR:
                self.settle_owner()
            else:
                self.note_owner(entry.tokens[0])
        if entry.faults:
            self._faulty(entry, *entry.faults)
        elif entry.tokens:
            if first == _DOLLAR:
                self._directive(entry)
            else:
                self._record(entry)
        return entry.end

    def fault(self, fault: Fault) -> None:
        """Note a syntax error; it counts only if the file proves to be no template."""
        self.run.faults.append((self.source, fault))

    def _template(self, start: int, end: int) -> None:
        if self.run.leaving_context:
            raise NotPlainError
        span = self.source.span(start, end)
        self.run.templates.setdefault(self.source.path, span)
        self.run.unread = True

    def _template_statement(self, start: int, end: int) -> None:
        self._template(start, end)
        change = depth_change(self.data, start)
        if change > 0:
            self.block.append(start)
        elif change < 0 and self.block:
            self.block.pop()

    def _faulty(self, entry: Entry, *faults: Fault) -> None:
        """Note what is wrong with an entry, or that it is no more than a template."""
        for token in entry.tokens:
            if has_name_mark(self.data, token.start, token.end):
                word = self.source.text(token.start, token.end)
                if word.upper() not in _DIRECTIVES:
                    self._template(token.start, token.end)
                    break
        for fault in faults:
            self.fault(fault)

    # Owners

    def note_owner(self, token: Token) -> None:
        """An entry begins with the owner `token`."""
        self.passed = (0, 0)
        marked = has_name_mark(self.data, token.start, token.end)
        if marked:
            self._template(token.start, token.end)
        self.set_owner(self._owner(token, marked=marked), marked=marked)

    def settle_owner(self) -> None:
        """Find the last owner written on the lines that were passed over."""
        start, at = self.passed
        self.passed = (0, 0)
        while at > start:
            line = max(self.data.rfind(b"\n", start, at - 1) + 1, start)
            if self.data[line] not in b" \t;\r\n":
                self.note_owner(read_entry(self.data, line).tokens[0])
                return
            at = line

    def _owner(self, token: Token, *, marked: bool) -> Owner:
        encode = owner_encoder(self.source, token.start)
        written = MappedText.literal(self.source.span(*unquoted(token)), encode)
        self.owner_bad = False
        try:
            name, absolute = self.name_of(written.text)
        except BadNameError as error:
            if not marked and owner_matters(written.text):
                self._bad_owner(written, error)
            self.owner_bad = not marked
            return Owner(Name((written.text.lower(),)), absolute=False, written=written)
        return Owner(name, absolute and not marked, written)

    def _bad_owner(self, written: MappedText, error: BadNameError) -> None:
        self.run.problems.append(
            Problem(
                ProblemKind.BAD_OWNER,
                written.span(),
                f"The owner '{shortened(written.text)}' cannot be published: {error.reason}.",
                "write labels of 1 to 63 octets with one dot between them",
                owner=written.text,
            )
        )

    def name_of(self, text: str) -> tuple[Name, bool]:
        """The name in `text`, below the origin if relative. Raises BadNameError."""
        if text == "@":
            self._use_origin()
            return self.origin
        if text.endswith(("@Z", "@F")) and text[-3:-2] in ("", "."):
            # gdnsd: the zone's name, the file's origin.
            self.run.start_used = True
            start = self.run.start
            return _below(parse_name(text[:-3])[0], start.name), start.absolute
        name, absolute = parse_name(text)
        if absolute:
            return name, True
        self._use_origin()
        return _below(name, self.origin.name), self.origin.absolute

    def _use_origin(self) -> None:
        if not self.explicit_origin:
            self.run.start_used = True

    # Directives

    def _plain_directive(self, found: re.Match[bytes]) -> None:
        self.settle_owner()
        if found[1] is not None:
            self.default_ttl = int(found[1])
        else:
            self._set_origin_to(Token(*found.span(2), False))

    def _set_origin_to(self, token: Token) -> None:
        origin = self._directive_name(token)
        if origin is not None:
            self.explicit_origin = self.explicit_origin or origin.absolute
            self.set_origin(origin)

    def _directive(self, entry: Entry) -> None:
        token, *arguments = entry.tokens
        word = self.source.text(token.start, token.end)
        name = word.upper()
        if name != "$GENERATE" and self._note_marks(entry.tokens):
            if name == "$ORIGIN":
                self.set_origin(Origin(Name(("{template}",)), absolute=False))
                self.explicit_origin = True
            return
        if name in _OTHER_DIRECTIVES:
            return
        if name not in _DIRECTIVES:
            self._unknown_directive(token, arguments, word)
        elif not arguments:
            self.fault(
                Fault(token.start, token.end, f"'{word}' has nothing behind it.", "complete it")
            )
        elif name == "$TTL":
            self._ttl(arguments[0])
        elif name == "$ORIGIN":
            self._set_origin_to(arguments[0])
        elif name == "$INCLUDE":
            self._include(arguments)
        else:
            self._generate(entry, arguments)

    def _unknown_directive(self, token: Token, arguments: list[Token], word: str) -> None:
        if arguments and self._opens_record(arguments[0]):
            # `$DOMAIN IN TXT …`, for envsubst.
            self._template(token.start, token.end)
            return
        self.fault(
            Fault(
                token.start,
                token.end,
                f"'{shortened(word)}' is no directive that name servers know.",
                f"the directives are {', '.join(_DIRECTIVES)}",
            )
        )

    def _opens_record(self, token: Token) -> bool:
        word = self.source.text(token.start, token.end)
        return ttl_of(word) is not None or bool(class_of(word)) or bool(type_of(word))

    def _ttl(self, token: Token) -> None:
        word = self.source.text(token.start, token.end)
        ttl = ttl_of(word)
        if ttl is None:
            self.fault(
                Fault(
                    token.start,
                    token.end,
                    f"'{shortened(word)}' is no TTL.",
                    "write seconds, or numbers with the units s, m, h, d, w (1h30m)",
                )
            )
        else:
            self.default_ttl = ttl

    def _directive_name(self, token: Token) -> Origin | None:
        if has_name_mark(self.data, token.start, token.end):
            self._template(token.start, token.end)
            return Origin(Name(("{template}",)), absolute=False)
        start, end = unquoted(token)
        text = self.source.text(start, end)
        try:
            return Origin(*self.name_of(text))
        except BadNameError as error:
            self.fault(Fault(start, end, f"'{shortened(text)}' is no domain name: {error.reason}."))
            return None

    def _include(self, arguments: list[Token]) -> None:
        token = arguments[0]
        start, end = unquoted(token)
        target = self.source.text(start, end)
        if has_name_mark(self.data, start, end):
            self._template(start, end)
            return
        origin = self.origin
        if len(arguments) > 1:
            named = self._directive_name(arguments[1])
            if named is None:
                return
            origin = named
        file = self.includes.open(self.source, target, self.source.span(start, end))
        if file is None:
            return
        self.includes.stack.append(file.path)
        reader = FileReader(self.run, self.includes, file, origin, self.owner)
        reader.explicit_origin = self.explicit_origin or (len(arguments) > 1 and origin.absolute)
        reader.default_ttl = self.default_ttl
        reader.read()
        self.default_ttl = reader.default_ttl
        self.includes.stack.pop()

    def _generate(self, entry: Entry, arguments: list[Token]) -> None:
        data, text = self.data, self.source.text
        numbers = generated_range(text(arguments[0].start, arguments[0].end))
        if numbers is None or len(arguments) < 4:
            token = arguments[0]
            self.fault(
                Fault(
                    token.start,
                    token.end,
                    "The $GENERATE line is not of the form: start-stop[/step] owner [TTL] [class]"
                    " type data.",
                )
            )
            return
        left = arguments[1]
        header = parse_header(data, _rest_of_generate(entry))
        if isinstance(header, Fault):
            self.fault(header)
            return
        right = header.rdata[0]
        span = self.source.span(*unquoted(right))
        written = MappedText.opaque(
            text(left.start, left.end), self.source.span(left.start, left.end)
        )
        owners = generated(written.text, numbers)
        values = generated(span.text, numbers)
        for owner_text, value in zip(owners, values, strict=True):
            try:
                name, absolute = self.name_of(owner_text)
            except BadNameError as error:
                self.fault(
                    Fault(left.start, left.end, f"'{owner_text}' is no owner: {error.reason}.")
                )
                return
            matters = (
                owner_matters(str(name))
                or header.rtype in COMPANION_TYPES
                or (header.rtype in TEXT_TYPES and text_matters(value))
            )
            if not matters:
                return
            if self.run.generated >= MAX_GENERATED:
                self.run.unread = True
                return
            self.run.generated += 1
            owner = Owner(name, absolute, written)
            self._generated_record(entry, header, owner, value, span)

    def _generated_record(
        self, entry: Entry, header: Header, owner: Owner, value: str, span: Span
    ) -> None:
        """One record of a $GENERATE: BIND reads the value anew, without its quotes."""
        line = SourceFile(self.source.path, b" " + value.encode("utf-8", "surrogateescape"))
        inner = read_entry(line.data, 0)
        strings: list[CharacterString] = []
        quirks = []
        target = preference = None
        if header.rtype in TEXT_TYPES:
            for token in inner.tokens:
                string, _ = decode_string(line, token)
                text = MappedText.opaque(string.text.text, span)
                strings.append(string._replace(text=text))
            if inner.comment and inner.tokens and not inner.tokens[-1].quoted:
                hidden = line.text(*inner.comment)
                quirks.append(Quirk(QuirkKind.COMMENT_CUT, span, MappedText.opaque(hidden, span)))
            elif entry.comment and not entry.tokens[-1].quoted:
                cut = self.source.span(*entry.comment)
                # Opaque: quotes would not help, as BIND strips them.
                quirks.append(Quirk(QuirkKind.COMMENT_CUT, cut, MappedText.opaque(cut.text, cut)))
        elif (position := _TARGET_AT.get(header.rtype)) is not None:
            words = [line.text(token.start, token.end) for token in inner.tokens]
            if len(words) == position + 1:
                target = self._target(words[-1])
                preference = int(words[0]) if position and words[0].isdecimal() else None
        whole = self.source.span(entry.tokens[0].start, entry.tokens[-1].end)
        self._add(
            Record(
                owner,
                header.rtype,
                whole,
                span,
                ttl=self.default_ttl if header.ttl is None else header.ttl,
                strings=tuple(strings),
                target=target,
                preference=preference,
                quirks=tuple(quirks),
                alternative=self._alternative(),
            )
        )

    # Records

    def _record(self, entry: Entry) -> None:
        data = self.data
        header = parse_header(data, entry)
        if isinstance(header, Fault):
            self._faulty(entry, header)
            return
        owner = self.owner
        if owner is None:
            self._ownerless(header.type_token)
            return
        if header.rtype == "SOA" and not self.owner_bad:
            self._start_of_authority(owner, header.rclass or "IN", self._serial(header))
        if not self._in_class(header) or self.owner_bad:
            return
        token = header.type_token
        if header.rtype in DIALECTS and self.run.dialect is None:
            self.run.dialect = self.source.span(token.start, token.end), DIALECTS[header.rtype]
        template = self._note_marks(header.rdata)
        if header.rtype in TEXT_TYPES:
            self._text_record(entry, header, owner, marked=template)
        elif header.rtype in COMPANION_TYPES or _matters(owner.name):
            self._plain_record(entry, header, owner, marked=template)
        self.run.part.bare.add((owner.name, owner.absolute))

    def _ownerless(self, token: Token) -> None:
        if self.source is self.run.source:
            self.run.ownerless = self.source.span(token.start, token.end)
        self._use_origin()
        start = self.source.span(token.start, token.start)
        self.set_owner(Owner(*self.origin, written=MappedText.literal(start)))

    def _note_marks(self, tokens: list[Token]) -> bool:
        for token in tokens:
            if has_mark(self.data, token.start, token.end):
                self._template(token.start, token.end)
                return True
        return False

    def _serial(self, header: Header) -> Span | None:
        if len(header.rdata) <= _SERIAL_AT or is_generic(self.data, header.rdata):
            return None
        return self.source.span(*header.rdata[_SERIAL_AT][:2])

    def _start_of_authority(self, owner: Owner, rclass: str, serial: Span | None) -> None:
        run = self.run
        first = not run.part.has_soa
        if self.owner_marked:
            owner = owner._replace(absolute=False)
        run.start_of_authority(owner, rclass, included=self.source is not run.source)
        if serial is not None:
            run.part.serials.append(MappedText.literal(serial))
        if first and owner.absolute:
            run.start = Origin(owner.name, absolute=True)
            if not self.explicit_origin:
                self.set_origin(run.start)

    def _in_class(self, header: Header) -> bool:
        """True for a record of a zone of the Internet; another class than the zone's is a fault."""
        part = self.run.part
        token = header.class_token
        if part.has_soa and token is not None and header.rclass != part.rclass:
            self.fault(
                Fault(
                    token.start,
                    token.end,
                    f"The record's class '{self.source.text(token.start, token.end)}' is not its"
                    f" zone's, which is '{part.rclass}'.",
                    "a zone has records of one class only",
                )
            )
            return False
        return (header.rclass or part.rclass) == "IN"

    def _alternative(self) -> str | None:
        return f"template block at {self.block[-1]}" if self.block else None

    def _make(
        self,
        entry: Entry,
        header: Header,
        owner: Owner,
        *,
        strings: tuple[CharacterString, ...] = (),
        target: Name | None = None,
        preference: int | None = None,
        quirks: tuple[Quirk, ...] = (),
    ) -> None:
        source = self.source
        words, rdata, token = entry.tokens, header.rdata, header.type_token
        data_start = rdata[0].start if rdata else token.end
        record = Record(
            owner,
            header.rtype,
            source.span(words[0].start, words[-1].end),
            source.span(data_start, words[-1].end),
            ttl=self.default_ttl if header.ttl is None else header.ttl,
            strings=strings,
            target=target,
            preference=preference,
            quirks=quirks,
            alternative=self._alternative(),
            type_span=source.span(token.start, token.end),
        )
        self._add(record)

    def _add(self, record: Record) -> None:
        part = self.run.part
        in_context = record.type in CONTEXT_TYPES and not _matters(record.owner.name)
        (part.context if in_context else part.records).append(record)

    def _plain_record(self, entry: Entry, header: Header, owner: Owner, *, marked: bool) -> None:
        position = _TARGET_AT.get(header.rtype)
        if marked or position is None:
            self._make(entry, header, owner)
            return
        data, rdata = self.data, header.rdata
        if is_generic(data, rdata):
            generic = self._generic(rdata)
            if generic is not None:
                preference = int.from_bytes(generic.octets[:2], "big") if position else None
                target = generic.name(2 * position)
                self._make(entry, header, owner, target=target, preference=preference)
            return
        if len(rdata) != position + 1:
            self._wrong_count(header, position + 1)
            return
        preference = None
        if position:
            word = data[rdata[0].start : rdata[0].end]
            if not word.isdigit():
                self.fault(
                    Fault(
                        rdata[0].start,
                        rdata[0].end,
                        f"'{shortened(word.decode('utf-8', 'replace'))}' is no preference of an MX"
                        " record.",
                        "write a number from 0 to 65535 before the host",
                    )
                )
                return
            preference = int(word[:10])
        target = self._target(self.source.text(*unquoted(rdata[position])))
        self._make(entry, header, owner, target=target, preference=preference)

    def _wrong_count(self, header: Header, wanted: int) -> None:
        needed = "a preference and a host" if wanted == 2 else "one name"
        rdata = header.rdata
        place = rdata[wanted] if len(rdata) > wanted else rdata[-1]
        self.fault(
            Fault(
                place.start, place.end, f"The data of a record of type {header.rtype} is {needed}."
            )
        )

    def _target(self, text: str) -> Name | None:
        try:
            name, absolute = self.name_of(text)
        except BadNameError:
            return None
        return name if absolute else None

    def _generic(self, rdata: list[Token]) -> GenericRdata | None:
        fault = generic_fault(self.data, rdata)
        if fault is not None:
            self.fault(fault)
            return None
        return GenericRdata(self.source, rdata)

    def _text_record(self, entry: Entry, header: Header, owner: Owner, *, marked: bool) -> None:
        rdata = header.rdata
        if marked:
            if _matters(owner.name):
                self._make(entry, header, owner)
            return
        if is_generic(self.data, rdata):
            self._generic_text(entry, header, owner)
            return
        strings, faults = read_strings(self.source, rdata)
        for fault in faults:
            self.fault(fault)
        if not faults and self._text_matters(owner, strings):
            quirks = text_quirks(self.source, entry, rdata, strings)
            self._make(entry, header, owner, strings=strings, quirks=tuple(quirks))

    def _plain(self, found: re.Match[bytes]) -> bool:
        """Take an entry that `PLAIN_RECORD` matches; False if it needs the exact reader."""
        source, part = self.source, self.run.part
        start, end = found.span(5)
        if part.rclass != "IN" or end - start > 255:
            return False
        owner = self._owner(Token(*found.span(1), False), marked=False)
        self.passed = (0, 0)
        self.set_owner(owner)
        if self.owner_bad:
            return True
        ttl = found[2] or found[3]
        seconds = int(ttl) if ttl else self.default_ttl
        strings: tuple[CharacterString, ...] = ()
        target = preference = None
        if found[11] is not None:
            rtype, typed = "SOA", found.span(11)
            start, end = found.span(12)
            self._start_of_authority(owner, "IN", source.span(*found.span(13)))
        elif found[9] is not None:
            rtype, typed = found[9].decode("ascii").upper(), found.span(9)
            start, end = found.span(10)
            target = self._target(found[10].decode("ascii"))
        elif found[6] is not None:
            rtype, typed = "MX", found.span(6)
            start, end = found.start(7), found.end(8)
            preference = int(found[7])
            target = self._target(found[8].decode("ascii"))
        else:
            text = MappedText.literal(source.span(start, end), encode_quoted)
            if self.owner_boring and not text_matters(text.text):
                part.bare.add((owner.name, owner.absolute))
                return True
            rtype, typed = "TXT", found.span(4)
            strings = (CharacterString(text, True, end - start),)
            start, end = start - 1, end + 1
        self._add(
            Record(
                owner,
                rtype,
                source.span(found.start(1), end),
                source.span(start, end),
                ttl=seconds,
                strings=strings,
                target=target,
                preference=preference,
                alternative=self._alternative(),
                type_span=source.span(*typed),
            )
        )
        self.run.part.bare.add((owner.name, owner.absolute))
        return True

    def _generic_text(self, entry: Entry, header: Header, owner: Owner) -> None:
        generic = self._generic(header.rdata)
        if generic is None:
            return
        strings = generic.strings()
        if strings is None:
            length = header.rdata[1]
            self.fault(
                Fault(
                    length.start,
                    length.end,
                    "The lengths of the strings in the generic rdata do not add up to its own"
                    " (RFC 1035, 3.3).",
                )
            )
        elif self._text_matters(owner, strings):
            self._make(entry, header, owner, strings=strings)

    def _text_matters(self, owner: Owner, strings: tuple[CharacterString, ...]) -> bool:
        return bool(strings) and (
            _matters(owner.name) or text_matters("".join(s.text.text for s in strings))
        )


class PassedReader:
    """Reads single words and entries of lines that were passed over (`_context.Rereader`)."""

    def __init__(self, run: Reading, passed: Passed) -> None:
        again = Reading(run.source, run.around, run.part.apex, settled=True)
        again.start = run.start
        again.part.has_soa = run.part.has_soa
        self._again = again
        self._passed = passed
        self._words: FileReader | None = None

    def name(self, text: str) -> tuple[Name, bool]:
        """The name in `text`, and whether it is absolute. Raises BadNameError."""
        if self._words is None:
            self._words = self._reader()
        return self._words.name_of(text)

    def record_at(self, offset: int, owner_at: int | None) -> Record | None:
        """The record whose line begins at `offset`; its owner is written at `owner_at` if blank."""
        reader = self._reader()
        if owner_at is not None:
            reader.note_owner(read_entry(reader.data, owner_at).tokens[0])
        reader.read_one(offset)
        found = self._again.part.context
        record = found.pop() if found else None
        return record if isinstance(record, Record) else None

    def _reader(self) -> FileReader:
        passed, again = self._passed, self._again
        origin = Origin(passed.origin, passed.absolute)
        reader = FileReader(again, Includes(again), passed.source, origin, passed.owner)
        reader.default_ttl = passed.default_ttl
        return reader


def _matters(name: Name) -> bool:
    """True if every record at `name` is of interest, and those of blank entries behind it."""
    return "*" in name or owner_matters(".".join(name))


def _below(name: Name, origin: Name) -> Name:
    """The name made absolute. Raises BadNameError if that is too long (RFC 1035, 2.3.4)."""
    full = name.below(origin)
    octets = 1 + len(full) + sum(map(len, full))
    if octets > 255:
        raise BadNameError(f"below its origin it has {octets} octets, over 255", 0)
    return full


def _rest_of_generate(entry: Entry) -> Entry:
    """The TTL, class, type and data of a $GENERATE line, as an entry without owner."""
    rest = Entry(entry.start, blank=True)
    rest.tokens = entry.tokens[3:]
    return rest

"""One zone file, read: its tree, its records, and where they belong."""

import re

from tlsrpt_lint.interest import COMPANION_TYPES, TEXT_TYPES, owner_matters, text_matters
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.octodns import _fast, _names, _zones
from tlsrpt_lint.loaders.octodns._config import options_for
from tlsrpt_lint.loaders.octodns._include import Nodes, kind, syntax_problems
from tlsrpt_lint.loaders.octodns._memory import collector_paused
from tlsrpt_lint.loaders.octodns._neighbours import counts_around
from tlsrpt_lint.loaders.octodns._records import ZoneReader
from tlsrpt_lint.loaders.octodns._straight import Targets
from tlsrpt_lint.loaders.octodns._yaml import Document, Mapping, Scalar
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import NO_CONTEXT, Loaded, Problem, ProblemKind, Record, ZonePart
from tlsrpt_lint.source import SourceFile

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>")


def load(source: SourceFile, around: Surroundings) -> Loaded:
    """The records of interest that `source` holds, with its problems.

    Never raises for what stands in the file. What is no boring record (`_fast`) is read in full.
    """
    with collector_paused():
        document = Document(source)
        place = _zones.place(source, around.origin)
        found = _fast.read(document, _names.longest_key(place.zone))
        if found is None:
            document.read()
        else:
            document.root = found.root
        loaded = _read(document, place, around, found)
    kept = tuple(record for record in loaded.parts[0].records if _matters(record))
    return loaded._replace(parts=(loaded.parts[0]._replace(records=kept),))


def load_everything(source: SourceFile, around: Surroundings) -> Loaded:
    """All records of the file, and no short cut to them: what `load` is measured by in the tests."""
    return _read(Document(source).read(), _zones.place(source, around.origin), around)


def _read(
    document: Document, place: _zones.Place, around: Surroundings, found: _fast.Found | None = None
) -> Loaded:
    source = document.source
    nodes = Nodes(document, around)
    template = _template(document)
    problems = [template] if template else syntax_problems(document)
    context = NO_CONTEXT
    records: list[Record] = []
    root = nodes.resolve(document.root).node if document.root is not None else None
    if isinstance(root, Mapping):
        options = options_for(source, place.zone, around)
        reader = ZoneReader(nodes, place.zone, options, lambda: counts_around(source))
        records, met = reader.read(root, found.texts if found else ())
        problems += met
        if found and found.targets and place.zone is not None:
            context = Targets(place.zone, found.targets, document, reader.read_alone)
    elif root is not None and not (isinstance(root, Scalar) and kind(root) == "null"):
        nodes.note(
            ProblemKind.SYNTAX,
            root,
            "The file holds no mapping of names to records, so octoDNS cannot read it.",
        )
    problems += nodes.problems
    if place.zone is None and (relative := _at_tlsrpt(records)):
        problems.append(_unknown_zone(source, relative))
    document.root = None  # the tree knows its document: without this only the collector frees it
    whole = nodes.complete and template is None and not place.alone
    part = ZonePart(place.zone, place.instance, tuple(records), whole, place.needs, context)
    return Loaded(source, "octodns", (part,), tuple(problems), nodes.included)


def _matters(record: Record) -> bool:
    """True if a rule may want the record; a quirk may speak of another that it took the place of."""
    if record.type in COMPANION_TYPES or record.quirks:
        return True
    name = record.owner.name
    if "*" in name or owner_matters(".".join(name)):
        return True
    return record.type in TEXT_TYPES and (record.value is None or text_matters(record.text))


def _template(document: Document) -> Problem | None:
    """The marks of a template language, told once: what they render to is not known."""
    found = _TEMPLATE.search(document.text)
    if found is None:
        return None
    return Problem(
        ProblemKind.TEMPLATE,
        document.span(*found.span()),
        f"'{found[0]}' is a template mark, so only records that stand here literally were checked.",
        "lint the rendered file too",
    )


def _at_tlsrpt(records: list[Record]) -> Record | None:
    """The first record whose full name the rules would want."""
    tlsrpt = Name(("_smtp", "_tls"))
    return next((r for r in records if r.owner.name[:2] == tlsrpt), None)


def _unknown_zone(source: SourceFile, record: Record) -> Problem:
    return Problem(
        ProblemKind.UNKNOWN_ZONE,
        record.owner.written.span(),
        f"'{record.owner.name}' is relative, and the name of the file tells no zone.",
        "name the zone with --origin, or the file after it ('example.com.yaml')",
        record,
        str(record.owner.name),
    )

"""One zone file, read: its tree, its records, and where they belong."""

from collections.abc import Callable, Sequence

from tlsrpt_lint.interest import COMPANION_TYPES, TEXT_TYPES, owner_matters, text_matters
from tlsrpt_lint.loader import Surroundings, UnreachableError
from tlsrpt_lint.loaders.octodns import _fast, _names, _zones
from tlsrpt_lint.loaders.octodns._include import Nodes, kind, syntax_problems
from tlsrpt_lint.loaders.octodns._memory import collector_paused
from tlsrpt_lint.loaders.octodns._neighbours import counts_around
from tlsrpt_lint.loaders.octodns._places import Reading, readings
from tlsrpt_lint.loaders.octodns._records import ZoneReader
from tlsrpt_lint.loaders.octodns._straight import Targets
from tlsrpt_lint.loaders.octodns._structure import YamlStructure
from tlsrpt_lint.loaders.octodns._yaml import Document, Mapping, Scalar
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import (
    NO_CONTEXT,
    Loaded,
    Problem,
    ProblemKind,
    QuirkKind,
    Record,
    ZonePart,
)
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import SourceFile

_WHY = {
    "missing": "is not there",
    "outside": "lies outside the repository",
    "unreadable": "names no provider of YAML",
}
# Quirks that matter whatever the record says: they speak of another, or of its name.
_OF_OTHERS = frozenset({QuirkKind.HIDDEN_BY_DUPLICATE, QuirkKind.IGNORED_VALUE, QuirkKind.ODD_KEY})
_TEMPLATE_MARKS = ("{{", "{%", "<%")
_TEMPLATE = lazy(r"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>")


def load(source: SourceFile, around: Surroundings) -> Loaded:
    """The records of interest that `source` holds, with its problems.

    Never raises for what stands in the file. What is no boring record (`_fast`) is read in full.
    """
    with collector_paused():
        document = Document(source)
        ways, unread = _ways(source, around)
        found = _fast.read(document, min(map(_longest_key, ways)))
        if found is None:
            document.read()
        else:
            document.root = found.root
        loaded = _read(document, ways, around, found, _matters)
    structure = YamlStructure(source)
    for part in loaded.parts:
        for record in part.records:
            record.structure = structure
    return loaded._replace(problems=(*unread, *loaded.problems))


def _ways(source: SourceFile, around: Surroundings) -> tuple[list[Reading], list[Problem]]:
    """How the file is read; by its name alone if the configuration that was named cannot be had."""
    try:
        return readings(source, around), []
    except UnreachableError as error:
        problem = Problem(
            ProblemKind.INCLUDE_MISSING,
            source.span(0, 0),
            f"octoDNS's configuration '{error.path}' {_WHY[error.reason]}, so what it says of this file "
            "is not known.",
            "put 'config' below [loaders.octodns] right; it counts from the repository root",
        )
        return [Reading(_zones.place(source, around.origin))], [problem]


def load_everything(source: SourceFile, around: Surroundings) -> Loaded:
    """All records of the file, and no short cut to them: what `load` is measured by in the tests."""
    return _read(Document(source).read(), _ways(source, around)[0], around)


def _read(
    document: Document,
    ways: list[Reading],
    around: Surroundings,
    found: _fast.Found | None = None,
    wanted: Callable[[Record], bool] | None = None,
) -> Loaded:
    """The file in all ways in which octoDNS reads it: one part each, and what is odd told once."""
    source = document.source
    nodes = Nodes(document, around)
    template = _template(document)
    problems = [template] if template else syntax_problems(document)
    root = nodes.resolve(document.root).node if document.root is not None else None
    parts = []
    if isinstance(root, Mapping):
        for way in ways:
            part, met = _part(nodes, root, way, found, wanted)
            parts.append(part)
            problems += met if way is ways[0] else ()
    else:
        parts = [ZonePart(w.place.zone, w.place.instance, (), True, w.place.needs) for w in ways]
        if root is not None and not (isinstance(root, Scalar) and kind(root) == "null"):
            nodes.note(
                ProblemKind.SYNTAX,
                root,
                "The file holds no mapping of names to records, so octoDNS cannot read it.",
            )
    problems += nodes.problems
    if parts[0].apex is None and (relative := _at_tlsrpt(parts[0].records)):
        problems.append(_unknown_zone(source, relative))
    document.root = None  # the tree knows its document: without this only the collector frees it
    whole = nodes.complete and template is None
    parts = [
        part._replace(whole=whole and not way.place.alone)
        for part, way in zip(parts, ways, strict=True)
    ]
    return Loaded(source, "octodns", tuple(parts), tuple(problems), nodes.included)


def _part(
    nodes: Nodes,
    root: Mapping,
    way: Reading,
    found: _fast.Found | None,
    wanted: Callable[[Record], bool] | None,
) -> tuple[ZonePart, list[Problem]]:
    """The file as a part of one zone."""
    place, source = way.place, nodes.document.source
    reader = ZoneReader(nodes, place.zone, way.options, lambda: counts_around(source))
    records, problems = reader.read(root, found, wanted)
    context = NO_CONTEXT
    if found and found.targets and place.zone is not None:
        context = Targets(place.zone, found.targets, nodes.document, reader.read_alone)
    part = ZonePart(place.zone, place.instance, tuple(records), True, place.needs, context)
    return part, problems


def _longest_key(way: Reading) -> int:
    """How long a key may be that surely is no fault; -1 where any may be one."""
    special = way.options.managed or way.options.replaces
    return -1 if special else _names.longest_key(way.place.zone)


def _matters(record: Record) -> bool:
    """True if a rule may want the record; a quirk may speak of another that it took the place of."""
    if record.type in COMPANION_TYPES:
        return True
    if record.quirks and any(quirk.kind in _OF_OTHERS for quirk in record.quirks):
        return True
    name = record.owner.name
    if "*" in name or owner_matters(".".join(name)):
        return True
    return record.type in TEXT_TYPES and (record.value is None or text_matters(record.text))


def _template(document: Document) -> Problem | None:
    """The marks of a template language, told once: what they render to is not known."""
    text = document.text
    # One character is found far faster than two, and most files have not even that.
    if not any(mark[0] in text and mark in text for mark in _TEMPLATE_MARKS):
        return None
    found = _TEMPLATE.search(text)
    if found is None:
        return None
    return Problem(
        ProblemKind.TEMPLATE,
        document.span(*found.span()),
        f"'{found[0]}' is a template mark, so only records that stand here literally were checked.",
        "lint the rendered file too",
    )


def _at_tlsrpt(records: Sequence[Record]) -> Record | None:
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

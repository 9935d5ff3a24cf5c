"""Nodes through aliases, `!include` and merge keys, as octoDNS follows them."""

from typing import NamedTuple

from tlsrpt_lint.loader import Surroundings, UnreachableError
from tlsrpt_lint.loaders.octodns import _resolve
from tlsrpt_lint.loaders.octodns._yaml import Alias, Document, Mapping, Node, Scalar, Sequence
from tlsrpt_lint.records import Problem, ProblemKind
from tlsrpt_lint.source import SourceFile

INCLUDE = "!include"
MAX_INCLUDES = 1000
MAX_MERGED = 1_000_000

# Plain keys that are surely texts: asking the resolver for each costs a tenth of a run.
_WORDS = frozenset({"exchange", "octodns", "preference", "ttl", "type", "value", "values"})
_MERGE = "tag:yaml.org,2002:merge"


class Place(NamedTuple):
    """A node, and whether it is read through an alias or an include: then it serves others too."""

    node: Node | None
    shared: bool


class Pair(NamedTuple):
    """A key of a mapping with its value. `hidden` are the values that the same key lost before."""

    key: Scalar
    value: Node
    hidden: tuple[tuple[Scalar, Node], ...] = ()


class Nodes:
    """Follows references from one document on, and notes what cannot be followed."""

    def __init__(self, document: Document, around: Surroundings) -> None:
        self.problems: list[Problem] = []
        self.complete = document.complete
        self._around = around
        self._documents: dict[str, Document] = {document.source.path: document}
        self._open: set[int] = set()
        self._pairs: dict[int, dict[str, Pair]] = {}
        self._merged = 0
        self.document = document
        self._refused: set[int] = set()

    @property
    def included(self) -> frozenset[str]:
        """The paths of the files that were included."""
        return frozenset(self._documents) - {self.document.source.path}

    def anew(self) -> "Nodes":
        """One that has followed nothing yet, for other nodes of the same document."""
        return Nodes(self.document, self._around)

    def resolve(self, node: Node) -> Place:
        """The node that an alias or an include stands for. None: it cannot be had, which is noted."""
        if type(node) is not Alias and node.tag is None:
            return Place(node, node.document is not self.document)
        shared = False
        chain: list[Document] = []
        while True:
            if isinstance(node, Alias):
                node, shared = node.target, True
            elif isinstance(node, Scalar) and node.tag == INCLUDE:
                document = self._include(node, chain)
                if document is None or document.root is None:
                    return Place(None, shared=True)
                chain.append(document)
                node, shared = document.root, True
            else:
                return Place(node, shared or node.document is not self.document)

    def fields(self, mapping: Mapping) -> dict[str, Pair]:
        """The pairs that the mapping has in the end, by what equal keys have in common.

        A later key wins over an earlier one, and so does a merge key over what stands before it
        (octoDNS since 1.15; the YAML merge type would have it the other way round).
        """
        known = self._pairs.get(id(mapping))
        if known is not None:
            return known
        found: dict[str, Pair] = {}
        self._open.add(id(mapping))
        for key, value in mapping.pairs:
            name = key if type(key) is Scalar and key.tag is None else self.resolve(key).node
            if not isinstance(name, Scalar):
                continue
            text = name.value
            if not name.style or name.tag:
                if self._is_merge(name):
                    self._merge_into(found, value)
                    continue
                if text not in _WORDS:
                    text = identity(name)
            before = found.get(text)
            if before is not None and printed(before.key) != printed(name):
                name = before.key  # of equal keys Python keeps the first, with the last value
            found[text] = Pair(name, value, _lost(before) if before else ())
        self._open.discard(id(mapping))
        self._pairs[id(mapping)] = found
        return found

    def note(self, kind: ProblemKind, node: Node, message: str, cure: str | None = None) -> None:
        """Note a problem at a node, once a node."""
        if id(node) not in self._refused:
            self._refused.add(id(node))
            span = node.content if isinstance(node, Scalar) else node.span
            self.problems.append(Problem(kind, span, message, cure))
            self.complete = False

    def _is_merge(self, key: Scalar) -> bool:
        return key.tag == _MERGE or (key.value == "<<" and not key.style and key.tag is None)

    def _merge_into(self, found: dict[str, Pair], value: Node) -> None:
        for text, pair in self._merge(value).items():
            before = found.get(text)
            found[text] = pair._replace(hidden=_lost(before)) if before else pair

    def _merge(self, value: Node) -> dict[str, Pair]:
        node = self.resolve(value).node
        merged: dict[str, Pair] = {}
        if isinstance(node, Sequence):
            # The first mapping of a list wins over the later ones.
            for item in reversed(node.items):
                merged.update(self._merge_one(self.resolve(item).node, value))
        elif node is not None:
            merged = dict(self._merge_one(node, value))
        self._merged += len(merged)
        return {text: pair._replace(hidden=()) for text, pair in merged.items()}

    def _merge_one(self, node: Node | None, place: Node) -> dict[str, Pair]:
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            message = "A merge key '<<' wants a mapping here, so octoDNS cannot read the file."
            self.note(ProblemKind.SYNTAX, place, message)
            return {}
        if id(node) in self._open or self._merged > MAX_MERGED:
            message = "The merge keys of this file run in circles or grow without end."
            self.note(ProblemKind.SYNTAX, place, message)
            return {}
        return self.fields(node)

    def _include(self, node: Scalar, chain: list[Document]) -> Document | None:
        target = node.value
        if target.startswith(("/", "~")):
            message = f"The included file '{target}' lies outside the repository and was not read."
            self.note(ProblemKind.INCLUDE_SERVER_MADE, node, message)
            return None
        try:
            source = self._around.read(node.document.source, target)
        except UnreachableError as error:
            self._unreachable(node, target, error.reason)
            return None
        cyclic = source.path == self.document.source.path or any(
            document.source.path == source.path for document in chain
        )
        if cyclic or len(self._documents) > MAX_INCLUDES:
            what = "includes itself" if cyclic else f"is one include of over {MAX_INCLUDES}"
            self.note(
                ProblemKind.INCLUDE_REFUSED,
                node,
                f"The file '{target}' {what}, so octoDNS cannot read the zone.",
                "take the include out",
            )
            return None
        return self._document(source)

    def _document(self, source: SourceFile) -> Document:
        document = self._documents.get(source.path)
        if document is None:
            document = self._documents[source.path] = Document(source).read()
            self.problems += syntax_problems(document)
            self.complete = self.complete and document.complete
        return document

    def _unreachable(self, node: Scalar, target: str, reason: str) -> None:
        if reason == "outside":
            message = f"The included file '{target}' lies outside the repository and was not read."
            self.note(
                ProblemKind.INCLUDE_REFUSED, node, message, "include files of the repository only"
            )
            return
        what = "is not there" if reason == "missing" else "cannot be read"
        self.note(
            ProblemKind.INCLUDE_MISSING,
            node,
            f"The included file '{target}' {what}, so what it holds was not checked.",
            "put the path right; it counts from the folder of this file",
        )


def printed(key: Scalar) -> str:
    """The key as octoDNS uses it: `str()` of what YAML 1.1 makes of it."""
    return _resolve.printed(key.value, kind(key))


def identity(key: Scalar) -> str:
    """What the key has in common with the keys that are equal to it for octoDNS."""
    return _resolve.identity(key.value, kind(key))


def kind(scalar: Scalar) -> str:
    """The YAML 1.1 type of a scalar."""
    return _resolve.kind(scalar.value, scalar.tag, plain=not scalar.style)


def syntax_problems(document: Document) -> list[Problem]:
    """The document's faults as problems."""
    return [
        Problem(
            ProblemKind.SYNTAX, document.span(fault.start, fault.end), fault.message, fault.help
        )
        for fault in document.faults
    ]


def _lost(pair: Pair) -> tuple[tuple[Scalar, Node], ...]:
    return (*pair.hidden, (pair.key, pair.value))

"""YAML as a tree of nodes that know their places: libyaml's events, nothing constructed.

libyaml counts code points and takes U+0085, U+2028 and U+2029 for line ends, so nodes keep code-point
indexes and a document turns them into bytes. Duplicate keys, tags, anchors and merge keys stay as
they are written. After a fault, reading goes on at the next top-level key: one bad value does not
hide the other records of a zone.
"""

import re
from functools import cached_property
from typing import Any, NamedTuple

from tlsrpt_lint.loaders.octodns import _faults, _scalars
from tlsrpt_lint.regex import lazy
from tlsrpt_lint.source import BOM, SourceFile, Span
from tlsrpt_lint.text import MappedText

MAX_DEPTH = 100
MAX_BYTES = 1 << 28
MAX_FAULTS = 50

# What YAML 1.1 does not allow in a stream (5.1).
CONTROL = lazy(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]",
)
_TOP_LEVEL_KEY = lazy(
    r"""^(?:'(?:[^'\n]|'')*'|"[^"\n]*"|[^\s#'"\-?:,\[\]{}&*!|>%@`\n][^\n]*?|[-?:][^\s][^\n]*?):(?=\s|$)""",
    re.MULTILINE,
)
_BLOCK = 1024


class Node:
    """One node: `start` and `end` are code-point indexes in the text of its document."""

    __slots__ = ("document", "end", "start", "tag")

    def __init__(self, document: "Document", start: int, end: int, tag: str | None) -> None:
        self.document = document
        self.start = start
        self.end = end
        self.tag = tag

    @property
    def span(self) -> Span:
        """The bytes of the node, its tag and anchor included."""
        return self.document.span(self.start, self.end)


class Scalar(Node):
    """A scalar. `style` is one of `'`, `"`, `|`, `>` or, for a plain one, "". `flow`: inside [] or {}."""

    __slots__ = ("flow", "style", "value")

    def __init__(
        self,
        document: "Document",
        start: int,
        end: int,
        tag: str | None,
        value: str,
        style: str,
        *,
        flow: bool,
    ) -> None:
        super().__init__(document, start, end, tag)
        self.value = value
        self.style = style
        self.flow = flow

    @property
    def content(self) -> Span:
        """The bytes of the scalar with its quotes or block mark, without its tag and anchor."""
        document = self.document
        return document.span(_past_properties(document.text, self.start, self.end), self.end)

    def mapped(self) -> MappedText:
        """The value, each character with its bytes."""
        start = _past_properties(self.document.text, self.start, self.end)
        raw = self.document.text[start : self.end]
        place = self.document.span(start, self.end)
        return _scalars.decode(raw, place, self.value, self.style, flow=self.flow)


class Sequence(Node):
    """A sequence of nodes."""

    __slots__ = ("items",)

    def __init__(self, document: "Document", start: int, tag: str | None) -> None:
        super().__init__(document, start, start, tag)
        self.items: list[Node] = []


class Mapping(Node):
    """A mapping: all pairs in the order of the file, equal keys included."""

    __slots__ = ("pairs",)

    def __init__(self, document: "Document", start: int, tag: str | None) -> None:
        super().__init__(document, start, start, tag)
        self.pairs: list[tuple[Node, Node]] = []


class Alias(Node):
    """The use of an anchor; `target` is the node that carries it."""

    __slots__ = ("target",)

    def __init__(self, document: "Document", start: int, end: int, target: Node) -> None:
        super().__init__(document, start, end, None)
        self.target = target


class Fault(NamedTuple):
    """What is wrong with a document: characters `start` to `end`, the fact and the cure."""

    start: int
    end: int
    message: str
    help: str | None


class Document:
    """One YAML file, of which nothing is read yet: see `read`.

    `root` is None if the file holds nothing or nothing could be read.

    `faults` are what stopped the reader, in order; `complete` is true if there are none.
    """

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.faults: list[Fault] = []
        data = source.data
        self._base = len(BOM) if data.startswith(BOM) else 0
        self.text = data[self._base :].decode("utf-8", "surrogateescape")
        self._ascii = len(self.text) == len(data) - self._base
        self.root: Node | None = None

    def read(self) -> "Document":
        """Read the file as a whole, and return the document."""
        if len(self.source.data) > MAX_BYTES:
            self._fault(0, 0, f"The file has over {MAX_BYTES >> 20} MiB.", None)
        else:
            self._read()
        return self

    @property
    def complete(self) -> bool:
        """True if nothing of the file was left unread."""
        return not self.faults

    def byte(self, index: int) -> int:
        """The byte offset of the character at `index`."""
        if self._ascii:
            return self._base + index
        block = index // _BLOCK
        tail = self.text[block * _BLOCK : index]
        return self._base + self._byte_blocks[block] + len(tail.encode("utf-8", "surrogateescape"))

    def span(self, start: int, end: int) -> Span:
        """The bytes of characters `start` to `end`."""
        return Span(self.source, self.byte(start), self.byte(end))

    @cached_property
    def _byte_blocks(self) -> list[int]:
        totals = [0]
        for start in range(0, len(self.text), _BLOCK):
            block = self.text[start : start + _BLOCK]
            totals.append(totals[-1] + len(block.encode("utf-8", "surrogateescape")))
        return totals

    def part(self, start: int, end: int) -> Node | None:
        """The node that characters `start` to `end` are when read alone; None if they are no YAML."""
        reader = _Reader(self, self.text, start, end)
        return reader.root if reader.read() is None else None

    def _fault(self, start: int, end: int, message: str, cure: str | None) -> None:
        self.faults.append(Fault(start, end, message, cure))

    def _readable(self) -> str:
        """The text as libyaml takes it: what it would refuse is told once and replaced, one for one."""
        text = self.text
        if text.isascii() and text.isprintable():
            return text
        refused = CONTROL.search(text)
        if refused is None:
            return text
        character = refused[0]
        if "\udc80" <= character <= "\udcff":
            what = f"The byte 0x{ord(character) - 0xDC00:02X} is no UTF-8"
            cure = "save the file as UTF-8"
        else:
            what = f"The control character U+{ord(character):04X} is not allowed in YAML"
            cure = "take the character out"
        self._fault(
            refused.start(), refused.end(), f"{what}, so octoDNS cannot read the file.", cure
        )
        return CONTROL.sub("?", text)

    def _read(self) -> None:
        text = self._readable()
        start = 0
        while True:
            reader = _Reader(self, text, start)
            fault = reader.read()
            if fault is None:
                self._take(reader.root)
                return
            reader.drop_open_entry()
            self._take(reader.root)
            self.faults.append(fault)
            following = _TOP_LEVEL_KEY.search(text, _line_after(text, fault.start))
            if following is None or len(self.faults) >= MAX_FAULTS:
                return
            start = following.start()

    def _take(self, root: Node | None) -> None:
        if self.root is None:
            self.root = root
        elif isinstance(self.root, Mapping) and isinstance(root, Mapping):
            self.root.pairs += root.pairs
            self.root.end = root.end


class _Reader:
    """Events of `start` to `end`, built into nodes with an explicit stack: no depth can exhaust ours."""

    def __init__(self, document: Document, text: str, start: int, end: int | None = None) -> None:
        self.document = document
        self.text = text
        self.start = start
        self.end = len(text) if end is None else end
        self.root: Node | None = None
        self._anchors: dict[str, Node] = {}
        self._stack: list[Sequence | Mapping] = []
        self._keys: list[Node | None] = []
        self._flows = 0

    def read(self) -> Fault | None:
        """Build the tree. The fault that ended the reading, if one did."""
        import yaml

        text = self.text[self.start : self.end]
        try:
            loader: Any = (
                yaml.CSafeLoader(text.encode()) if yaml.__with_libyaml__ else yaml.SafeLoader(text)
            )
            return self._build(loader.get_event, yaml)
        except yaml.MarkedYAMLError as error:
            return Fault(*_faults.explain(error, self.text, self.start))
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            return Fault(self.start, self.start, f"The YAML cannot be read: {error}.", None)

    def drop_open_entry(self) -> None:
        """Forget the entry of the top level that was not read to its end."""
        if len(self._stack) > 1 and isinstance(self.root, Mapping) and self.root.pairs:
            self.root.pairs.pop()

    def _build(self, get_event: Any, yaml: Any) -> Fault | None:
        document, base, stack, keys = self.document, self.start, self._stack, self._keys
        scalar_event, alias_event = yaml.ScalarEvent, yaml.AliasEvent
        documents = 0
        while True:
            event = get_event()
            kind = type(event)
            start = base + event.start_mark.index
            if kind is scalar_event:
                tag = event.tag
                style = event.style
                node: Node = Scalar(
                    document,
                    start,
                    base + event.end_mark.index,
                    tag if tag != "!" else "tag:yaml.org,2002:str",
                    event.value,
                    "" if style is None or style == "\0" else style,
                    flow=self._flows > 0,
                )
                if event.anchor:
                    self._anchors[event.anchor] = node
                self._add(node)
            elif kind is alias_event:
                end = base + event.end_mark.index
                target = self._anchors.get(event.anchor)
                if target is None:
                    return Fault(
                        start,
                        end,
                        f"The alias '*{event.anchor}' names no anchor above it, so octoDNS cannot "
                        "read the file.",
                        f"define '&{event.anchor}' first, or put the value in quotes",
                    )
                self._add(Alias(document, start, end, target))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if len(stack) >= MAX_DEPTH:
                    return Fault(
                        start, start, f"The YAML is nested over {MAX_DEPTH} levels deep.", None
                    )
                made = Mapping if kind is yaml.MappingStartEvent else Sequence
                node = made(document, start, event.tag)
                if event.anchor:
                    self._anchors[event.anchor] = node
                self._flows += bool(event.flow_style)
                self._add(node)
                stack.append(node)
                keys.append(None)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                closed = stack.pop()
                keys.pop()
                if event.end_mark.index > event.start_mark.index:
                    closed.end = base + event.end_mark.index
                    self._flows -= 1
                else:
                    closed.end = _end_of_children(closed)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    return Fault(
                        start,
                        base + event.end_mark.index,
                        "A second YAML document begins here; octoDNS reads files of one document "
                        "and refuses this one.",
                        "make it one document, or a file of its own",
                    )
            elif kind is yaml.StreamEndEvent:
                return None

    def _add(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = node
        else:
            parent.pairs.append((key, node))
            self._keys[-1] = None


def _end_of_children(node: Sequence | Mapping) -> int:
    """Where a block collection ends: libyaml tells only where the next token begins."""
    last = (
        node.items[-1:] if isinstance(node, Sequence) else [n for p in node.pairs[-1:] for n in p]
    )
    return max((child.end for child in last), default=node.start)


def _line_after(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


_PROPERTY = lazy(r"(?:!<[^>\s]*>|[!&][^\s,\[\]{}]*)")
_GAP = lazy(r"(?:[ \t\r\n\x85\u2028\u2029]+(?:#[^\r\n\x85\u2028\u2029]*)?)*")


def _past_properties(text: str, start: int, end: int) -> int:
    """The index behind the tag and the anchor that stand before a node's content."""
    while start < end and text[start] in "!&":
        found = _PROPERTY.match(text, start, end)
        gap = _GAP.match(text, found.end() if found else start, end)
        if found is None or gap is None:
            break
        start = gap.end()
    return start

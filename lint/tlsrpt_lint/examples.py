"""Examples of rules, run: the tests of the rules and their documentation use the same inputs."""

from pathlib import Path
from typing import NamedTuple

from tlsrpt_lint.engine import judge
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.live.answers import Answers
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.names import Name, Owner
from tlsrpt_lint.records import CharacterString, Loaded, Record, ZonePart
from tlsrpt_lint.registry import loaders
from tlsrpt_lint.rule import Finding, Rule
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.suppressions import gathered, with_idle
from tlsrpt_lint.text import Edit, MappedText

APEX = Name(("example", "com"))
OWNER = Name(("_smtp", "_tls", *APEX))


class Marked(NamedTuple):
    """An example without its marks: `text`, and the byte ranges that stood between « and »."""

    text: str
    places: tuple[tuple[int, int], ...]


def unmark(text: str) -> Marked:
    """Take the marks out of an example's text."""
    plain = bytearray()
    places: list[tuple[int, int]] = []
    start = 0
    for character in text:
        if character == "«":
            start = len(plain)
        elif character == "»":
            places.append((start, len(plain)))
        else:
            plain += character.encode("utf-8", "surrogateescape")
    return Marked(plain.decode("utf-8", "surrogateescape"), tuple(places))


def lint_policy(text: str, rules: "tuple[type[Rule], ...]", *options: object) -> list[Finding]:
    """Findings for a TXT record with this value at `_smtp._tls.example.com`, read from no format.

    `options` are instances of the `Options` of some of the rules; the others have their defaults.
    """
    data = text.encode("utf-8", "surrogateescape")
    source = SourceFile("record.txt", data)
    span = source.span(0, len(data))
    value = MappedText.literal(span)
    owner = Owner(OWNER, absolute=True, written=MappedText.opaque(str(OWNER), source.span(0, 0)))
    string = CharacterString(value, quoted=True, octets=len(data))
    record = Record(owner, "TXT", span, span, ttl=3600, strings=(string,))
    part = ZonePart(APEX, "example", (record,), whole=False)
    loaded = Loaded(source, "record", (part,))
    return judge(Inventory([loaded]), _with_options(rules, options))


def lint_file(
    name: str, text: str, rules: "tuple[type[Rule], ...]", *options: object
) -> list[Finding]:
    """Findings for a file of this name and content, read by the loader that recognises it.

    What DNS answers is a file as well (see `live.transcript`).
    """
    data = text.encode("utf-8", "surrogateescape")
    source = SourceFile(name, data)
    nowhere = Path("/nonexistent")
    for loader in (Answers(), *loaders()):
        if loader.recognises(name, data[:65536]):
            loaded = loader.load(source, Surroundings(nowhere, nowhere))
            inventory, ran = Inventory([loaded]), _with_options(rules, options)
            suppressions = gathered(inventory, [loader])
            found = with_idle(suppressions, judge(inventory, ran), inventory, ran, rules)
            return [finding for finding in found if not suppressions.of(finding)]
    raise ValueError(f"no loader recognises {name}")


def _with_options(rules: "tuple[type[Rule], ...]", options: tuple[object, ...]) -> list[Rule]:
    given = {type(option): option for option in options}
    return [rule(given.get(rule.Options) if rule.Options else None) for rule in rules]


def apply(data: bytes, edits: tuple[Edit, ...]) -> bytes:
    """The data after the edits, which must not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        new = edit.text.encode("utf-8", "surrogateescape")
        data = data[: edit.span.start] + new + data[edit.span.end :]
    return data

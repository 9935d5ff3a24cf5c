"""The page of a rule, for a terminal."""

from collections.abc import Iterator
from typing import Any

from tlsrpt_lint.documentation import correct_text, how_to_fix, sections
from tlsrpt_lint.rule import Fixes, Rule
from tlsrpt_lint.terminal import Paint, Tone

_FIXES = {Fixes.NONE: "no fix", Fixes.SAFE: "safe fix", Fixes.UNSAFE: "unsafe fix"}
_FIX = "Fix"


def page(rule: type[Rule], paint: Paint) -> Iterator[str]:
    """What the rule finds, why it matters, an example with its cure, and where to read on."""
    yield f"{paint(Tone.STRONG, f'{rule.code} {rule.name()}')}\n{rule.summary()}\n"
    yield f"{rule.severity.value}, {_FIXES[rule.fixes]}, since {rule.since}\n"
    for heading, text in sections(rule).items():
        if heading != _FIX:
            yield f"\n{paint(Tone.STRONG, heading)}\n{text}\n"
    yield from _examples(rule, paint)
    if rule.fixes is not Fixes.NONE:
        yield f"\n{paint(Tone.STRONG, _FIX)}\n{how_to_fix(rule)}\n"
    if rule.Options is not None:
        yield f"\n{paint(Tone.STRONG, 'Options')}\n{_options(rule.Options)}"
    yield f"\n{paint(Tone.STRONG, 'References')}\n"
    yield "".join(f"{reference}\n" for reference in (*rule.references, rule.url()))


def _examples(rule: type[Rule], paint: Paint) -> Iterator[str]:
    if rule.INVALID:
        yield f"\n{paint(Tone.STRONG, 'Example')}\n"
        yield "".join(f"    {line}\n" for line in _marked_lines(rule.INVALID[0].text, paint))
    correct = correct_text(rule)
    if correct is not None:
        yield f"\n{paint(Tone.STRONG, 'Instead')}\n"
        yield "".join(f"    {line}\n" for line in correct[0].splitlines())


def _marked_lines(text: str, paint: Paint) -> Iterator[str]:
    """The lines of an example; what stands between « and » is underlined."""
    inside = False
    for line in text.splitlines():
        plain = under = ""
        for character in line:
            if character in "«»":
                inside = character == "«"
                # Nothing at all may be marked, where something is missing.
                under += "" if inside or under.endswith("^") else "^"
            else:
                plain += character
                under += "^" if inside else " "
        yield plain
        if "^" in under:
            yield paint(Tone.ERROR, under.rstrip())


def _options(options: type[Any]) -> str:
    from typing import get_type_hints

    rows = []
    for field in get_type_hints(options):
        name = field.replace("_", "-")
        rows.append(f"    {name} = {options._field_defaults[field]!r}\n")
    return "".join(rows)

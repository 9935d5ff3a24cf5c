"""What a rule says of itself: its docstring, its examples, its references, as Markdown.

The docstring's first line is the summary; behind it stand the sections *What it finds*, *Why it
matters* and, where there is a fix, *Fix*. The class adds the rest.
"""

import re

from tlsrpt_lint.rule import Fixes, Rule, Valid

FINDS = "What it finds"
MATTERS = "Why it matters"
FIX = "Fix"

_HEADING = re.compile(r"^## (.+)\n+", re.MULTILINE)
_MARKS = re.compile("[«»]")
_RFC = re.compile(r"RFC (\d+)(?:, (section|appendix)s? ([\w.]+))?")
_HOW_TO_FIX = {
    Fixes.NONE: "There is no automatic fix.",
    Fixes.SAFE: "The fix is safe: `--fix` applies it.",
    Fixes.UNSAFE: "The fix is unsafe: `--fix --unsafe-fixes` applies it; look at the result.",
}


def sections(rule: type[Rule]) -> dict[str, str]:
    """The sections of the rule's docstring by heading, in their order."""
    from inspect import cleandoc

    _, *parts = _HEADING.split(cleandoc(rule.__doc__ or ""))
    return {heading: body.strip() for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def how_to_fix(rule: type[Rule]) -> str:
    """What the rule's fix does, and the options that apply it."""
    return "\n\n".join(filter(None, [sections(rule).get(FIX), _HOW_TO_FIX[rule.fixes]]))


def references(rule: type[Rule]) -> list[str]:
    """The rule's references, those to an RFC as links into it."""
    return [_linked(reference) for reference in rule.references]


def correct_text(rule: type[Rule]) -> tuple[str, str] | None:
    """A text in which the rule finds nothing, and the name of its file or "" for a bare value.

    It is the first example after its fix, or else the first valid one of its kind.
    """
    kind = {bool(example.file) for example in rule.INVALID[:1]}
    for example in rule.INVALID[:1]:
        if example.fixed is not None:
            return example.fixed, example.file or ""
    valid = [one if isinstance(one, Valid) else Valid(one, "") for one in rule.VALID]
    valid.sort(key=lambda one: bool(one.file) not in kind)
    return (valid[0].text, valid[0].file) if valid else None


def fenced(text: str, language: str = "text") -> str:
    """The text as a block of code."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def help_page(rule: type[Rule]) -> str:
    """The rule's page in short, for readers that show it beside a finding: nothing is run for it."""
    said = sections(rule)
    parts = [rule.summary(), *(said[heading] for heading in (FINDS, MATTERS) if heading in said)]
    if rule.INVALID:
        parts += ["**Example**", fenced(_MARKS.sub("", rule.INVALID[0].text))]
        if correct := correct_text(rule):
            parts += ["**Instead**", fenced(correct[0])]
    parts += [f"**Fix:** {how_to_fix(rule)}"]
    if rule.references:
        parts += [f"**References:** {'; '.join(references(rule))}"]
    return "\n\n".join([*parts, f"[{rule.code} {rule.name()}]({rule.url()})"])


def plain(markdown: str) -> str:
    """The text of running prose without its marks, on one line."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", markdown)
    return " ".join(text.replace("`", "").replace("**", "").split())


def _linked(reference: str) -> str:
    rfc = _RFC.match(reference)
    if rfc is None:
        return reference
    number, kind, section = rfc.groups()
    anchor = f"#{kind}-{section}" if kind else ""
    return f"[{reference}](https://www.rfc-editor.org/rfc/rfc{number}{anchor})"

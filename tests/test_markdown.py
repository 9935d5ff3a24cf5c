"""Pages on a terminal."""

import pytest

from tlsrpt_lint.markdown import for_terminal
from tlsrpt_lint.pages import page
from tlsrpt_lint.registry import rules
from tlsrpt_lint.reporter import Style
from tlsrpt_lint.rule import Rule
from tlsrpt_lint.terminal import columns

PAGE = """\
# TR303 missing-scheme

| Code | Severity |
|---|---|
| TR303 | error |
| TR3 | `x` |

## What it finds

An item of the `rua` list, and **two words**, which
go on [here and there](https://example.org/a).

- one
- two, an item that is longer than
  its line
- three

```text
# no heading

- no item | `no code`
```

The end.
"""


def set_in(width: int, *, color: bool = False) -> str:
    return "".join(for_terminal(PAGE, Style(color=color, width=width)))


def test_without_colour() -> None:
    assert (
        set_in(40)
        == """\
TR303 missing-scheme

Code   Severity
TR303  error
TR3    `x`

What it finds

An item of the `rua` list, and
two words, which go on here and there
<https://example.org/a>.

- one
- two, an item that is longer than its
  line
- three

    # no heading

    - no item | `no code`

The end.
"""
    )


def test_with_colour_code_needs_no_quotes() -> None:
    text = set_in(40, color=True)
    assert "\x1b[1mWhat it finds\x1b[0m\n" in text
    assert "the \x1b[1;36mrua\x1b[0m list, and\n\x1b[1mtwo words\x1b[0m, which" in text
    assert "    - no item | `no code`\n" in text


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in rules()])
def test_every_page_fits_a_terminal_but_for_its_code(rule: type[Rule]) -> None:
    for line in "".join(for_terminal(page(rule), Style(width=80))).splitlines():
        if not line.startswith("    "):
            assert columns(line) <= 80
            assert "](" not in line
            assert "**" not in line
            assert not line.startswith(("#", "|"))

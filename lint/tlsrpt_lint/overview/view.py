"""How an overview is shown: what depends on the reader, not on what was read."""

from collections.abc import Callable
from typing import NamedTuple

from tlsrpt_lint.overview.domains import Place
from tlsrpt_lint.reporter import Style


class View(NamedTuple):
    """`link` gives the URL of a line, None where it has none. `style` is for the terminal."""

    style: Style = Style()
    link: Callable[[Place], str | None] = lambda _place: None

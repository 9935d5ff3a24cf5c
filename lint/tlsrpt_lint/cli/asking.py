"""What the commands that ask DNS have in common: the options, and how many names are asked about."""

import argparse
import gc
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from tlsrpt_lint import registry
from tlsrpt_lint.cli.settings import Settings
from tlsrpt_lint.cli.task import planned
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.names import Name
from tlsrpt_lint.run import Outcome, lint

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser
    from tlsrpt_lint.live.resolver import Resolver
    from tlsrpt_lint.live.survey import Survey

Item = TypeVar("Item", bound=Hashable)
Result = TypeVar("Result")


def add_network_to(parser: "Parser", title: str = "network") -> None:
    """Whom to ask, and how."""
    group = parser.add_argument_group(title)
    group.add_argument(
        "--nameserver",
        metavar="SERVER",
        action="append",
        default=[],
        help="ask this server: an address, 'tls://ADDRESS' or 'https://HOST/dns-query'; may be"
        " repeated (default: those of the system)",
    )
    group.add_argument(
        "--port", metavar="N", type=_port, help="the port of a server given as an address"
    )
    group.add_argument("--tcp", action="store_true", help="ask over TCP only")
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=10.0,
        help="what one question may take with all its repetitions (default: 10)",
    )
    group.add_argument(
        "--concurrency",
        metavar="N",
        type=_count,
        default=100,
        help="how many questions may wait for their answers at the same time (default: 100)",
    )
    group.add_argument(
        "--rate", metavar="N", type=_rate, help="ask at most so many questions a second"
    )


def ask(
    options: argparse.Namespace,
    items: Sequence[Item],
    work: "Callable[[Item, Resolver], Awaitable[Result]]",
    what: str,
) -> "Survey[Item, Result]":
    """Do work that asks DNS for each item; `what` they are, in the plural.

    Raises UsageError for a nameserver that cannot be asked.
    """
    from tlsrpt_lint.cli import progress
    from tlsrpt_lint.live.nameservers import nameservers
    from tlsrpt_lint.live.resolver import Resolver
    from tlsrpt_lint.live.survey import survey

    gc.enable()  # what the questions leave behind refers to itself
    servers = nameservers(options.nameserver, options.port)
    resolver = Resolver(
        servers,
        timeout=options.timeout,
        tcp=options.tcp,
        concurrency=options.concurrency,
        rate=options.rate,
    )
    line = progress.line() if options.progress and not options.quiet else None
    bar = None if line is None else progress.Questions(line, what)
    try:
        return survey(items, lambda item: work(item, resolver), options.concurrency, bar)
    finally:
        if bar is not None:
            bar.end()


def judged(found: Mapping[Name, str], options: argparse.Namespace, settings: Settings) -> Outcome:
    """What the rules find in transcripts, which are given by domain."""
    from tlsrpt_lint.live.answers import Answers
    from tlsrpt_lint.live.transcript import FORMAT, path_of

    inputs = [
        Input(
            path_of(domain),
            None,
            settings.working,
            FORMAT,
            forced=True,
            data=text.encode("utf-8", "surrogateescape"),
        )
        for domain, text in found.items()
    ]
    plan = planned(options, settings, registry.rules(), (Answers(),))
    return lint(inputs, plan._replace(origin_of=lambda _: None, spared_at=None))


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536:
        return int(text)
    raise UsageError(f"'{text}' is no port", "it is a number from 1 to 65535")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 10_000:
        return int(text)
    raise UsageError(f"'{text}' is no number of questions", "it is from 1 to 10000")


def _seconds(text: str) -> float:
    return _positive(text, "number of seconds")


def _rate(text: str) -> float:
    return _positive(text, "number of questions a second")


def _positive(text: str, what: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if 0 < number <= 1_000_000:
        return number
    raise UsageError(f"'{text}' is no {what}", "it is above 0")

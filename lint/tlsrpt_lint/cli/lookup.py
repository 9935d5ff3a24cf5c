"""`tlsrpt-lint lookup`: what DNS publishes for domains, judged by the same rules."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tlsrpt_lint import registry
from tlsrpt_lint.cli import groups
from tlsrpt_lint.cli.asking import add_network_to, ask, judged
from tlsrpt_lint.cli.output import say, write
from tlsrpt_lint.cli.reporting import report, status_of
from tlsrpt_lint.cli.settings import settle
from tlsrpt_lint.cli.status import ExitStatus
from tlsrpt_lint.cli.task import STDIN, say_what_went_wrong
from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.names import Name
from tlsrpt_lint.report import Report
from tlsrpt_lint.terminal import visible

if TYPE_CHECKING:
    from tlsrpt_lint.cli.parser import Parser
    from tlsrpt_lint.live.resolver import Resolver


def run(options: argparse.Namespace) -> ExitStatus:
    """Ask, judge what is answered, report it, decide the exit status."""
    from tlsrpt_lint.live.asking import Extent, transcript_of

    domains = list(_domains(options))
    if not domains:
        raise UsageError("no domain is named", "give one, or a file of them with --from")
    rules = registry.rules()
    settings = settle(options, [], rules, registry.loaders())
    extent = Extent(options.wrong_names, options.timeout if options.probe else None)

    async def work(domain: Name, resolver: "Resolver") -> str:
        return await transcript_of(domain, resolver, extent)

    found, is_partial = ask(options, domains, work, "domains")
    outcome = judged(found, options, settings)
    if options.output_format == "full" and not (options.quiet or options.statistics):
        write(_shown(found))
    least = settings.configuration.min_severity
    report(options, least, _of_domains(outcome.report, len(found)))
    say_what_went_wrong((), outcome.faults)
    if is_partial:
        say(f"interrupted: {len(found)} of {len(domains)} domains were looked up")
        return ExitStatus.INTERRUPTED
    if outcome.faults:
        return ExitStatus.ERROR
    if options.exit_zero:
        return ExitStatus.CLEAN
    return status_of(outcome.report, settings.configuration.fail_on)


def _of_domains(found: Report, domains: int) -> Report:
    """The report as one on domains, and without fixes: DNS is no file."""
    findings = tuple(finding._replace(fix=None) for finding in found.findings)
    summary = found.summary._replace(files=domains, zones=domains).counting(findings)
    return found._replace(findings=findings, summary=summary, scope="domain")


def _shown(found: dict[Name, str]) -> Iterator[str]:
    """The transcripts, one after the other, each with an empty line behind it."""
    for text in found.values():
        yield "".join(f"{visible(line)}\n" for line in text.splitlines()) + "\n"


def _domains(options: argparse.Namespace) -> Iterator[Name]:
    """The domains that are named, each once."""
    from tlsrpt_lint.live.names import domain_of

    seen: set[Name] = set()
    for text in (*options.domains, *_listed(options.domains_from)):
        domain = domain_of(text)
        if domain not in seen:
            seen.add(domain)
            yield domain


def _listed(path: str | None) -> Sequence[str]:
    """The first word of each line of a file but those of comments; '-' is standard input."""
    if path is None:
        return ()
    from pathlib import Path

    try:
        if path == STDIN:
            data = b"" if sys.stdin is None else sys.stdin.buffer.read()
        else:
            data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror}") from error
    lines = data.decode("utf-8-sig", "surrogateescape").splitlines()
    return [words[0] for line in lines if (words := line.partition("#")[0].split())]


def fill(parser: "Parser") -> None:
    """Give a parser the options of the command."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.set_defaults(
        run=run, origin=None, baseline=None, write_baseline=None, jobs=1, respect_suppressions=False
    )
    parser.add_argument("domains", nargs="*", metavar="DOMAIN", help="mail domains")
    group = parser.add_argument_group("questions")
    group.add_argument(
        "--from",
        dest="domains_from",
        metavar="FILE",
        help="a file with a domain in each line, '#' for comments; '-' is standard input",
    )
    group.add_argument(
        "--wrong-names",
        action="store_true",
        help="look for policies at the names where they stand by mistake, too",
    )
    group.add_argument(
        "--probe",
        action="store_true",
        help="open a TLS connection to the https destinations, too, and check the certificate",
    )
    add_network_to(parser)
    groups.add_rules_to(parser)
    group, output_format = groups.add_report_to(
        parser, "leave out the answers and the closing line"
    )
    groups.add_no_progress_to(group)
    groups.add_status_to(parser, _STATUSES)
    groups.add_configuration_to(parser)

    def name_the_formats() -> None:
        output_format.help = f"{output_format.help}: {', '.join(registry.reporters())}"

    parser.complete_help = name_the_formats


_DESCRIPTION = """\
Ask DNS for the TLS-RPT records of mail domains, as report senders do, and judge
them by the rules of `check`. Asked as well: the MX, the MTA-STS record, the TLSA
records of the MX hosts, and whether the destinations can be reached."""

_STATUSES = """\
0    no finding at or above --fail-on
1    at least one; no record where mail may be accepted is one
2    wrong usage or configuration, or an error of our own
130  interrupted; what was answered until then has been reported"""

_EPILOG = """\
examples:
  tlsrpt-lint lookup example.com
  tlsrpt-lint lookup --nameserver 192.0.2.53 --wrong-names example.com example.net
  tlsrpt-lint lookup --from domains.txt --rate 200 --output-format json"""

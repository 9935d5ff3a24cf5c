"""Reports made by hand, so that no loader and no rule of ours is in the way of a reporter."""

from collections.abc import Callable, Iterable

from tlsrpt_lint.fingerprint import marked
from tlsrpt_lint.names import Name, Owner
from tlsrpt_lint.records import CharacterString, Record
from tlsrpt_lint.report import Report, Summary
from tlsrpt_lint.rule import Example, Finding, Fix, Fixes, Related, Rule, Severity
from tlsrpt_lint.source import SourceFile, Span
from tlsrpt_lint.text import MappedText


class UnreadableFile(Rule):
    """A file cannot be read.

    ## What it finds

    A zone file with a quote or a parenthesis that is never closed.

    ## Why it matters

    Nothing behind the place was checked.
    """

    code = "TR001"
    severity = Severity.ERROR
    since = "0.1.0"


class MissingScheme(Rule):
    """A report URI has no scheme.

    ## What it finds

    An item of the `rua` list without `mailto:` or `https:`.

    ## Why it matters

    Senders know two schemes.

    ## Fix

    Puts `mailto:` in front.
    """

    code = "TR303"
    severity = Severity.ERROR
    fixes = Fixes.SAFE
    since = "0.1.0"
    references = ("RFC 8460, section 3", "RFC 3986, section 3")
    VALID = ["v=TLSRPTv1; rua=mailto:tls@example.org"]
    INVALID = [
        Example(
            "v=TLSRPTv1; rua=«tls@example.org»",
            fixed="v=TLSRPTv1; rua=mailto:tls@example.org",
        )
    ]


class UnmonitoredMailbox(Rule):
    """Nobody reads the mailbox.

    ## What it finds

    Addresses such as `noreply@`.

    ## Why it matters

    Nobody would read the reports.
    """

    code = "TR316"
    severity = Severity.WARNING
    fixes = Fixes.UNSAFE
    since = "0.1.0"
    references = ("RFC 2142",)


class MultipleRecords(Rule):
    """A domain has more than one TLS-RPT record.

    ## What it finds

    A second record.

    ## Why it matters

    Senders use none.
    """

    code = "TR401"
    severity = Severity.ERROR
    since = "0.2.0"
    references = ("RFC 8460, section 3",)


class UnusualTtl(Rule):
    """The TTL is unusual.

    ## What it finds

    A TTL below 300 seconds.

    ## Why it matters

    Resolvers ask again and again.
    """

    code = "TR405"
    severity = Severity.NOTE
    since = "0.1.0"


RULES: tuple[type[Rule], ...] = (
    UnreadableFile,
    MissingScheme,
    UnmonitoredMailbox,
    MultipleRecords,
    UnusualTtl,
)


def find(source: SourceFile, text: str, nth: int = 0) -> Span:
    """The span of the `nth` occurrence of the text in the source."""
    wanted, at = text.encode("utf-8", "surrogateescape"), -1
    for _ in range(nth + 1):
        at = source.data.index(wanted, at + 1)
    return source.span(at, at + len(wanted))


def txt(span: Span, owner: str = "_smtp._tls.example.com", resource: str | None = None) -> Record:
    """A TXT record whose value stands in the span as it is."""
    value = MappedText.literal(span)
    name = Owner(Name(owner.split(".")), absolute=True, written=MappedText.opaque(owner, span))
    string = CharacterString(value, quoted=True, octets=len(value))
    return Record(name, "TXT", span, span, strings=(string,), resource=resource)


def missing_scheme(span: Span, record: Record | None, zone: str | None = "example.com") -> Finding:
    """TR303 with its fix."""
    address = span.text
    edit = MappedText.literal(span).edit(0, len(address), f"mailto:{address}")
    owners = (str(record.owner),) if record else ()
    return Finding(
        MissingScheme,
        Severity.ERROR,
        span,
        f"The report URI '{address}' has no scheme, so no sender can use it.",
        help=f"write 'mailto:{address}'",
        fix=Fix.of("Write 'mailto:' before the address", edit),
        record=record,
        owners=owners,
        zone=zone,
        resource=record.resource if record else None,
    )


def unusual_ttl(span: Span, record: Record | None) -> Finding:
    """TR405, a note without help or fix."""
    owners = (str(record.owner),) if record else ()
    return Finding(
        UnusualTtl,
        Severity.NOTE,
        span,
        f"The TTL '{span.text}' is below 300 seconds, so resolvers ask again and again.",
        record=record,
        owners=owners,
        zone="example.com",
    )


def report(
    findings: Iterable[Finding], *, files: int = 1, zones: int = 1, records: int = 1
) -> Report:
    """A report of these findings, in the order of the files, with counts that fit them."""
    done = tuple(marked(sorted(findings, key=lambda f: (f.span.source.path, f.span.start))))
    severities = [finding.severity for finding in done]
    summary = Summary(
        files=files,
        zones=zones,
        records=records,
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
        fixable=sum(f.fix is not None and f.fix.applicability is Fixes.SAFE for f in done),
    )
    return Report(done, summary, RULES)


ZONE = """\
$ORIGIN example.com.
$TTL 3600
@           IN SOA ns1.example.net. hostmaster.example.com. 1 7200 3600 1209600 3600
            IN NS  ns1.example.net.
            IN MX  10 mail.example.net.
_smtp._tls  IN TXT "v=TLSRPTv1; rua=tls@example.org"
"""


def clean() -> Report:
    """Nothing found."""
    return report([], files=3, zones=3, records=5)


def one_error() -> Report:
    """One error with help and a safe fix."""
    source = SourceFile("zones/example.com.zone", ZONE.encode())
    record = txt(find(source, "v=TLSRPTv1; rua=tls@example.org"))
    return report([missing_scheme(find(source, "tls@example.org"), record)])


def many() -> Report:
    """All severities, in several files, with related places, several owners and both kinds of fix."""
    shared = SourceFile(
        "config/shared.yaml",
        b"_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=mailto:noreply@example.org\n",
    )
    noreply = find(shared, "noreply@example.org")
    domains = ("example.com", "example.net", "example.org", "example.edu", "a.example.com")
    unmonitored = Finding(
        UnmonitoredMailbox,
        Severity.WARNING,
        noreply,
        "Nobody reads 'noreply@example.org', so the reports are lost.",
        help="name a mailbox that somebody reads",
        fix=Fix.of(
            "Report to the postmaster",
            MappedText.literal(noreply).edit(0, len("noreply"), "postmaster"),
            unsafe=True,
        ),
        record=txt(find(shared, "v=TLSRPTv1\\; rua=mailto:noreply@example.org")),
        owners=tuple(f"_smtp._tls.{domain}" for domain in domains),
    )
    zone = SourceFile(
        "zones/example.com.zone",
        ZONE.encode() + b'_smtp._tls 60 IN TXT "v=TLSRPTv1; rua=mailto:b@example.org"\n; end\n',
    )
    first = txt(find(zone, "v=TLSRPTv1; rua=tls@example.org"))
    second = txt(find(zone, "v=TLSRPTv1; rua=mailto:b@example.org"))
    assert first.value is not None
    assert second.value is not None
    elsewhere = SourceFile(
        "zones/part.db", b'\n\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:c@example.org"\n'
    )
    doubled = Finding(
        MultipleRecords,
        Severity.ERROR,
        second.value.span(),
        "'_smtp._tls.example.com' has a second TLS-RPT record, so senders use none of them.",
        help="keep one record and list all report URIs in its rua, separated by ','",
        related=(
            Related(first.value.span(), "the first record is here"),
            Related(find(elsewhere, "v=TLSRPTv1; rua=mailto:c@example.org"), "another is here"),
        ),
        record=second,
        owners=("_smtp._tls.example.com",),
        zone="example.com",
    )
    plan = SourceFile(
        "plan.json",
        b'{"padding":"'
        + b"x" * 300
        + b'","records":["v=TLSRPTv1; rua=a@example.org"],"more":"'
        + b"y" * 300
        + b'"}',
    )
    resource = "module.mail.aws_route53_record.tlsrpt"
    planned = txt(find(plan, "v=TLSRPTv1; rua=a@example.org"), resource=resource)
    return report(
        [
            unmonitored,
            missing_scheme(find(plan, "a@example.org"), planned)._replace(
                fix=None, pointer="/records/0"
            ),
            missing_scheme(find(zone, "tls@example.org"), first),
            unusual_ttl(find(zone, "60"), second),
            doubled,
        ],
        files=3,
        zones=7,
        records=9,
    )


def multi_line() -> Report:
    """A record in parentheses, over more lines than are shown, and a related place among them."""
    source = SourceFile(
        "example.com.zone",
        b'$ORIGIN example.com.\r\n\r\n_smtp._tls IN TXT ( "v=TLSRPTv1;" ; the version\r\n'
        b'\t"rua=mailto:a@example.org,"\r\n\r\n\t"b@example.org,"\r\n\t"mailto:c@example.org,"\r\n'
        b'\t"mailto:d@example.org,"\r\n\t"mailto:e@example.org" )\r\n',
    )
    start = source.data.index(b'"v=')
    value = source.span(start, source.data.index(b" )"))
    address = find(source, "b@example.org")
    record = txt(value)
    long = Finding(
        MultipleRecords,
        Severity.ERROR,
        value,
        "The record is over many lines.",
        related=(Related(address, "this one has no scheme"),),
        record=record,
        owners=("_smtp._tls.example.com",),
        zone="example.com",
    )
    two_lines = source.span(find(source, "a@").start, address.end)
    short = Finding(UnmonitoredMailbox, Severity.WARNING, two_lines, "Two lines.", record=record)
    return report([long, short])


def non_ascii_path() -> Report:
    """A path and a line with wide, combining and undecodable characters, a tab and a BOM."""
    source = SourceFile(
        "zonen/größe 日本/例.zone",
        '\ufeff日本 café e\u0301\t"v=TLSRPTv1; rua=tls@example.org" ; '.encode() + b"\xff\n",
    )
    record = txt(find(source, "v=TLSRPTv1; rua=tls@example.org"), "_smtp._tls.xn--wgv71a.example")
    return report([missing_scheme(find(source, "tls@example.org"), record, zone=None)])


def windows_path() -> Report:
    """A path on another drive, which cannot be relative, with characters that formats escape."""
    source = SourceFile("D:/dns, 100%/example.com.zone", ZONE.replace("\n", "\r\n").encode())
    record = txt(find(source, "v=TLSRPTv1; rua=tls@example.org"))
    return report([missing_scheme(find(source, "tls@example.org"), record)])


def parse_error() -> Report:
    """A file that cannot be read: no record, no owner, and a place at the end of the file."""
    data = b'$ORIGIN example.com.\n_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:a@example.org\n'
    source = SourceFile("broken.zone", data)
    return report(
        [
            Finding(
                UnreadableFile,
                Severity.ERROR,
                source.span(len(data), len(data)),
                "The file ends inside of a quoted string, so the rest of it was not read.",
                help="close the quote",
                related=(Related(find(source, '"'), "the quote opens here"),),
            )
        ],
        zones=0,
        records=0,
    )


def thousands() -> Report:
    """30,000 findings: a note, a warning and an error for each of 10,000 records."""
    line = '_smtp._tls.d{:05} 60 IN TXT "v=TLSRPTv1; rua=noreply@example.org"\n'
    source = SourceFile("big.zone", "".join(map(line.format, range(10_000))).encode())
    length = len(line.format(0))
    findings = []
    for start in range(0, len(source.data), length):
        value = source.span(start + 29, start + length - 2)
        record = txt(value, source.text(start, start + 17))
        ttl = source.span(start + 18, start + 20)
        address = source.span(start + 45, start + length - 2)
        findings += [
            unusual_ttl(ttl, record),
            missing_scheme(address, record),
            Finding(
                UnmonitoredMailbox,
                Severity.WARNING,
                address,
                f"Nobody reads '{address.text}', so the reports are lost.",
                record=record,
                owners=(str(record.owner),),
            ),
        ]
    return report(findings, records=10_000)


INPUTS: dict[str, Callable[[], Report]] = {
    function.__name__: function
    for function in (
        clean,
        one_error,
        many,
        multi_line,
        non_ascii_path,
        windows_path,
        parse_error,
        thousands,
    )
}

"""Overviews made by hand, for tests of what is made of them."""

from tlsrpt_lint.overview.domains import (
    Dane,
    Domain,
    Mail,
    Overview,
    Place,
    Published,
    sorted_by_name,
)
from tlsrpt_lint.overview.view import View
from tlsrpt_lint.rule import Rule, Severity

EVIL = [
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m\x90",
    "line\n::error file=x::y\n##[error]z",
    "##vso[task.setvariable variable=PATH]/x",
    "::set-env name=PATH::x",
    "\u202e\u2066bidi\u200b\ufeff",
    "\0",
    "\udcff\ud800",
    "</script><script>window.ran = 1</script>",
    "</style><img src=x onerror='window.ran = 1'>",
    '"><a href="javascript:window.ran=1" onmouseover="window.ran=1">',
    "<!--", "-->", "]]>", "&lt;b&gt;", "&#60;",
    "| [x](javascript:alert(1)) <img src=x onerror=alert(1)> `code` *b* |",
    "=HYPERLINK(\"https://example.org\")", "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1",
    "a,b;c\"d'e",
    "\u2028\u0085\ufffe\uffff",
    "wide 漢字 \U0001f600 e\u0301",
]  # fmt: skip


class MissingScheme(Rule):
    """A report URI has no scheme."""

    code = "TR303"
    severity = Severity.ERROR


class MultipleRecords(Rule):
    """A domain has more than one TLS-RPT record."""

    code = "TR401"
    severity = Severity.ERROR


def domain(name: str = "example.com", **changes: object) -> Domain:
    """A mail domain with everything, but for the changes."""
    row = Domain(
        name=name,
        zone="example.com",
        relative=False,
        mail=Mail.HOSTS,
        mx=("mx1.example.net", "mx2.example.net"),
        tls_rpt=Published.RECORD,
        cname=None,
        destinations=("mailto:tls@example.org",),
        mta_sts=Published.RECORD,
        tlsa=Dane.ALL,
        rules=(),
        remark="",
        record_at=Place("zones/example.com.zone", 12, "zones/example.com.zone"),
        mx_at=Place("zones/example.com.zone", 3, "zones/example.com.zone"),
    )
    return row._replace(**changes)  # type: ignore[arg-type]


def overview(*domains: Domain, unread: tuple[str, ...] = ()) -> Overview:
    return Overview(sorted_by_name(domains), len(domains), 0, unread)


def hostile(*texts: str) -> Overview:
    """An overview in which everything that comes from files is one of these texts."""
    rows = []
    for text in texts:
        place = Place(text, 1, text)
        row = domain(
            text,
            zone=text + "2",
            mx=(text,),
            cname=text,
            destinations=(text,),
            rules=(MissingScheme,),
            remark=text,
            record_at=place,
            mx_at=place,
        )
        rows.append(row)
    return overview(*rows, unread=texts)


BROKEN = domain(
    "lists.example.com",
    mx=("mx1.example.net",),
    tls_rpt=Published.BROKEN,
    destinations=(),
    mta_sts=Published.BROKEN,
    tlsa=Dane.SOME,
    rules=(MissingScheme,),
)
MIXED = overview(
    domain(),
    domain(
        "cname.example.com",
        tls_rpt=Published.CNAME,
        mx=tuple(f"mx{n}.example.net" for n in range(10)),
    ),
    domain("wild.example.com", tls_rpt=Published.WILDCARD, tlsa=Dane.UNKNOWN),
    BROKEN,
    domain(
        "plain.example.org",
        zone="example.org",
        tls_rpt=Published.NONE,
        destinations=(),
        record_at=None,
        mta_sts=Published.NONE,
        tlsa=Dane.NONE,
    ),
    domain(
        "parked.example.com",
        mail=Mail.NULL,
        mx=(),
        tls_rpt=Published.NONE,
        destinations=(),
        mta_sts=Published.NONE,
        tlsa=Dane.NO_HOSTS,
        record_at=None,
    ),
    domain(
        "away.example.com",
        mail=Mail.UNKNOWN,
        mx=(),
        tls_rpt=Published.UNKNOWN,
        destinations=(),
        mta_sts=Published.UNKNOWN,
        tlsa=Dane.UNKNOWN,
        remark="not all of the zone is in this run",
        mx_at=None,
    ),
    domain(
        "secret.example.com",
        mail=Mail.NONE,
        mx=(),
        destinations=None,
        tlsa=Dane.NO_HOSTS,
        mx_at=None,
    ),
    unread=("zones/bad.zone",),
)
LINKED = View(link=lambda place: f"https://git.example.org/{place.from_root}#L{place.line}")

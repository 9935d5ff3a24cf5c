"""What a zone holds nothing at, told without reading its records: never of a name that owns one."""

from pathlib import Path

import pytest

from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.zone import ZoneLoader
from tlsrpt_lint.names import Name
from tlsrpt_lint.source import SourceFile

HEAD = "$ORIGIN example.com.\n@ 3600 IN SOA ns hostmaster 1 7200 3600 1209600 3600\n"
REPORTS = Name(("reports", "example", "com"))


def holds_nothing(text: str, folder: Path, name: Name = REPORTS) -> bool:
    source = SourceFile("example.com.zone", text.encode(), folder / "example.com.zone")
    loaded = ZoneLoader().load(source, Surroundings(folder, folder))
    (zone,) = Inventory([loaded]).zones
    return zone.holds_nothing_at(name)


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "www A 192.0.2.1\n",
        "reports-new A 192.0.2.1\nreports_ A 192.0.2.1\n",
        "; reports A 192.0.2.1\n",
        '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@reports.example.com"\n',
        "mail.reports A 192.0.2.1\n",
    ],
)
def test_names_that_own_nothing(lines: str, tmp_path: Path) -> None:
    assert holds_nothing(HEAD + lines, tmp_path)


@pytest.mark.parametrize(
    "lines",
    [
        "reports A 192.0.2.1\n",
        "REPORTS.example.com. AAAA 2001:db8::1\n",
        "$ORIGIN reports.example.com.\n@ A 192.0.2.1\n",
        "* A 192.0.2.1\n",
        "$GENERATE 1-2 host$ A 192.0.2.$\n",
        "rep\\111rts A 192.0.2.1\n",
        '"reports" A 192.0.2.1\n',
        "www A 192.0.2.1\r\nreports A 192.0.2.2\r\n",
        "reports NS ns.example.net.\n",
        "$INCLUDE addresses\n",
        "$INCLUDE mail reports\n",
        "{% if x %}\n",
    ],
)
def test_names_that_may_own_something(lines: str, tmp_path: Path) -> None:
    (tmp_path / "addresses").write_text("reports A 192.0.2.1\n")
    (tmp_path / "mail").write_text("@ A 192.0.2.1\n")
    assert not holds_nothing(HEAD + lines, tmp_path)


def test_a_zone_that_was_not_seen_whole_proves_nothing(tmp_path: Path) -> None:
    assert not holds_nothing("www.example.com. A 192.0.2.1\n_smtp._tls TXT x\n", tmp_path)


def test_of_the_apex_nothing_is_said(tmp_path: Path) -> None:
    assert not holds_nothing(HEAD, tmp_path, Name(("example", "com")))

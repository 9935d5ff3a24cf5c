"""--bump-serial: the serial of a zone rises with its records, once, where it stands."""

import re
from pathlib import Path

import pytest
from command_line import CLEAN, Cli

RECORD = '_smtp._tls TXT "v=TLSRPTv1; rua=tls@example.org"\n'


def fixed(text: str) -> str:
    return text.replace("=tls@", "=mailto:tls@")


def zone(serial: str, record: str = RECORD) -> str:
    return f"$TTL 3600\n@ SOA ns1 hostmaster {serial} 7200 3600 1209600 3600\n{record}"


@pytest.mark.parametrize(
    "soa",
    [
        "@ 3600 IN SOA ns1 hostmaster {} 7200 3600 1209600 3600",
        "@ SOA ns1.example.com. hostmaster.example.com. ({} 7200 3600 1209600 3600)",
        "@ IN SOA ns1 hostmaster (\n  {} ; serial, was 41\n  7200 3600 1209600 3600 )",
        "@ IN SOA ( ; 41\n ns1 ; 41\n\n hostmaster ; 41\n\t{}; 41\n 7200 3600 1209600 3600 ; 41\n)",
        "example.com. SOA (ns1\thostmaster){} 7200 3600 1209600 3600",
        "@ 42 IN SOA 42 42 {} 42 42 42 42",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_in_any_layout(soa: str, end: str, repo: Path, cli: Cli) -> None:
    text = f"$TTL 42\n{soa}\n{RECORD}".replace("\n", end)
    file = repo / "example.com.zone"
    file.write_bytes(text.format(42).encode())
    run = cli("check", "--fix", "--bump-serial")
    after = fixed(text.format(43)).encode()
    assert file.read_bytes() == after
    assert run.err.splitlines() == [
        "tlsrpt-lint: Fixed 1 finding in 1 file.",
        "tlsrpt-lint: Raised the serial of the SOA in example.com.zone from 42 to 43.",
    ]
    assert cli("check", "--fix", "--bump-serial").err == ""
    assert file.read_bytes() == after


def test_a_date_becomes_that_of_today(repo: Path, cli: Cli) -> None:
    file = repo / "example.com.zone"
    file.write_text(zone("2019010199"))
    run = cli("check", "--fix", "--bump-serial")
    (serial,) = re.findall(r"hostmaster (\d+)", file.read_text())
    assert re.fullmatch(r"20\d{6}01", serial)
    assert f"from 2019010199 to {serial}." in run.err


@pytest.mark.parametrize(
    "mark", ["{{ serial }}", "$UNIXTIME", "@@SERIAL@@", "%SERIAL%", "4294967296"]
)
def test_a_placeholder_is_left_alone(mark: str, repo: Path, cli: Cli) -> None:
    file = repo / "example.com.zone"
    file.write_text(zone(mark))
    run = cli("check", "--fix", "--bump-serial")
    assert file.read_text() == fixed(zone(mark))
    said = (
        f"The serial in example.com.zone was left alone: '{mark}' is filled in by something else."
    )
    assert said in run.err
    assert "still to be raised" not in run.err


def test_what_changed_by_an_include_has_its_serial_elsewhere(repo: Path, cli: Cli) -> None:
    for name in ("example.com.zone", "example.net.zone"):
        (repo / name).write_text(zone("1", "$INCLUDE mail.inc\n"))
    (repo / "example.org.zone").write_text(zone("1", ""))
    (repo / "mail.inc").write_text(RECORD)
    run = cli("check", "--fix", "--bump-serial")
    for name in ("example.com.zone", "example.net.zone"):
        assert (repo / name).read_text() == zone("2", "$INCLUDE mail.inc\n")
    assert (repo / "example.org.zone").read_text() == zone("1", "")
    assert (repo / "mail.inc").read_text() == fixed(RECORD)
    assert run.err.splitlines() == [
        "tlsrpt-lint: Fixed 1 finding in 1 file.",
        "tlsrpt-lint: Raised the serial of the SOA in example.com.zone and example.net.zone.",
    ]


def test_the_serial_may_be_what_is_included(repo: Path, cli: Cli) -> None:
    head, record = zone("7").rsplit("_smtp", 1)
    (repo / "soa.inc").write_text(head)
    for name in ("example.com.zone", "example.net.zone"):
        (repo / name).write_text(f"$INCLUDE soa.inc\n_smtp{record}")
    cli("check", "--fix", "--bump-serial")
    assert (repo / "soa.inc").read_text() == head.replace(" 7 ", " 8 ")


def test_a_file_that_was_not_named_is_not_touched(repo: Path, cli: Cli) -> None:
    (repo / "example.com.zone").write_text(zone("1", "$INCLUDE mail.inc\n"))
    (repo / "mail.inc").write_text(RECORD)
    run = cli("check", "--fix", "--bump-serial", "mail.inc")
    assert (repo / "mail.inc").read_text() == fixed(RECORD)
    assert (repo / "example.com.zone").read_text() == zone("1", "$INCLUDE mail.inc\n")
    assert "The serial of the SOA is still to be raised in example.com.zone." in run.err


def test_a_part_that_nobody_includes(repo: Path, cli: Cli) -> None:
    (repo / "mail.inc").write_text("$TTL 3600\n" + RECORD)
    run = cli("check", "--fix", "--bump-serial", "mail.inc", "--origin", "example.com")
    assert "is still to be raised in the zones that include mail.inc." in run.err


def test_of_several_zones_in_a_file_those_that_changed(repo: Path, cli: Cli) -> None:
    soa = "SOA ns1.example.net. h.example.net. 5 7200 3600 1209600 3600\n"
    text = f"$TTL 3600\nexample.com. {soa}_smtp._tls.example.com. TXT {{}}\nexample.org. {soa}"
    (repo / "all.zone").write_text(text.format('"v=TLSRPTv1; rua=tls@example.org"'))
    cli("check", "--fix", "--bump-serial")
    after = text.format('"v=TLSRPTv1; rua=mailto:tls@example.org"').replace(" 5 ", " 6 ", 1)
    assert (repo / "all.zone").read_text() == after


def test_a_transfer_has_its_soa_at_both_ends(repo: Path, cli: Cli) -> None:
    soa = "example.com. 3600 IN SOA ns1.example.net. h.example.net. 5 7200 3600 1209600 3600\n"
    record = RECORD.replace("_tls TXT", "_tls.example.com. 3600 IN TXT")
    (repo / "example.com.zone").write_text(soa + record + soa)
    cli("check", "--fix", "--bump-serial")
    raised = soa.replace(" 5 ", " 6 ")
    assert (repo / "example.com.zone").read_text() == raised + fixed(record) + raised


def test_nothing_rises_where_no_record_changes(repo: Path, cli: Cli) -> None:
    idle = zone("1", fixed(RECORD)) + "; tlsrpt-lint: ignore[TR303] no longer\n"
    (repo / "example.com.zone").write_text(idle)
    run = cli("check", "--fix", "--bump-serial", "--select", "TR008,TR303")
    assert run.err == "tlsrpt-lint: Fixed 1 finding in 1 file.\n"
    assert (repo / "example.com.zone").read_text() == zone("1", fixed(RECORD))


def test_diff(repo: Path, cli: Cli) -> None:
    (repo / "example.com.zone").write_text(zone("1"))
    run = cli("check", "--diff", "--bump-serial")
    assert (repo / "example.com.zone").read_text() == zone("1")
    assert [line for line in run.out.splitlines() if line.startswith("+@")] == [
        "+@ SOA ns1 hostmaster 2 7200 3600 1209600 3600"
    ]
    assert "Would raise the serial of the SOA in example.com.zone from 1 to 2." in run.err
    assert (repo / "example.com.zone").read_text() == zone("1")


def test_unsafe_fixes_and_standard_input(repo: Path, program: Cli) -> None:
    text = zone("1", fixed(RECORD).replace("_smtp._tls", "_tls._smtp"))
    run = program(
        *("check", "--fix", "--unsafe-fixes", "--bump-serial"),
        *("--stdin-filename", "example.com.zone", "-"),
        data=text.encode(),
    )
    assert run.out == zone("2", fixed(RECORD))


def test_many_files_are_counted(repo: Path, cli: Cli) -> None:
    for n in range(6):
        (repo / f"{n}.example.zone").write_text(zone("1"))
    named = "0.example.zone, 1.example.zone, 2.example.zone and 3 more."
    assert f"is still to be raised in {named}" in cli("check", "--fix").err


@pytest.mark.parametrize("option", ["--bump-serial", "--unsafe-fixes"])
def test_goes_with_fix_or_diff_only(option: str, repo: Path, cli: Cli) -> None:
    (repo / "example.com.zone").write_text(CLEAN)
    run = cli("check", option)
    assert run.status == 2
    assert run.err == (
        f"tlsrpt-lint: error: {option} changes nothing by itself; add --fix or --diff\n"
    )

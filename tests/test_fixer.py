"""Fixes: what they make of files, what they leave alone, and when they are not kept."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "data" / "corpus"

Tool = Callable[..., subprocess.CompletedProcess[str]]

ZONE = """\
$ORIGIN example.com.\r
@\t3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 3600 ; serial stays\r
@\t3600 IN MX 10 mail.example.net.\r
_smtp._tls  TXT ( "v=TLSRPTv1 " ; said twice\r
\t"rua=tls@example.org" )\r
www         A   192.0.2.1\r
"""


def _check(tool: Tool, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return tool("check", "--no-config", "--output-format", "concise", *arguments, cwd=folder)


def test_only_the_bytes_at_fault_change(tool: Tool, tmp_path: Path) -> None:
    zone = tmp_path / "example.com.zone"
    zone.write_bytes(ZONE.encode())
    zone.chmod(0o640)
    run = _check(tool, tmp_path, "--fix", zone.name)
    fixed = ZONE.replace("v=TLSRPTv1 ", "v=TLSRPTv1; ").replace("rua=tls@", "rua=mailto:tls@")
    assert zone.read_bytes() == fixed.encode()
    assert zone.stat().st_mode & 0o777 == 0o640
    assert run.returncode == 0
    assert run.stderr.splitlines() == [
        "tlsrpt-lint: Fixed 2 findings in 1 file.",
        "tlsrpt-lint: The serial of the SOA is still to be raised in example.com.zone.",
    ]
    again = _check(tool, tmp_path, "--fix", zone.name)
    assert zone.read_bytes() == fixed.encode()
    assert again.stderr == ""


def test_diff_writes_nothing(tool: Tool, tmp_path: Path) -> None:
    zone = tmp_path / "example.com.zone"
    zone.write_bytes(ZONE.encode())
    run = tool("check", "--no-config", "--diff", zone.name, cwd=tmp_path)
    assert zone.read_bytes() == ZONE.encode()
    assert run.returncode == 1
    changed = [line for line in run.stdout.split("\n") if line[:1] in "+-"]
    assert changed == [
        "--- a/example.com.zone",
        "+++ b/example.com.zone",
        '-_smtp._tls  TXT ( "v=TLSRPTv1 " ; said twice',
        '-\t"rua=tls@example.org" )',
        '+_smtp._tls  TXT ( "v=TLSRPTv1; " ; said twice',
        '+\t"rua=mailto:tls@example.org" )',
        "",
    ]
    assert run.stderr == "tlsrpt-lint: Would fix 2 findings in 1 file.\n"
    right = tmp_path / "example.net.zone"
    right.write_bytes(
        ZONE.replace("TLSRPTv1 ", "TLSRPTv1; ").replace("=tls", "=mailto:tls").encode()
    )
    clean = tool("check", "--no-config", "--diff", right.name, cwd=tmp_path)
    assert (clean.returncode, clean.stdout) == (0, "")


def test_a_fix_that_brings_out_an_error_is_left_out(tool: Tool, tmp_path: Path) -> None:
    zone = tmp_path / "example.com.zone"
    text = "$ORIGIN example.com.\n_smtp._tls 60 TXT v=TLSRPTv1; rua=mailto:tls@example.org.\n"
    zone.write_text(text)
    run = _check(tool, tmp_path, "--fix", zone.name)
    assert zone.read_text() == text
    assert run.stderr == (
        "tlsrpt-lint: example.com.zone:2:29: the fix of TR501 was left out,"
        " because it would bring out TR305.\n"
    )
    assert "fixable" not in run.stdout


@pytest.mark.parametrize(
    "value",
    [
        "v=TLSRPTv1; rua=tls@example.org",
        "“v=TLSRPTv1; rua=mailto:tls@example.org”",
        "„v=TLSRPTv1; rua=tls@example.org‟",
        "'v=TLSRPTv1; rua=tls@example.org'",
        'v=TLSRPTv1; rua=tls@example.org"',
    ],
)
def test_what_a_fix_brings_to_light_is_fixed_with_it(
    value: str, tool: Tool, tmp_path: Path
) -> None:
    zone = tmp_path / "example.com.zone"
    zone.write_text(f"$TTL 3600\n_smtp._tls TXT {value} ; ours\nwww A 192.0.2.1\n")
    run = _check(tool, tmp_path, "--fix", zone.name)
    policy = '"v=TLSRPTv1; rua=mailto:tls@example.org"'
    assert zone.read_text() == f"$TTL 3600\n_smtp._tls TXT {policy} ; ours\nwww A 192.0.2.1\n"
    assert (run.returncode, "left out" in run.stderr) == (0, False)


def test_unsafe_fixes_only_when_asked_for(tool: Tool, tmp_path: Path) -> None:
    zone = tmp_path / "example.com.zone"
    text = '$ORIGIN example.com.\n_tls._smtp 60 TXT "v=TLSRPTv1; rua=mailto:tls@example.org"\n'
    zone.write_text(text)
    _check(tool, tmp_path, "--fix", zone.name)
    assert zone.read_text() == text
    _check(tool, tmp_path, "--fix", "--unsafe-fixes", zone.name)
    assert zone.read_text() == text.replace("_tls._smtp", "_smtp._tls")


def test_an_included_file_is_fixed_once(tool: Tool, tmp_path: Path) -> None:
    folder = tmp_path / "zones"
    shutil.copytree(CORPUS / "032-zone-include-fragment", folder)
    run = _check(tool, folder, "--fix", "db.example.com", "mail.inc")
    assert '"v=TLSRPTv1; rua=mailto:tlsrpt@example.net"' in (folder / "mail.inc").read_text()
    assert "still to be raised in db.example.com." in run.stderr


RECORD = """\
resource "azurerm_dns_txt_record" "tlsrpt" {
  name      = "_smtp._tls"
  zone_name = "example.com"
  record {
    value = VALUE
  }
}
"""


def test_a_terraform_value_is_fixed_where_it_stands(tool: Tool, tmp_path: Path) -> None:
    """In a file that comes later, of two records at once; not in one that is not linted."""
    local = 'locals {\n  policy = "v=TLSRPTv1; rua=tls@example.org" # ours\n}\n'
    (tmp_path / "zlocals.tf").write_text(local)
    record = RECORD.replace("VALUE", "local.policy")
    other = record.replace("_smtp._tls", "_smtp._tls.a").replace('"tlsrpt"', '"a"')
    (tmp_path / "main.tf").write_text(record + other)
    (tmp_path / "variables.tf").write_text('variable "policy" {}\n')
    given = 'policy = "v=TLSRPTv1; rua=b@example.org"\n'
    (tmp_path / "b.auto.tfvars").write_text(given)
    (tmp_path / "b.tf").write_text(
        RECORD.replace("VALUE", "var.policy").replace('"tlsrpt"', '"b"').replace(".com", ".org")
    )

    alone = _check(tool, tmp_path, "--fix", "main.tf")
    assert (tmp_path / "zlocals.tf").read_text() == local
    assert alone.stderr == (
        "tlsrpt-lint: zlocals.tf:2:29: the fix of TR303 was left out,"
        " because it would change 'zlocals.tf', which this run does not lint.\n"
    )
    run = _check(tool, tmp_path, "--fix", ".")
    assert (tmp_path / "zlocals.tf").read_text() == local.replace("=tls@", "=mailto:tls@")
    assert (tmp_path / "b.auto.tfvars").read_text() == given
    assert "TR303 was left out, because it would change 'b.auto.tfvars'" in run.stderr
    assert "Fixed 1 finding in 1 file." in run.stderr


def test_standard_input_goes_to_standard_output(tmp_path: Path) -> None:
    code = "from tlsrpt_lint.cli import main; raise SystemExit(main())"
    run = subprocess.run(
        [
            *(sys.executable, "-c", code, "check", "--no-config", "--fix"),
            *("--stdin-filename", "example.com.zone", "-"),
        ],
        input=ZONE.encode(),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    fixed = ZONE.replace("v=TLSRPTv1 ", "v=TLSRPTv1; ").replace("rua=tls@", "rua=mailto:tls@")
    assert run.stdout == fixed.encode()
    assert b"Fixed 2 findings" in run.stderr
    assert os.listdir(tmp_path) == []


def test_utf_16_stays_utf_16(tool: Tool, tmp_path: Path) -> None:
    zone = tmp_path / "example.com.yaml"
    text = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=tls@example.org\n"
    zone.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    _check(tool, tmp_path, "--fix", zone.name)
    fixed = text.replace("rua=", "rua=mailto:")
    assert zone.read_bytes() == b"\xff\xfe" + fixed.encode("utf-16-le")


def test_plans_are_never_edited(tool: Tool, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    shutil.copy(CORPUS / "102-tfplan-azure-missing-mailto" / "plan.json", plan)
    before = plan.read_bytes()
    run = _check(tool, tmp_path, "--fix", "--unsafe-fixes", plan.name)
    assert plan.read_bytes() == before
    assert run.stderr == ""


@pytest.mark.parametrize(
    "folder", sorted(CORPUS.iterdir()), ids=lambda folder: folder.name.partition("-")[0]
)
def test_corpus(folder: Path, tool: Tool, tmp_path: Path, tally: Counter[str]) -> None:
    """`--fix` leaves nothing fixable and brings no error; only lines at fault change; once is enough."""
    case = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    work = tmp_path / "work"
    shutil.copytree(folder, work)
    origin = ["--origin", case["origin"]] if "origin" in case else []

    def findings(*arguments: str) -> list[dict[str, object]]:
        run = tool(
            *("check", "--no-config", "--output-format", "json", *origin, *arguments),
            *case["files"],
            cwd=work,
        )
        report: list[dict[str, object]] = json.loads(run.stdout)["findings"]
        return report

    before = findings()
    after = findings("--fix")
    fixable = [f for f in before if f["fix"] and f["fix"]["applicability"] == "safe"]  # type: ignore[index]
    tally["cases of the corpus with a safe fix"] += bool(fixable)
    tally["safe fixes in the corpus"] += len(fixable)
    fixes = [f["fix"] for f in after if f["fix"]]
    assert [fix for fix in fixes if fix["applicability"] == "safe"] == []  # type: ignore[index]
    old = {(f["code"], f["path"], f["line"]) for f in before if f["severity"] == "error"}
    assert {(f["code"], f["path"], f["line"]) for f in after if f["severity"] == "error"} <= old
    at_fault = {(f["path"], f["line"]) for f in before if f["fix"]}
    for name in case["files"]:
        was, now = ((p / name).read_bytes().split(b"\n") for p in (folder, work))
        changed = {
            n for n, lines in enumerate(zip(was, now, strict=True), 1) if len(set(lines)) > 1
        }
        assert {(name, n) for n in changed} <= at_fault
    content = {name: (work / name).read_bytes() for name in case["files"]}
    findings("--fix")
    assert content == {name: (work / name).read_bytes() for name in case["files"]}


# Dies by SIGKILL before the n-th of the system calls that put a file in place of another.
KILLED = """
import os, signal, sys
from pathlib import Path
left = int(sys.argv.pop(1))
def dying(call):
    def one(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    return one
import tlsrpt_lint.replacing
os.open, os.fsync, os.close = map(dying, (os.open, os.fsync, os.close))
for name in ("open", "chmod", "replace", "unlink"):
    setattr(Path, name, dying(getattr(Path, name)))
write = tlsrpt_lint.replacing.in_encoding_of
tlsrpt_lint.replacing.in_encoding_of = dying(write)
from tlsrpt_lint.cli import main
raise SystemExit(main())
"""


def test_killed_at_any_moment_a_file_is_old_or_new(tmp_path: Path) -> None:
    zone = tmp_path / "example.com.zone"
    before = ZONE.encode()
    after = before.replace(b"v=TLSRPTv1 ", b"v=TLSRPTv1; ").replace(b"rua=tls@", b"rua=mailto:tls@")
    seen = []
    for step in range(100):
        zone.write_bytes(before)
        arguments = [str(step), "check", "--no-config", "--fix", "-q", zone.name]
        command = [sys.executable, "-c", KILLED, *arguments]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        seen.append(zone.read_bytes())
        if run.returncode != -signal.SIGKILL:
            break
    assert run.returncode == 0, run.stderr
    assert set(seen) == {before, after}
    assert seen == sorted(seen, key=[before, after].index)
    assert len(seen) > 8


def test_links_are_followed_inside_of_the_repository_only(tool: Tool, tmp_path: Path) -> None:
    repo, zones = tmp_path / "repo", tmp_path / "repo" / "zones"
    zones.mkdir(parents=True)
    (repo / ".git").mkdir()
    for target in (repo / "shared.zone", tmp_path / "strange.zone"):
        target.write_bytes(ZONE.encode())
    (zones / "example.com.zone").symlink_to("../shared.zone")
    (zones / "example.org.zone").symlink_to("../../strange.zone")
    for named in (["zones"], ["zones/example.com.zone", "zones/example.org.zone"]):
        (repo / "shared.zone").write_bytes(ZONE.encode())
        run = _check(tool, repo, "--fix", *named)
        assert b"mailto:" in (repo / "shared.zone").read_bytes()
        assert "Fixed 2 findings in 1 file." in run.stderr
        assert (zones / "example.com.zone").readlink() == Path("../shared.zone")
        assert (tmp_path / "strange.zone").read_bytes() == ZONE.encode()


ODDLY_WRITTEN = {
    "example.com.yaml": [
        b"\xef\xbb\xbf_smtp._tls:\r\n  type: TXT\n  value:   'v=TLSRPTv1\\;rua=%s'\r\n# \xc3\xa9",
    ],
    "example.com.zone": [
        b"$ORIGIN example.com.\r\n@ 60 TXT \xff\t \n",
        b'_smtp._tls 60 TXT "v=TLSRPTv1;rua=%s"  ;\xe9',
    ],
    "main.tf": [
        b'\xef\xbb\xbfresource "azurerm_dns_txt_record" "t" {\r\n\tzone_name = "example.com"\n',
        b'  name="_smtp._tls"\n record {\n value   = "v=TLSRPTv1;rua=%s"\t}\r\n} # \xc3\xa9',
    ],
    "main.tf.json": [
        b'{"resource" :\r\n\t{"azurerm_dns_txt_record":{"t":{"zone_name":"example.com",\n',
        b'"name":"_smtp._t\\u006cs","record":{"value" : "v=TLSRPTv1;rua=%s"}}}}}',
    ],
}


@pytest.mark.parametrize("name", ODDLY_WRITTEN)
def test_line_ends_marks_and_strange_octets_stay(name: str, tool: Tool, tmp_path: Path) -> None:
    text = b"".join(ODDLY_WRITTEN[name])
    file = tmp_path / name
    file.write_bytes(text % b"tls@example.org")
    _check(tool, tmp_path, "--fix", name)
    assert file.read_bytes() == text % b"mailto:tls@example.org"

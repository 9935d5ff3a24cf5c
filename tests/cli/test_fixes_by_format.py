"""The fix of every rule in every format that people edit: the exact bytes before and after."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml as yaml_module
from command_line import Cli

from tlsrpt_lint.examples import unmark
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Fixes

ZONE, YAML, HCL, JSON = FORMATS = (
    "example.com.zone",
    "example.com.yaml",
    "main.tf",
    "main.tf.json",
)
POLICY = "v=TLSRPTv1; rua=mailto:tls@example.org"
LONG = "v=TLSRPTv1; rua=https://reports.example.org/" + "a" * 200 + ",mailto:tls@example.org"
ENDLESS = "v=TLSRPTv1; rua=https://reports.example.org/" + "a" * 300
DMARC = "_dmarc:\n  type: TXT\n  value: v=DMARC1\\; p=none\n"
BARE_DMARC = "".join(DMARC.replace("\\", "").replace("_d", f"_d{n}") for n in range(2))


class Row(NamedTuple):
    """One file before and after the fix of one rule."""

    code: str
    file: str
    before: str
    after: str


def in_zone(text: str) -> str:
    escaped = re.sub(r'["\\]', r"\\\g<0>", text)
    escaped = re.sub("[\0-\x1f]", lambda found: f"\\{ord(found[0]):03}", escaped)
    return f'$TTL 3600\n_smtp._tls TXT "{escaped}"\n'


def in_bare_words(text: str) -> str:
    escaped = re.sub(r'["\\;]', r"\\\g<0>", text)
    escaped = re.sub("[\0- ]", lambda found: f"\\{ord(found[0]):03}", escaped)
    return f"$TTL 3600\n_smtp._tls TXT {escaped}\n"


def in_yaml(text: str) -> str:
    escaped = re.sub(r'["\\]', r"\\\g<0>", text.replace(";", "\\;"))
    escaped = re.sub("[\0-\x1f\u200b]", lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return f'{DMARC}_smtp._tls:\n  type: TXT\n  value: "{escaped}"\n'


def in_plain_yaml(text: str) -> str | None:
    return _if_read(f"{DMARC}_smtp._tls:\n  type: TXT\n  value: {_escaped(text)} # ours\n", text)


def in_single_quotes(text: str) -> str | None:
    quoted = _escaped(text).replace("'", "''")
    return _if_read(f"{DMARC}_smtp._tls:\n  type: TXT\n  value: '{quoted}'\n", text)


def in_block(text: str) -> str | None:
    return _if_read(f"{DMARC}_smtp._tls:\n  type: TXT\n  value: >-\n    {_escaped(text)}\n", text)


def _escaped(text: str) -> str:
    return text.replace(";", "\\;")


def _if_read(file: str, text: str) -> str | None:
    """The file, if YAML reads this value in it."""
    try:
        value = yaml_module.safe_load(file)["_smtp._tls"]["value"]
    except yaml_module.YAMLError:
        return None
    return file if value == _escaped(text) else None


def in_terraform(file: str, text: str) -> str:
    value = json.dumps(text, ensure_ascii=False)
    owner = ('zone_name = "example.com"', 'name = "_smtp._tls"')
    return terraform("azurerm_dns_txt_record", *owner, f"record {{ value = {value} }}")[file]


def terraform(kind: str, *lines: str) -> dict[str, str]:
    """A file with one resource of these attributes, in HCL and in JSON."""
    hcl = "".join(f"  {line}\n" for line in lines)
    pairs = (re.sub(r"(^|\{ )(\S+) (?:= |(?=\{ ))", r'\1"\2": ', line) for line in lines)
    inner = ",\n  ".join(pairs)
    return {
        HCL: f'resource "{kind}" "tlsrpt" {{\n{hcl}}}\n',
        JSON: f'{{"resource": {{"{kind}": {{"tlsrpt": {{\n  {inner}\n}}}}}}}}\n',
    }


FRAMES: list[tuple[str, Callable[[str], str | None]]] = [
    (ZONE, in_zone),
    (ZONE, in_bare_words),
    (YAML, in_yaml),
    (YAML, in_plain_yaml),
    (YAML, in_single_quotes),
    (YAML, in_block),
    (HCL, lambda text: in_terraform(HCL, text)),
    (JSON, lambda text: in_terraform(JSON, text)),
]

# Why the fix of a rule cannot be asked for in a format.
NOWHERE = {
    ("TR501", YAML): "in YAML '#' begins a comment: TR505, which has no fix",
    ("TR502", ZONE): "semicolons of octoDNS",
    ("TR502", HCL): "semicolons of octoDNS",
    ("TR502", JSON): "semicolons of octoDNS",
    ("TR503", YAML): "octoDNS cuts long texts into strings by itself",
    ("TR507", ZONE): "a zone file takes text without quotes",
    ("TR507", YAML): "octoDNS takes text without quotes",
    ("TR511", ZONE): "a key of octoDNS",
    ("TR511", HCL): "a key of octoDNS",
    ("TR511", JSON): "a key of octoDNS",
    ("TR610", YAML): "octoDNS writes the strings by itself",
    ("TR610", HCL): "providers write the strings by themselves",
    ("TR610", JSON): "providers write the strings by themselves",
}

# Examples whose text is another rule's in a format, or is written otherwise there: rows below.
ELSEWHERE = {
    ("TR211", YAML, "v=TLSRPTv1\\; "): "a backslash before ';' is TR502's",
    ("TR212", YAML, '"v=TLSRPTv1; '): "octoDNS takes these quotes for its own",
}


def texts() -> list[Row]:
    """The examples of rules that look at nothing but the text, in each style of each format."""
    rows = []
    for rule in rules():
        for example in rule.INVALID:
            if example.fixed is None or example.file is not None:
                continue
            text = unmark(example.text).text
            for file, frame in FRAMES:
                before, after = frame(text), frame(example.fixed)
                if frame is in_bare_words and rule.code == "TR203":
                    continue  # without the blank: a row below
                elsewhere = any(
                    (rule.code, file) == key[:2] and text.startswith(key[2]) for key in ELSEWHERE
                )
                if before is not None and after is not None and not elsewhere:
                    rows.append(Row(rule.code, file, before, after))
    return rows


def zone(code: str, before: str, after: str, head: str = "") -> Row:
    head = f"$TTL 3600\n@ SOA ns1 h 1 2 3 4 5\n{head}"
    return Row(code, ZONE, head + before, head + after)


def yaml(code: str, before: str, after: str, head: str = "") -> Row:
    return Row(code, YAML, head + before, head + after)


def resource(code: str, kind: str, *lines: str, before: str, after: str) -> list[Row]:
    """`%s` in one of the lines is what the fix changes."""

    def made(text: str) -> dict[str, str]:
        return terraform(kind, *(line.replace("%s", text) for line in lines))

    return [Row(code, file, made(before)[file], made(after)[file]) for file in (HCL, JSON)]


def policy(key: str, comment: str = "") -> str:
    """A record of octoDNS."""
    return f"{key}:{comment}\n  type: TXT\n  value: {POLICY.replace(';', chr(92) + ';')}\n"


AZURE = ("azurerm_dns_txt_record", 'zone_name = "example.com"')
AZURE_POLICY = f'record {{ value = "{POLICY}" }}'
CLOUDFLARE = ("cloudflare_record", 'zone_id = "x"', 'type = "TXT"', f'content = "{POLICY}"')
GOOGLE = (
    *("google_dns_record_set", 'managed_zone = "x"', 'type = "TXT"'),
    'name = "_smtp._tls.example.com."',
)
ROUTE53 = (
    *("aws_route53_record", 'zone_id = "x"', 'type = "TXT"'),
    'name = "_smtp._tls.example.com"',
)
AKAMAI = (
    *("akamai_dns_record", 'zone = "example.com"', 'recordtype = "TXT"'),
    'name = "_smtp._tls.example.com"',
)
HCLOUD = ("hcloud_zone_record", 'zone = "example.com"', 'type = "TXT"', 'name = "_smtp._tls"')
IDLE = "tlsrpt-lint: ignore[TR303] once"

ROWS = [
    # A suppression that does nothing goes; of several codes, the one that does nothing.
    zone("TR008", f'_smtp._tls TXT "{POLICY}" ; {IDLE}\n', f'_smtp._tls TXT "{POLICY}"\n'),
    zone("TR008", f'; {IDLE}\r\n_smtp._tls TXT "{POLICY}"\r\n', f'_smtp._tls TXT "{POLICY}"\r\n'),
    yaml("TR008", policy("_smtp._tls", f"  # {IDLE}"), policy("_smtp._tls")),
    yaml("TR008", f"# {IDLE}\n" + policy("_smtp._tls"), policy("_smtp._tls")),
    *(
        Row("TR008", HCL, before, terraform(*AZURE, 'name = "_smtp._tls"', AZURE_POLICY)[HCL])
        for before in (
            terraform(*AZURE, f'name = "_smtp._tls" # {IDLE}', AZURE_POLICY)[HCL],
            terraform(*AZURE, f'name = "_smtp._tls" // {IDLE}', AZURE_POLICY)[HCL],
            terraform(*AZURE, f"# {IDLE}", 'name = "_smtp._tls"', AZURE_POLICY)[HCL],
        )
    ),
    *(
        Row("TR008", JSON, before, after)
        for before, after in (
            (
                f'{{"//": "{IDLE}",\n "resource": {{"x": {{}}}}}}\n',
                '{"resource": {"x": {}}}\n',
            ),
            (
                terraform(*AZURE, 'name = "_smtp._tls"', f'// = "{IDLE}"', AZURE_POLICY)[JSON],
                terraform(*AZURE, 'name = "_smtp._tls"', AZURE_POLICY)[JSON],
            ),
        )
    ),
    # Owners, where they are written for this record alone.
    zone("TR101", f'@ TXT "{POLICY}"\n', f'_smtp._tls TXT "{POLICY}"\n'),
    zone("TR101", f'example.com. TXT "{POLICY}"\n', f'_smtp._tls.example.com. TXT "{POLICY}"\n'),
    zone("TR101", f'a TXT "{POLICY}"\n', f'_smtp._tls.a TXT "{POLICY}"\n', "a MX 10 b\n"),
    yaml("TR101", policy("''"), policy("'_smtp._tls'")),
    yaml("TR101", policy('""'), policy('"_smtp._tls"')),
    *resource("TR101", *AZURE, 'name = "%s"', AZURE_POLICY, before="@", after="_smtp._tls"),
    *resource("TR101", *CLOUDFLARE, 'name = "%s"', before="", after="_smtp._tls"),
    zone("TR102", f'_tls._smtp TXT "{POLICY}"\n', f'_smtp._tls TXT "{POLICY}"\n'),
    zone("TR102", f'_tls-rpt.a TXT "{POLICY}"\n', f'_smtp._tls.a TXT "{POLICY}"\n'),
    yaml("TR102", policy("_tls._smtp"), policy("_smtp._tls")),
    yaml("TR102", policy("'_smtp-tls.a'"), policy("'_smtp._tls.a'")),
    *resource(
        *("TR102", *AZURE, 'name = "%s"', AZURE_POLICY), before="_tls._smtp", after="_smtp._tls"
    ),
    zone("TR103", f'_smtp._tls.example.com TXT "{POLICY}"\n', f'_smtp._tls TXT "{POLICY}"\n'),
    yaml("TR103", policy("_smtp._tls.a.example.com"), policy("_smtp._tls.a")),
    *resource(
        *("TR103", *AZURE, 'name = "%s"', AZURE_POLICY),
        before="_smtp._tls.example.com",
        after="_smtp._tls",
    ),
    # A blank would be an escape.
    zone(
        "TR203",
        "_smtp._tls TXT v=TLSRPTv1 rua=mailto:tls@example.org\n",
        "_smtp._tls TXT v=TLSRPTv1 \\;rua=mailto:tls@example.org\n",
    ),
    # Quotes of the text itself, beside those of octoDNS.
    yaml(
        "TR212",
        f'_smtp._tls:\n  type: TXT\n  value: \'""{POLICY}""\'\n'.replace(";", "\\;"),
        f"_smtp._tls:\n  type: TXT\n  value: '\"{POLICY}\"'\n".replace(";", "\\;"),
        DMARC,
    ),
    # The encoding.
    zone("TR501", f"_smtp._tls TXT {POLICY}\n", f'_smtp._tls TXT "{POLICY}"\n'),
    zone("TR501", f"_smtp._tls TXT ( {POLICY} ; a\n )\n", f'_smtp._tls TXT ( "{POLICY}" ; a\n )\n'),
    *resource("TR501", *AKAMAI, 'target = ["%s"]', before=POLICY, after=f'\\"{POLICY}\\"'),
    yaml("TR502", policy("_smtp._tls").replace("\\", ""), policy("_smtp._tls"), DMARC),
    yaml("TR502", policy("_smtp._tls"), policy("_smtp._tls").replace("\\", ""), BARE_DMARC),
    zone(
        "TR503",
        f'_smtp._tls TXT "{LONG}"\n',
        f'_smtp._tls TXT "{LONG.replace(",", ",{}")}"\n'.format('" "'),
    ),
    zone(
        "TR503",
        f'_smtp._tls TXT "{ENDLESS}"\n',
        f'_smtp._tls TXT "{ENDLESS[:255]}" "{ENDLESS[255:]}"\n',
    ),
    zone(
        "TR503",
        f"_smtp._tls TXT {LONG}\n".replace("; ", "\\;"),
        f"_smtp._tls TXT {LONG}\n".replace("; ", "\\;").replace(",", ", "),
    ),
    *resource(
        *("TR503", *GOOGLE, 'rrdatas = ["\\"%s\\""]'),
        before=LONG,
        after=LONG.replace(",", ',\\" \\"'),
    ),
    *resource(
        *("TR503", *ROUTE53, 'records = ["%s"]'),
        before=ENDLESS,
        after=f'{ENDLESS[:255]}\\"\\"{ENDLESS[255:]}',
    ),
    zone(
        "TR504",
        '_smtp._tls TXT "v=TLSRPTv1;"\n  IN TXT "rua=mailto:tls@example.org"\n',
        f'_smtp._tls TXT "{POLICY}"\n',
    ),
    zone(
        "TR504",
        "_smtp._tls TXT v=TLSRPTv1\\;\n_smtp._tls TXT rua=mailto:tls@example.org\n",
        "_smtp._tls TXT v=TLSRPTv1\\;rua=mailto:tls@example.org\n",
    ),
    yaml(
        "TR504",
        "_smtp._tls:\n  type: TXT\n  values:\n  - v=TLSRPTv1\\;\n  - rua=mailto:tls@example.org\n",
        "_smtp._tls:\n  type: TXT\n  values:\n  - v=TLSRPTv1\\; rua=mailto:tls@example.org\n",
    ),
    yaml(
        "TR504",
        "_smtp._tls: {type: TXT, values: ['v=TLSRPTv1\\;', 'rua=mailto:tls@example.org']}\n",
        "_smtp._tls: {type: TXT, values: ['v=TLSRPTv1\\; rua=mailto:tls@example.org']}\n",
    ),
    *resource(
        *("TR504", *ROUTE53, 'records = ["%s"]'),
        before='v=TLSRPTv1;", "rua=mailto:tls@example.org',
        after=POLICY,
    ),
    *resource(
        *("TR504", *GOOGLE, 'rrdatas = ["\\"%s\\""]'),
        before='v=TLSRPTv1;\\"", "\\"rua=mailto:tls@example.org',
        after=POLICY,
    ),
    *(
        Row("TR504", file, before[file], terraform(*AZURE, 'name = "_smtp._tls"', whole)[file])
        for file, pieces, whole in (
            (
                HCL,
                'record { value = "v=TLSRPTv1;" }\n  record { value = "rua=mailto:tls@example.org" }',
                f'record {{ value = "{POLICY}" }}',
            ),
            (
                JSON,
                '"record": [{"value": "v=TLSRPTv1;"}, {"value": "rua=mailto:tls@example.org"}]',
                f'"record": [{{"value": "{POLICY}"}}]',
            ),
        )
        for before in (terraform(*AZURE, 'name = "_smtp._tls"', pieces),)
    ),
    *resource("TR507", *HCLOUD, 'value = "%s"', before=POLICY, after=f'\\"{POLICY}\\"'),
    *(
        yaml("TR511", before, before.replace("values", "value"), BARE_DMARC)
        for before in (
            f"_smtp._tls:\n  type: TXT\n  values: {POLICY}\n",
            f'_smtp._tls: {{type: TXT, "values": "{POLICY}"}}\n',
            f"_smtp._tls:\n  type: TXT\n  values: # ours\n    '{POLICY}'\n",
        )
    ),
    zone(
        "TR610",
        '_smtp._tls TXT "v=TLSRPTv1; ""rua=mailto:tls@example.org"\n',
        '_smtp._tls TXT "v=TLSRPTv1; " "rua=mailto:tls@example.org"\n',
    ),
]


@pytest.mark.parametrize("row", [*texts(), *ROWS], ids=lambda row: f"{row.code}-{row.file}")
def test_exact_bytes(row: Row, repo: Path, cli: Cli) -> None:
    file = repo / row.file
    file.write_text(row.before, encoding="utf-8", newline="")
    chosen = () if row.code == "TR008" else ("--select", row.code)
    run = cli("check", "--fix", "--unsafe-fixes", *chosen)
    assert file.read_bytes().decode() == row.after
    assert "left out" not in run.err
    cli("check", "--fix", "--unsafe-fixes", *chosen)
    assert file.read_bytes().decode() == row.after


def test_each_fix_is_shown_in_each_format() -> None:
    shown = {(row.code, row.file) for row in [*texts(), *ROWS]}
    wanted = {
        (rule.code, file) for rule in rules() if rule.fixes is not Fixes.NONE for file in FORMATS
    }
    assert wanted - shown == NOWHERE.keys()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (ZONE, f'@ TXT "{POLICY}"\n; a comment\n\n  A 192.0.2.1\n'),
        (ZONE, f'@ TXT ( "{POLICY}"\n )\n$TTL 5\n\tTXT "v=spf1 -all"\n'),
        (ZONE, f'@ TXT "{POLICY}"\n$INCLUDE more.inc\n'),
        (ZONE, f'@ MX 10 mail\n  TXT "{POLICY}"\n'),
        (ZONE, f'_smtp._tls.example.com TXT "{POLICY}"\n  A 192.0.2.1\n'),
        (
            HCL,
            'locals { host = "@" }\n'
            + terraform(*AZURE, "name = local.host", AZURE_POLICY)[HCL]
            + terraform("azurerm_dns_a_record", *AZURE[1:], "name = local.host")[HCL],
        ),
        (HCL, terraform(*ROUTE53[:3], 'name = ""', f'records = ["v=spf1 -all", "{POLICY}"]')[HCL]),
    ],
)
def test_an_owner_that_others_have_too_is_left_alone(
    file: str, text: str, repo: Path, cli: Cli
) -> None:
    (repo / "more.inc").write_text("  A 192.0.2.1\n")
    before = f"$TTL 3600\n@ SOA ns1 h 1 2 3 4 5\n{text}" if file == ZONE else text
    (repo / file).write_text(before)
    run = cli("check", "--fix", "--unsafe-fixes", "--select", "TR101,TR102,TR103")
    assert "TR10" in run.out
    assert (repo / file).read_text() == before

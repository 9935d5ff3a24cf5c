"""Changes to whole records of an octoDNS file: what comes out, and when nothing is offered."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from natsort import natsorted
from octodns.provider.yaml import YamlProvider
from octodns.zone import Zone

from tlsrpt_lint.examples import apply, lint_file
from tlsrpt_lint.loaders.octodns._structure import _natural
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Fix

POLICY = "v=TLSRPTv1\\; rua=mailto:tls@example.org"
WWW = "www:\n  type: A\n  value: 192.0.2.1\n"
DMARC = "_dmarc:\n  type: TXT\n  value: v=DMARC1\\; p=none\n"
MOVED = f"_smtp._tls:\n  type: TXT\n  value: {POLICY}\n"


@given(st.lists(st.text("_-.*ab019", max_size=6), max_size=6))
def test_the_order_of_keys_is_that_of_octodns(names: list[str]) -> None:
    assert sorted(names, key=_natural) == natsorted(names)


def fix_of(code: str, text: str) -> Fix | None:
    found = [f for f in lint_file("example.com.yaml", text, rules()) if f.code == code]
    assert found
    return found[0].fix


def published(text: str, folder: Path) -> set[tuple[str, str, int, str]] | None:
    """The records as octoDNS has them in its default configuration, None if it refuses the file."""
    (folder / "example.com.yaml").write_text(text, encoding="utf-8", newline="")
    zone = Zone("example.com.", [])
    try:
        YamlProvider("config", str(folder), default_ttl=3600).populate(zone)
    except Exception:  # noqa: BLE001 - whatever it raises is its refusal
        return None
    return {
        (record.name, record._type, record.ttl, str(value))
        for record in zone.records
        for value in getattr(record, "values", None) or [record.value]
    }


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        pytest.param(
            "TR101",
            f"# head\n'':\n- type: A\n  value: 192.0.2.1\n- ttl: 300\n  type: TXT\n  value: {POLICY}\n"
            f"\n# dmarc\n{DMARC}{WWW}",
            "# head\n'':\n- type: A\n  value: 192.0.2.1\n"
            f"\n# dmarc\n{DMARC}{MOVED.replace('  type', '  ttl: 300' + chr(10) + '  type')}{WWW}",
            id="a record of a list, with its TTL",
        ),
        pytest.param(
            "TR101",
            f"'':\n  - type: TXT\n    values:\n      - v=spf1 -all # ours\n      - {POLICY}\n"
            f'      - "a  b"\n  - type: A\n    value: 192.0.2.1\n{DMARC}',
            "'':\n  - type: TXT\n    values:\n      - v=spf1 -all # ours\n"
            f'      - "a  b"\n  - type: A\n    value: 192.0.2.1\n{DMARC}{MOVED}',
            id="a value of a record",
        ),
        pytest.param(
            "TR101",
            f"'':\n  type: TXT\n  values: ['v=spf1 -all', '{POLICY}', x]\n{WWW}",
            f"'':\n  type: TXT\n  values: ['v=spf1 -all', x]\n"
            f"{MOVED.replace(POLICY, repr(POLICY).replace(chr(92) * 2, chr(92)))}{WWW}",
            id="an item of a flow sequence",
        ),
        pytest.param(
            "TR101",
            f"'':\r\n  type: TXT\r\n  values:\r\n  - v=spf1 -all\r\n  - {POLICY}\r\n",
            "'':\r\n  type: TXT\r\n  values:\r\n  - v=spf1 -all\r\n" + MOVED.replace("\n", "\r\n"),
            id="line ends",
        ),
        pytest.param(
            "TR101",
            f"'':\n  type: TXT\n  value: {POLICY}\n{DMARC}{WWW}",
            DMARC + MOVED.replace("_smtp._tls", "'_smtp._tls'") + WWW,
            id="a whole entry, into the order that octoDNS wants",
        ),
        pytest.param(
            "TR103",
            MOVED.replace("_tls", "_tls.a") + MOVED.replace("_tls", "_tls.example.com") + WWW,
            MOVED + MOVED.replace("_tls", "_tls.a") + WWW,
            id="to the front",
        ),
        pytest.param(
            "TR103",
            WWW + MOVED.replace("_tls", "_tls.example.com") + DMARC,
            WWW + MOVED + DMARC,
            id="in its place, where there is no order",
        ),
        pytest.param(
            "TR504",
            "_smtp._tls:\n  type: TXT\n  values:\n  - rua=mailto:tls@example.org\n  - v=TLSRPTv1\\;\n",
            f"_smtp._tls:\n  type: TXT\n  values:\n  - {POLICY}\n",
            id="pieces in another order",
        ),
        pytest.param(
            "TR504",
            "_smtp._tls:\n  type: TXT\n  values:\n  - 'v=TLSRPTv1\\;'\n  - x # y\n"
            "  - rua=mailto:tls@example.org\n",
            None,
            id="a comment between",
        ),
        pytest.param(
            "TR504",
            "_smtp._tls:\n  type: TXT\n  values:\n  - 'v=TLSRPTv1\\;'\n  - x\n"
            '  - "rua=mailto:tls@example.org"\n',
            f"_smtp._tls:\n  type: TXT\n  values:\n  - '{POLICY}'\n  - x\n",
            id="a value between",
        ),
    ],
)
def test_what_comes_out(code: str, before: str, after: str | None, tmp_path: Path) -> None:
    fix = fix_of(code, before)
    if after is None:
        assert fix is None
        return
    assert fix is not None
    assert apply(before.encode(), fix.edits).decode() == after
    was, now = published(before, tmp_path), published(after, tmp_path)
    if was is not None:
        assert now is not None
        others = {record for record in was if "TLSRPT" not in record[3] and "rua=" not in record[3]}
        assert others <= now


@pytest.mark.parametrize(
    "text",
    [
        f"'':\n  type: TXT\n  values:\n  - v=spf1 -all\n  - {POLICY} # ours\n",
        f"x: &x {{type: A, value: 192.0.2.1}}\n'':\n- *x\n- type: TXT\n  value: {POLICY}\n",
        f"x: &x {{type: A, value: 192.0.2.1}}\n'':\n- *x\n- <<: *x\n  type: TXT\n  value: {POLICY}\n",
        f"x: &x {{type: A}}\n'':\n- {{type: A, octodns: *x, value: a}}\n- type: TXT\n  value: {POLICY}\n",
        f"'':\n- {{type: A, octodns: !what [], value: 192.0.2.1}}\n- type: TXT\n  value: {POLICY}\n",
        f"'':\n- type: TXT\n  values: [a, b]\n  values:\n  - x\n  - {POLICY}\n",
        f"'':\n- type: A\n  value:   192.0.2.1\n- type: TXT\n  value: {POLICY}\n",
        f"'':\n- type: A\n  value: 192.0.2.1\n- type: TXT\n  value: {POLICY}",
        f"'':\n  type: TXT\n  value: {POLICY}\n{MOVED}",
        f"# of the apex\n'':\n  type: TXT\n  value: {POLICY}\n{DMARC}",
    ],
    ids=[
        "a comment at the value",
        "an alias beside",
        "a merge key",
        "an alias in an option",
        "a tag that nobody knows",
        "a key that stands twice",
        "blanks that would not come back",
        "no line end",
        "a record that is there already",
        "a comment above",
    ],
)
def test_what_is_a_suggestion_only(text: str) -> None:
    assert fix_of("TR101", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: {{type: TXT, value: &p {0}}}\n_smtp._tls: {{type: TXT, value: *p}}\n",
        "a: &a {{type: TXT, value: {0}}}\n_smtp._tls: *a\n",
        "a: &a {{type: TXT, value: {0}}}\n_smtp._tls: {{<<: *a, type: TXT}}\n",
    ],
    ids=["a value", "a record", "a merge key"],
)
def test_what_comes_by_reference_is_not_edited(text: str) -> None:
    assert fix_of("TR303", text.format("'v=TLSRPTv1\\; rua=tls@example.org'")) is None

"""One fault, one finding: which rule tells which slip, and at which characters."""

import pytest

from tlsrpt_lint.examples import lint_policy
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Severity

A = "mailto:a@example.org"
B = "mailto:b@example.org"

# A record, and for each error and warning its code and the characters that it points at.
CASES: list[tuple[str, list[tuple[str, str]]]] = [
    # ';' between two URIs, before an address, inside a URI, behind a query, and instead of ':'
    (f"v=TLSRPTv1; rua={A};{B}", [("TR311", ";")]),
    (f"v=TLSRPTv1; rua={A} ; {B};", [("TR311", ";")]),
    (f"v=TLSRPTv1; rua={A}; b@example.org", [("TR311", ";"), ("TR303", "b@example.org")]),
    (f"v=TLSRPTv1; rua={A};https://r.example.org/;x=1", [("TR311", ";")]),
    ("v=TLSRPTv1; rua=https://r.example.org/t?a=1;b=2", [("TR320", ";")]),
    ("v=TLSRPTv1; rua=https://r.example.org/t?a=1; b=2", []),
    ("v=TLSRPTv1; rua=https://r.example.org/t;b", [("TR307", ";")]),
    (f"v=TLSRPTv1; rua=https://r.example.org/t;b,{A}", [("TR307", ";")]),
    ("v=TLSRPTv1; rua=https://r.example.org/t; b", [("TR207", "b")]),
    ("v=TLSRPTv1; rua=mailto:%22a;b%22@example.org", [("TR307", ";")]),
    (f"v=TLSRPTv1; rua={A};b", [("TR207", "b")]),
    ("v=TLSRPTv1; rua=mailto;a@example.org", [("TR303", "mailto;a@example.org")]),
    (f"v=TLSRPTv1; rua=mailto;a@example.org,{B}", [("TR303", "mailto;a@example.org")]),
    # ',' inside what must be one URI
    (f"v=TLSRPTv1; rua={A},b@example.org", [("TR303", "b@example.org")]),
    (f"v=TLSRPTv1; rua={A},r.example.org/t", [("TR303", "r.example.org/t")]),
    (f"v=TLSRPTv1; rua={A},", [("TR302", ",")]),
    (f"v=TLSRPTv1; rua=,{A}", [("TR302", ",")]),
    ("v=TLSRPTv1; rua=https://r.example.org/a,b", [("TR307", ",")]),
    ("v=TLSRPTv1; rua=https://r.example.org/a, b", [("TR602", ", "), ("TR303", "b")]),
    ("v=TLSRPTv1; rua=mailto,a@example.org", [("TR303", "mailto,a@example.org")]),
    # blanks
    ("v=TLSRPTv1; rua=mailto: a@example.org", [("TR308", " ")]),
    ("v=TLSRPTv1; rua=https://r.example.org/a \t b", [("TR308", " \t ")]),
    (f"v=TLSRPTv1; rua={A} {B}", [("TR311", " ")]),
    (f"v=TLSRPTv1; rua={A} | {B}", [("TR311", " | ")]),
    (f"v=TLSRPTv1 rua={A}", [("TR203", " ")]),
    (f"v=TLSRPTv1; rua={A} x=1", [("TR203", " ")]),
    (f"v=TLSRPTv1; rua= {A}", [("TR205", "= ")]),
    (f"v = TLSRPTv1; rua={A}", [("TR205", " = ")]),
    (f" v=TLSRPTv1; rua={A}", [("TR206", " ")]),
    (f"v=TLSRPTv1; rua={A} ", [("TR206", " ")]),
    (f"v=TLSRPTv1; rua={A};\t", []),
    (f"v=TLSRPTv1 ; rua={A}", [("TR601", " ")]),
    (f"v=TLSRPTv1; rua={A} , {B}", [("TR602", " , ")]),
    # line ends and control characters
    (f"v=TLSRPTv1\nrua={A}", [("TR203", "\n")]),
    (f"v=TLSRPTv1;\r\n rua={A}\n", [("TR206", "\r\n"), ("TR206", "\n")]),
    ("v=TLSRPTv1; rua=mailto:a@exa\nmple.org", [("TR206", "\n")]),
    ("v=TLSRPTv1; rua=mailto:a\x00@example.org", [("TR206", "\x00")]),
    # rua, written in other ways
    ("v=TLSRPTv1; rua mailto:a@example.org", [("TR207", "rua mailto:a@example.org")]),
    ("v=TLSRPTv1; rua:mailto:a@example.org", [("TR207", "rua:mailto:a@example.org")]),
    ("v=TLSRPTv1; mailto:a@example.org", [("TR207", "mailto:a@example.org")]),
    (f"v=TLSRPTv1; RUA={A}", [("TR208", "RUA")]),
    (f"v=TLSRPTv1; rua={A}; RUA=x", []),
    (f"v=TLSRPTv1; rua={A}; RUA=a=b", [("TR209", "=")]),
    ("v=TLSRPTv1; rua=", [("TR302", "rua=")]),
    ("v=TLSRPTv1", [("TR301", "v=TLSRPTv1")]),
    (f"v=TLSRPTv1; rau={A}", [("TR301", f"v=TLSRPTv1; rau={A}")]),
    (f"v=TLSRPTv1; rua=={A}", [("TR303", f"={A}")]),
    # tags of other policies
    (f"v=TLSRPTv1; rua={A},ruf={B}", [("TR213", f"ruf={B}")]),
    (f"v=TLSRPTv1; rua={A} ruf={B}", [("TR203", " "), ("TR213", f"ruf={B}")]),
    (f"v=TLSRPTv1; rua={A},rua={B}", [("TR311", "rua=")]),
    (f"v=TLSRPTv1; p=none; rua={A}", [("TR213", "p=none")]),
    (f"v=TLSRPTv1; x=1; rua={A}", [("TR604", f"rua={A}")]),
    # the version
    (f'v="TLSRPTv1"; rua={A}', [("TR212", '"')]),
    (f"rua={A}", [("TR201", "")]),
    (f"rua={A}; v=TLSRPTv1", [("TR201", "v=TLSRPTv1")]),
    (f"rua={A}; v=TLSRPTv2", [("TR201", "v=TLSRPTv2"), ("TR202", "v=TLSRPTv2")]),
    (f"TLSRPTv1; rua={A}", [("TR202", "TLSRPTv1")]),
    (f"v=1; rua={A}", [("TR202", "v=1")]),
    (f"v=TLSRPTv1.; rua={A}", [("TR202", "v=TLSRPTv1.")]),
    (f"v=TLSRPTv1. rua={A}", [("TR203", ". ")]),
    (f"v=TLSRPTv1,rua={A}", [("TR203", ",")]),
    (f"v=TLSRPTv1rua={A}", [("TR203", "")]),
    (f"v=TLSRPTv1=TLSRPTv1; rua={A}", [("TR202", "v=TLSRPTv1=TLSRPTv1")]),
    (f"v=TLSRPTv1; rua={A}; v=TLSRPTv1", [("TR215", "v=TLSRPTv1")]),
    # quotes, backslashes, typography
    (f'"v=TLSRPTv1; rua={A}"', [("TR212", '"')]),
    (f"v=TLSRPTv1; rua='{A}'", [("TR212", "'")]),
    (f"'v=TLSRPTv1; rua={A}", [("TR212", "'")]),
    (f'v=TLSRPTv1; rua={A}; x="1"', []),
    (f'\\"v=TLSRPTv1; rua={A}\\"', [("TR211", '\\"')]),
    (f"v=TLSRPTv1\\; rua={A}", [("TR211", "\\")]),
    (f"v=TLSRPTv1; rua={A}; x=\\d", [("TR211", "\\")]),
    (f';v="TLSRPTv1"; rua={A}', [("TR204", ";"), ("TR212", '"')]),
    (f'v=TLSRPTv1; rua="{A}; rua={B}"', [("TR212", '"'), ("TR605", f"rua={B}")]),
    (f"\u201cv=TLSRPTv1; rua={A}\u201d", [("TR210", "\u201c")]),
    (f"v=TLSRPTv1\uff1b rua={A}", [("TR210", "\uff1b")]),
    ("v=TLSRPTv1; rua=mailto:a@b\u00fc\u010dher.example.org", [("TR210", "b\u00fc\u010dher")]),
    # hosts and addresses
    ("v=TLSRPTv1; rua=https://localhost/", [("TR315", "localhost")]),
    ("v=TLSRPTv1; rua=https://reports/", [("TR314", "reports")]),
    ("v=TLSRPTv1; rua=https://[::1]/", [("TR314", "[::1]")]),
    ("v=TLSRPTv1; rua=https://[::::]/", [("TR310", "[::::]")]),
    ("v=TLSRPTv1; rua=https://a|b/", [("TR309", "|")]),
    ("v=TLSRPTv1; rua=mailto:a@mail.invalid", [("TR315", "mail.invalid")]),
    ("v=TLSRPTv1; rua=mailto:a@[192.0.2.1]", [("TR309", "[")]),
    ("v=TLSRPTv1; rua=mailto:a@%5B192.0.2.1%5D", [("TR314", "%5B192.0.2.1%5D")]),
    (f"v=TLSRPTv1; rua={A}!10m", [("TR307", "!10m")]),
    ("v=TLSRPTv1; rua=mailto://a@example.org", [("TR306", "mailto://")]),
    (f"v=TLSRPTv1; rua=<{A}>", [("TR309", "<")]),
    ("v=TLSRPTv1; rua=http://example.org/%", [("TR304", "http"), ("TR309", "%")]),
    # placeholders
    ("v=TLSRPTv1; rua=mailto:YOUR_EMAIL", [("TR216", "YOUR_EMAIL")]),
    ("v=TLSRPTv1; rua={{ rua }}", [("TR216", "{{ rua }}")]),
    ("v=TLSRPTv1; {{ rua }}", [("TR216", "{{ rua }}")]),
    ("v=TLSRPTv1; rua=mailto:%domain%@example.org", [("TR216", "%domain%")]),
    ("v=TLSRPTv1; rua=mailto:tls@$DOMAIN", [("TR216", "$DOMAIN")]),
    ("v=TLSRPTv1; rua=mailto:tls@<%= domain %>", [("TR216", "<%= domain %>")]),
    ("v=TLSRPTv1; rua=mailto:tls@{% if x %}a.example{% endif %}", [("TR216", "{% if x %}")]),
    ("v=TLSRPTv1; rua=mailto:%22%61bc%22@example.org", []),
    # everything at once
    (
        "V=TLSRPTV1 ;; rua= mailto://a@example.org!10m , https:x; X\\=1",
        [
            ("TR202", "V=TLSRPTV1"),
            ("TR204", ";"),
            ("TR205", "= "),
            ("TR306", "mailto://"),
            ("TR307", "!10m"),
            ("TR602", " , "),
            ("TR310", "https:x"),
            ("TR211", "\\"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "told"), CASES, ids=[text for text, _ in CASES])
def test_each_slip_is_told_once_and_in_its_place(text: str, told: list[tuple[str, str]]) -> None:
    found = lint_policy(text, rules())
    heavy = [finding for finding in found if finding.severity is not Severity.NOTE]
    assert [(finding.code, finding.span.text) for finding in heavy] == told

"""Comments that suppress findings: where they are seen, what they reach, and when they do nothing."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.directives import read
from tlsrpt_lint.engine import judge
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.registry import loaders, rules
from tlsrpt_lint.rule import Finding
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.suppressions import Suppressions, gathered, with_idle

SOA = "$ORIGIN example.com.\n@ 60 IN SOA ns1.example.net. h.example.net. 1 2 3 4 5\n"
GOOD = '"v=TLSRPTv1; rua=mailto:tls@example.org"'
BAD = '"v=TLSRPTv1; rua=tls@example.org"'  # TR303
NOWHERE = Path("/nonexistent")


def lint(name: str, text: str) -> tuple[list[Finding], Suppressions]:
    """All findings, hidden or not, and what was made of the comments."""
    source = SourceFile(name, text.encode())
    loader = next(one for one in loaders() if one.recognises(name, source.data))
    inventory = Inventory([loader.load(source, Surroundings(NOWHERE, NOWHERE))])
    ran = [rule() for rule in rules()]
    suppressions = gathered(inventory, [loader])
    return with_idle(suppressions, judge(inventory, ran), inventory, ran, rules()), suppressions


def codes(name: str, text: str) -> list[tuple[str, int]]:
    """Codes and lines of what is shown, without notes of no matter here."""
    findings, suppressions = lint(name, text)
    return [
        (finding.code, finding.span.begin.line)
        for finding in findings
        if not suppressions.of(finding) and finding.code in ("TR303", "TR405", "TR008", "TR402")
    ]


def reasons(name: str, text: str) -> list[str]:
    findings, suppressions = lint(name, text)
    return [found.reason for finding in findings if (found := suppressions.of(finding))]


class TestZone:
    @pytest.mark.parametrize(
        "lines",
        [
            f"_smtp._tls 3600 TXT {BAD} ; tlsrpt-lint: ignore[TR303] r",
            f"_smtp._tls 3600 TXT {BAD} ;tlsrpt-lint:ignore[missing-scheme] r",
            f"_smtp._tls 3600 TXT {BAD} ; tlsrpt-lint: ignore[TR3] r",
            f"; tlsrpt-lint: ignore[TR303] r\n_smtp._tls 3600 TXT {BAD}",
            f"  ; tlsrpt-lint: ignore[TR303] r\n; another word\n_smtp._tls 3600 TXT {BAD}",
            f"_smtp._tls 3600 TXT ( ; tlsrpt-lint: ignore[TR303] r\n  {BAD} )",
            f"_smtp._tls 3600 TXT (\n  ; tlsrpt-lint: ignore[TR303] r\n  {BAD} )",
            f"_smtp._tls 3600 TXT (\n  {BAD}\n ) ; tlsrpt-lint: ignore[TR303] r",
            f"x A 192.0.2.1\n_smtp._tls A 192.0.2.1\n  3600 TXT {BAD} ; tlsrpt-lint: ignore[TR303] r",
        ],
    )
    def test_binds_to_the_record_at_its_lines(self, lines: str) -> None:
        assert codes("example.com.zone", SOA + lines + "\n") == []
        assert reasons("example.com.zone", SOA + lines + "\n") == ["r"]

    def test_reaches_no_other_record(self) -> None:
        text = (
            f"_smtp._tls.a 3600 TXT {BAD} ; tlsrpt-lint: ignore[TR303] r\n"
            f"_smtp._tls.b 3600 TXT {BAD}\n"
        )
        assert codes("example.com.zone", SOA + text) == [("TR303", 4)]

    def test_a_blank_owner_is_not_suppressed_at_the_owner_above(self) -> None:
        text = f"_smtp._tls 3600 TXT {GOOD} ; tlsrpt-lint: ignore[TR303] r\n  3600 TXT {BAD}\n"
        assert codes("example.com.zone", SOA + text) == [("TR008", 3), ("TR303", 4)]

    def test_several_codes_at_once(self) -> None:
        line = f"_smtp._tls 60 TXT {BAD} ; tlsrpt-lint: ignore[TR405, TR303] r\n"
        assert codes("example.com.zone", SOA + line) == []

    def test_what_a_mail_domain_lacks_is_suppressed_at_its_mx(self) -> None:
        line = "@ MX 10 mail ; tlsrpt-lint: ignore[TR402] no reports wanted\n"
        assert codes("example.com.zone", SOA + line) == []
        assert reasons("example.com.zone", SOA + line) == ["no reports wanted"]

    @pytest.mark.parametrize(
        "line",
        [
            f'x TXT "; tlsrpt-lint: ignore[TR303]"\n_smtp._tls 3600 TXT {BAD}',
            f"_smtp._tls 3600 TXT {BAD} ; see tlsrpt-lint: ignore[TR303]",
            f"_smtp._tls 3600 TXT {BAD} ; tlsrpt-lint ignore[TR303]",
            f"_smtp._tls 3600 TXT {BAD} ; # tlsrpt-lint: ignore[TR303]",
        ],
    )
    def test_what_is_no_comment_of_the_kind(self, line: str) -> None:
        found = codes("example.com.zone", SOA + line + "\n")
        assert [code for code, _ in found] == ["TR303"]

    def test_whole_file_at_the_top_only(self) -> None:
        text = f"_smtp._tls 3600 TXT {BAD}\n"
        whole = "; tlsrpt-lint: ignore-file[TR303] a test zone\n"
        assert codes("example.com.zone", "; my zone\n\n" + whole + SOA + text) == []
        assert codes("example.com.zone", SOA + whole + text) == [("TR008", 3), ("TR303", 4)]


class TestOctodns:
    ENTRY = "  type: TXT\n  value: v=TLSRPTv1\\; rua=tls@example.org\n"

    @pytest.mark.parametrize(
        "text",
        [
            "# tlsrpt-lint: ignore[TR303] r\n_smtp._tls:\n" + ENTRY,
            "_smtp._tls: # tlsrpt-lint: ignore[TR303] r\n" + ENTRY,
            "_smtp._tls:\n  # tlsrpt-lint: ignore[TR303] r\n" + ENTRY,
            "_smtp._tls:\n" + ENTRY[:-1] + "  # tlsrpt-lint: ignore[TR303] r\n",
            "_smtp._tls:\n" + ENTRY.replace("TXT", "TXT # tlsrpt-lint: ignore[TR303] r"),
            "_smtp._tls:\n"
            + ENTRY
            + "  # tlsrpt-lint: ignore[TR303] r\nwww:\n  type: A\n  value: 192.0.2.1\n",
        ],
    )
    def test_binds_to_the_entry(self, text: str) -> None:
        assert codes("example.com.yaml", "---\n" + text) == []
        assert reasons("example.com.yaml", "---\n" + text) == ["r"]

    def test_binds_to_one_value_of_several(self) -> None:
        text = (
            "_smtp._tls:\n  type: TXT\n  values:\n"
            "    - v=TLSRPTv1\\; rua=tls@example.org # tlsrpt-lint: ignore[TR303] r\n"
            "    - v=TLSRPTv1\\; rua=tls@example.net\n"
        )
        assert [c for c in codes("example.com.yaml", text) if c[0] == "TR303"] == [("TR303", 5)]

    def test_not_inside_a_scalar(self) -> None:
        text = (
            "x:\n  type: TXT\n  value: |\n    # tlsrpt-lint: ignore[TR303]\n_smtp._tls:\n"
            + self.ENTRY
        )
        assert codes("example.com.yaml", text) == [("TR303", 7)]
        quoted = 'x:\n  type: TXT\n  value: "a # tlsrpt-lint: ignore[TR303]"\n'
        assert codes("example.com.yaml", quoted) == []


HCL = """\
resource "aws_route53_record" "tlsrpt" {{ {behind}
  zone_id = "Z1"
  name    = "_smtp._tls.example.com"
  type    = "TXT" {inside}
  ttl     = 3600
  records = ["v=TLSRPTv1; rua=tls@example.org"] {value}
}}
"""


class TestTerraform:
    @pytest.mark.parametrize("place", ["behind", "inside", "value", "before"])
    @pytest.mark.parametrize("mark", ["#", "//"])
    def test_binds_to_the_resource(self, place: str, mark: str) -> None:
        comment = f"{mark} tlsrpt-lint: ignore[TR303] r"
        places = dict.fromkeys(("behind", "inside", "value"), "") | {place: comment}
        text = HCL.format(**places)
        if place == "before":
            text = f"# a title\n{comment}\n" + text
        assert codes("main.tf", text) == []
        assert reasons("main.tf", text) == ["r"]

    def test_reaches_no_other_resource(self) -> None:
        one = HCL.format(behind="# tlsrpt-lint: ignore[TR303]", inside="", value="")
        other = HCL.format(behind="", inside="", value="").replace("tlsrpt", "other", 1)
        found = codes("main.tf", one + other.replace("example.com", "example.net"))
        assert found == [("TR303", 13)]

    def test_a_key_of_its_own_in_json(self) -> None:
        record = (
            '{{"resource": {{"aws_route53_record": {{"a": {{{key}"zone_id": "Z1", "type": "TXT",'
            ' "name": "_smtp._tls.example.com", "ttl": 3600,'
            ' "records": ["v=TLSRPTv1; rua=tls@example.org"]}}}}}}}}'
        )
        assert codes("main.tf.json", record.format(key="")) == [("TR303", 1)]
        text = record.format(key='"//": "tlsrpt-lint: ignore[TR303] a \\"test\\"", ')
        assert codes("main.tf.json", text) == []
        assert reasons("main.tf.json", text) == ['a "test"']


class TestIdle:
    def found(self, comment: str) -> list[tuple[str, str, str | None]]:
        findings, _ = lint("example.com.zone", f"{SOA}_smtp._tls 3600 TXT {GOOD} ; {comment}\n")
        return [(f.span.text, f.message, f.help) for f in findings if f.code == "TR008"]

    def test_unknown_rule(self) -> None:
        message = "No rule is called 'nonsense', so the suppression hides nothing."
        assert self.found("tlsrpt-lint: ignore[nonsense] r") == [
            ("nonsense", message, "see `tlsrpt-lint rules` for the codes")
        ]

    def test_misspelled_rule(self) -> None:
        [(span, _, hint)] = self.found("tlsrpt-lint: ignore[missing-shceme] r")
        assert (span, hint) == ("missing-shceme", "did you mean 'missing-scheme'?")

    @pytest.mark.parametrize("blanket", ["ALL", "TR"])
    def test_blanket(self, blanket: str) -> None:
        [(span, message, _)] = self.found(f"tlsrpt-lint: ignore[{blanket}] r")
        assert span == blanket
        assert message.startswith(f"'{blanket}' names more than one family")

    @pytest.mark.parametrize("text", ["ignore", "ignore[]", "disable=TR303", "ignore TR303"])
    def test_no_request(self, text: str) -> None:
        [(span, _, _)] = self.found(f"tlsrpt-lint: {text}")
        assert span == text

    def test_says_nothing_of_rules_that_compare_unless_all_is_seen(self) -> None:
        line = f"_smtp._tls.example.com. 3600 TXT {GOOD} ; tlsrpt-lint: ignore[TR401] r\n"
        assert codes("example.com.zone", line) == []
        assert codes("example.com.zone", SOA + line) == [("TR008", 3)]

    def test_says_nothing_of_rules_that_do_not_run(self) -> None:
        source = SourceFile(
            "example.com.zone", f"x TXT {GOOD} ; tlsrpt-lint: ignore[TR303]".encode()
        )
        loader = next(one for one in loaders() if one.format == "zone")
        [directive] = loader.directives(source)
        suppressions = Suppressions([directive], ())
        every = rules()
        ran = [rule for rule in every if rule.code != "TR303"]
        assert list(suppressions.idle(ran, every, {})) == []
        assert len(list(suppressions.idle(every, every, {}))) == 1


@pytest.mark.parametrize(
    ("text", "words", "whole_file", "reason"),
    [
        ("ignore[TR303] why", ["TR303"], False, "why"),
        ("ignore[ TR303 ,TR405 ]", ["TR303", "TR405"], False, ""),
        ("ignore-file[TR3]  two words ", ["TR3"], True, "two words"),
        ("ignore[a b] c", ["a b"], False, "c"),
        ("ignore", [], False, ""),
    ],
)
def test_requests(text: str, words: list[str], whole_file: bool, reason: str) -> None:
    source = SourceFile("a.zone", f"; tlsrpt-lint: {text}\n".encode())
    loader = next(one for one in loaders() if one.format == "zone")
    [directive] = loader.directives(source)
    suppression = read(directive)
    assert [word.text for word in suppression.words] == words
    assert (suppression.whole_file, suppression.reason) == (whole_file, reason)


WORDS = [
    "tlsrpt-lint: ",
    "ignore",
    "-file",
    "TR303",
    "TR4",
    "_smtp._tls",
    " TXT ",
    "\ufeff",
    "\udcff",
]
WHOLE = ["tlsrpt-lint: ignore[TR303] x", 'resource "a" "b" ', '"//": ', "// ", "\r\n"]
PIECES = st.sampled_from([*WORDS, *WHOLE, *"; # [],\n\r\"\\()'|{}:ü\0"])


@given(st.lists(PIECES, max_size=30).map("".join))
@pytest.mark.parametrize(
    ("name", "form"),
    [("a.zone", "zone"), ("a.yaml", "octodns"), ("a.tf", "terraform"), ("a.tf.json", "terraform")],
)
def test_whatever_stands_there_comments_are_only_read(name: str, form: str, text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    source = SourceFile(name, data)
    loader = next(one for one in loaders() if one.format == form)
    for directive in loader.directives(source):
        cut = directive.cut
        assert b"tlsrpt-lint:" in data[cut.start : cut.end]
        for word in read(directive).words:
            assert word.span in cut


@pytest.mark.parametrize("name", ["example.com.zone", "example.com.yaml", "main.tf"])
def test_very_many_take_little_time(name: str) -> None:
    mark = ";" if name.endswith("zone") else "#"
    text = f"{mark} tlsrpt-lint: ignore[TR303] r\n" * 5000
    if name.endswith("zone"):
        text = SOA + text + "".join(f"_smtp._tls.d{n} 3600 TXT {BAD}\n" for n in range(5000))
    if name.endswith("yaml"):
        text += "_smtp._tls:\n" + TestOctodns.ENTRY
    started = time.process_time()
    lint(name, text)
    assert time.process_time() - started < 20

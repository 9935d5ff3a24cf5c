"""The pages of the rules: complete, true, and as they were generated."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tlsrpt_lint.documentation import correct_text, how_to_fix, references, sections
from tlsrpt_lint.examples import lint_policy
from tlsrpt_lint.pages import page, table
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Example, Fixes, Rule, Severity, Valid

ROOT = Path(__file__).parents[1]
HEADINGS = ["What it finds", "Why it matters", "Example", "Instead", "Fix", "Options", "References"]

each_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in rules()])


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_files_are_fresh(generator: ModuleType) -> None:
    stale = [str(path) for path in generator.stale(generator.generated())]
    assert stale == [], "run 'make docs' and commit what it writes"


@each_rule
def test_a_page_has_the_fixed_headings(rule: type[Rule]) -> None:
    found = [line[3:] for line in page(rule).splitlines() if line.startswith("## ")]
    absent = {"References"} if not rule.references else set()
    absent |= {"Options"} if rule.Options is None else set()
    assert found == [heading for heading in HEADINGS if heading not in absent]


@each_rule
def test_the_output_on_a_page_is_of_its_rule(rule: type[Rule]) -> None:
    severity = (rule.INVALID[0].severity or rule.severity).value
    assert f"\n{severity}[{rule.code}]: " in page(rule)


@each_rule
def test_references_lead_into_the_rfc(rule: type[Rule]) -> None:
    for reference in references(rule):
        assert "RFC" not in reference or "](https://www.rfc-editor.org/rfc/rfc" in reference


class Sample(Rule):
    """A sample | of a rule.

    ## What it finds
    What it finds,
    on two lines.

    ## Why it matters

    Why it matters.
    """

    code = "TR999"
    severity = Severity.WARNING
    since = "9.9.9"
    references = ("RFC 8460, sections 3 and 5", "RFC 5234, appendix B.1", "RFC 2142", "Elsewhere")
    VALID = [Valid("a\n", "a.yaml"), "right"]
    INVALID = [Example("«wrong»")]


def test_sections_of_a_docstring() -> None:
    assert sections(Sample) == {
        "What it finds": "What it finds,\non two lines.",
        "Why it matters": "Why it matters.",
    }


def test_references_are_linked() -> None:
    rfc = "https://www.rfc-editor.org/rfc"
    assert references(Sample) == [
        f"[RFC 8460, sections 3 and 5]({rfc}/rfc8460#section-3)",
        f"[RFC 5234, appendix B.1]({rfc}/rfc5234#appendix-B.1)",
        f"[RFC 2142]({rfc}/rfc2142)",
        "Elsewhere",
    ]


def test_the_right_text_is_of_the_kind_of_the_wrong_one() -> None:
    assert correct_text(Sample) == ("right", "")


def test_the_right_text_is_the_fixed_one_where_there_is_one() -> None:
    class Fixed(Sample):
        INVALID = [Example("«wrong»", fixed="mended", file="b.yaml")]

    assert correct_text(Fixed) == ("mended", "b.yaml")


def test_a_fix_says_how_it_is_applied() -> None:
    class Fixed(Sample):
        """Fixed.

        ## Fix
        Mends it.
        """

        fixes = Fixes.UNSAFE

    assert how_to_fix(Sample) == "There is no automatic fix."
    assert how_to_fix(Fixed) == (
        "Mends it.\n\nThe fix is unsafe: `--fix --unsafe-fixes` applies it; look at the result."
    )


def test_a_table_escapes_what_would_end_a_cell() -> None:
    assert table([Sample], "pages/").splitlines()[2] == (
        "| [TR999](pages/TR999.md) | sample | warning |  | A sample \\| of a rule. |"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("v=TLSRPTv1; rua=mailto:a@example.org;mailto:b@example.org", "TR311"),
        ("v=TLSRPTv1; rua=https://r.example.org/t?a;c=d", "TR320"),
        ("v=TLSRPTv1; rua=mailto:a;b@example.org", "TR307"),
        ("v=TLSRPTv1; rua=https://r.example.org/a;b", "TR307"),
        ("v=TLSRPTv1; rua=mailto;a@example.org", "TR303"),
        ("v=TLSRPTv1; rua=mailto:a@example.org; foo", "TR207"),
        ("v=TLSRPTv1; rua=mailto:a@example.org,b@example.org", "TR303"),
        ("v=TLSRPTv1; rua=mailto:a@example.org,", "TR302"),
        ("v=TLSRPTv1; rua=https://r.example.org/a,b", "TR307"),
        ("v=TLSRPTv1; rua=mailto:a@example.org,ruf=mailto:b@example.org", "TR213"),
        ("v=TLSRPTv1; rua=mailto:a@example.org,rua=mailto:b@example.org", "TR311"),
        ("v=TLSRPTv1; rua=mailto: a@example.org", "TR308"),
        ("v=TLSRPTv1; rua=mailto:a b@example.org", "TR308"),
        ("v=TLSRPTv1; rua=mailto:a@example.org mailto:b@example.org", "TR311"),
        ("v=TLSRPTv1 rua=mailto:a@example.org", "TR203"),
        ("v=TLSRPTv1; rua = mailto:a@example.org", "TR205"),
        (" v=TLSRPTv1; rua=mailto:a@example.org", "TR206"),
        ("v=TLSRPTv1; rua=mailto:a@example.org ", "TR206"),
        ("v=TLSRPTv1 ; rua=mailto:a@example.org", "TR601"),
        ("v=TLSRPTv1; rua=mailto:a@example.org, mailto:b@example.org", "TR602"),
        ("v=TLSRPTv1; rua mailto:a@example.org", "TR207"),
        ("v=TLSRPTv1; RUA=mailto:a@example.org", "TR208"),
        ("v=TLSRPTv1; rua=", "TR302"),
        ("v=TLSRPTv1; p=none; rua=mailto:a@example.org", "TR213"),
        ('v="TLSRPTv1"; rua=mailto:a@example.org', "TR212"),
        ("rua=mailto:a@example.org", "TR201"),
        ("v=TLSRPTv1; rua=mailto:a@localhost", "TR315"),
        ("v=TLSRPTv1; rua=https://localhost/", "TR315"),
        ("v=TLSRPTv1; rua=https://reports/", "TR314"),
        ("v=TLSRPTv1; rua=https://192.0.2.1/", "TR314"),
    ],
)
def test_the_precedence_in_the_index_is_so(text: str, code: str) -> None:
    assert [finding.code for finding in lint_policy(text, rules())] == [code]
    index = (ROOT / "docs/rules/index.md").read_text(encoding="utf-8")
    assert f"[{code}]({code}.md)" in index.partition("## One fault, one finding")[2]

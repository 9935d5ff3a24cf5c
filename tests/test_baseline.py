"""The file of findings that are lived with: read, written, compared, merged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.baseline import BaselineError, Entry, compare, entry, read, text_of
from tlsrpt_lint.examples import lint_file
from tlsrpt_lint.fingerprint import marked
from tlsrpt_lint.registry import rules
from tlsrpt_lint.rule import Finding
from tlsrpt_lint.source import SourceFile

SOA = "$ORIGIN example.com.\n@ 60 IN SOA ns1.example.net. h.example.net. 1 2 3 4 5\n"
BAD = '_smtp._tls{} 3600 TXT "v=TLSRPTv1; rua={}@example.org"\n'
HEAD = '{"tlsrpt-lint-baseline": 1}\n'
ONE = Entry("a.zone", "_smtp._tls.example.com", "TR303", "TXT v=TLSRPTv1; rua=a@example.org")


def path_of(source: SourceFile) -> str:
    return source.path


def findings(lines: str) -> list[Finding]:
    return [f for f in marked(lint_file("a.zone", SOA + lines, rules())) if f.code == "TR303"]


def entries(lines: str) -> list[Entry]:
    return [entry(finding, path_of) for finding in findings(lines)]


def test_a_line_has_what_a_reviewer_wants_to_know() -> None:
    text = text_of(entries(BAD.format("", "a")))
    assert text == HEAD + (
        '{"path": "a.zone", "owner": "_smtp._tls.example.com", "rule": "TR303",'
        ' "record": "TXT v=TLSRPTv1; rua=a@example.org"}\n'
    )


class TestComparison:
    def compared(self, known: list[Entry], lines: str) -> tuple[int, int, int]:
        """How many findings are listed, how many entries gone and how many kept."""
        found = compare(known, findings(lines), path_of, lambda one: one.path == "a.zone")
        return len(found.listed), len(found.gone), len(found.kept)

    def test_moved_lines_are_known_again(self) -> None:
        known = entries(BAD.format(".x", "a") + BAD.format(".y", "b"))
        moved = (
            "; a comment\n\n" + BAD.format(".y", "b") + "www A 192.0.2.1\n" + BAD.format(".x", "a")
        )
        assert self.compared(known, moved) == (2, 0, 2)

    def test_an_edited_record_is_new_and_the_old_one_gone(self) -> None:
        known = entries(BAD.format("", "a"))
        assert self.compared(known, BAD.format("", "b")) == (0, 1, 0)

    def test_equal_findings_count_as_often_as_they_are_listed(self) -> None:
        known = entries(BAD.format("", "a"))
        assert self.compared(known, BAD.format("", "a,b")) == (0, 1, 0)
        assert self.compared([*known, *known], BAD.format("", "a")) == (1, 1, 1)

    def test_what_the_run_did_not_look_at_is_kept(self) -> None:
        other = ONE._replace(path="other.zone")
        assert self.compared([other], BAD.format("", "a")) == (0, 0, 1)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("", 1, 'a baseline begins with {"tlsrpt-lint-baseline": 1}'),
            ("{}\n", 1, 'a baseline begins with {"tlsrpt-lint-baseline": 1}'),
            (HEAD + "\nx\n", 3, "this is no JSON object on one line"),
            (HEAD + "[" * 100_000 + "\n", 2, "this is no JSON object on one line"),
            (HEAD + "[]\n", 2, "an entry has the texts path, owner, rule and record"),
            (HEAD + '{"path": 1}\n', 2, "an entry has the texts path, owner, rule and record"),
            (HEAD + "<<<<<<< HEAD\n", 2, "a merge was not finished"),
        ],
    )
    def test_refusals(self, text: str, line: int, reason: str) -> None:
        with pytest.raises(BaselineError) as caught:
            read(text)
        assert (caught.value.line, caught.value.reason) == (line, reason)

    def test_blank_lines_and_crlf_are_taken(self) -> None:
        assert read(text_of([ONE]).replace("\n", "\r\n\r\n")) == (ONE,)

    @given(st.lists(st.builds(Entry, *[st.text()] * 4)))
    def test_what_is_written_is_read_and_sorted(self, some: list[Entry]) -> None:
        text = text_of(some)
        assert list(read(text)) == sorted(some)
        assert text.isascii()
        assert text.count("\n") == len(some) + 1

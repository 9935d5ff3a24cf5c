"""Places before and after edits."""

from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.fixer import spliced
from tlsrpt_lint.proof import Shifts
from tlsrpt_lint.source import SourceFile
from tlsrpt_lint.text import Edit

CUTS = st.lists(st.integers(0, 40), max_size=8, unique=True).map(sorted)


@given(CUTS, st.lists(st.text("xyz", max_size=5), min_size=4, max_size=4))
def test_what_stays_is_found_where_it_was(cuts: list[int], texts: list[str]) -> None:
    source = SourceFile("a", bytes(range(40, 80)))  # no octet twice
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    edits = [
        Edit(source.span(start, end), text)
        for (start, end), text in zip(pairs, texts, strict=False)
        if end <= 40
    ]
    after = spliced(source.data, edits)
    back = Shifts(edits).back
    for offset, octet in enumerate(after):
        path, before = back("a", offset)
        if octet < 80:
            gone = [edit for edit in edits if not edit.text and edit.span.start == before]
            assert source.data[before] == octet or gone
        else:
            assert before in {edit.span.start for edit in edits}
        assert path == "a"
    assert back("b", 7) == ("b", 7)

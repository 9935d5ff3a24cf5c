"""What is known of another state of the files, as counts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.fingerprint import marked
from tlsrpt_lint.known import Identity, Known
from tlsrpt_lint.rule import Finding, Rule, Severity
from tlsrpt_lint.source import SourceFile


class AnyRule(Rule):
    """A rule."""

    code = "TR901"
    severity = Severity.ERROR
    since = "0.1.0"


def path_of(source: SourceFile) -> str:
    return source.path


def findings(of: list[tuple[str, str]]) -> list[Finding]:
    """Findings without a record: by path and by the text at fault."""
    found = []
    for path, text in sorted(of):
        source = SourceFile(path, text.encode())
        found.append(AnyRule().finding(source.span(0, len(text)), "It is so."))
    return marked(found)


def identities(of: list[tuple[str, str]]) -> list[Identity]:
    return [("TR901", path, "", text) for path, text in of]


def new(before: list[tuple[str, str]], now: list[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """What is new, where every file of either side has a finding."""
    there, here = ({path for path, _ in side} for side in (before, now))
    known = Known(identities(before), lambda path: path not in here, lambda path: path not in there)
    all_of_them = findings(now)
    found = known.among(all_of_them, path_of)
    return Counter(
        (one.span.source.path, one.span.text) for one in all_of_them if one.fingerprint not in found
    )


STATES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=8)


@given(STATES, STATES)
def test_of_each_text_there_is_new_what_is_more(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    found = new(before, now)
    more = Counter(now) - Counter(before)
    # What is more in a file that was there is new; what was not there may have moved.
    there = {path for path, _ in before}
    here = {path for path, _ in now}
    for key, count in more.items():
        assert found[key] == count if key[0] in there else found[key] <= count
    assert found <= more
    gone = Counter(text for path, text in before if path not in here)
    arrived = Counter(text for path, text in now if path not in there)
    in_new_files = Counter(text for path, text in found.elements() if path not in there)
    assert in_new_files == arrived - gone


def test_a_moved_finding_is_known_once() -> None:
    assert new([("a", "x")], [("b", "x"), ("c", "x")]) == Counter({("c", "x"): 1})
    assert new([("a", "x"), ("a", "x")], [("b", "x"), ("c", "x")]) == Counter()
    assert new([("a", "x"), ("b", "y")], [("b", "x"), ("b", "y")]) == Counter({("b", "x"): 1})

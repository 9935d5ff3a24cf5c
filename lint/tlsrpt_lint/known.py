"""Findings that another state of the files has as well, so that what is new can be told from them.

A finding is known if it was there: by its identity, which has no line number, and as often as it was
there. Of two equal findings where there was one, the second is new. A file that was renamed brings
its findings along: those of a file that is no more stand for equal ones in a file that was not there.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from tlsrpt_lint.fingerprint import identity
from tlsrpt_lint.rule import Finding
from tlsrpt_lint.source import SourceFile

# Rule, path from the repository root, owner, record text.
Identity = tuple[str, str, str, str]


class Known:
    """The findings of the other state, as their identities.

    `is_gone` tells of the path of a file of the other state that it is no more, `is_added` of one of
    this state that it was not there.
    """

    def __init__(
        self,
        there: Iterable[Identity],
        is_gone: Callable[[str], bool],
        is_added: Callable[[str], bool],
    ) -> None:
        self._there = Counter(there)
        gone = {path for path in {path for _, path, _, _ in self._there} if is_gone(path)}
        self._moved: Counter[Identity] = Counter()
        for key, count in self._there.items():
            if key[1] in gone:
                self._moved[_without_path(key)] += count
        self._is_added = is_added

    def among(
        self, findings: Iterable[Finding], path_of: Callable[[SourceFile], str]
    ) -> frozenset[str]:
        """The fingerprints of those findings that are known, of all findings of a run in order."""
        there, moved = self._there.copy(), self._moved.copy()
        known = set()
        for finding in findings:
            key = identity_from_root(finding, path_of)
            if there[key]:
                there[key] -= 1
            elif moved[_without_path(key)] and self._is_added(key[1]):
                moved[_without_path(key)] -= 1
            else:
                continue
            known.add(finding.fingerprint)
        return frozenset(known)


def identity_from_root(finding: Finding, path_of: Callable[[SourceFile], str]) -> Identity:
    """The identity of a finding, with the path as `path_of` gives it."""
    code, _, owner, text = identity(finding)
    return code, path_of(finding.span.source), owner, text


def _without_path(key: Identity) -> Identity:
    code, _, owner, text = key
    return code, "", owner, text

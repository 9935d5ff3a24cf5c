"""$INCLUDE: which file it means, within bounds (RFC 1035, 5.1)."""

from tlsrpt_lint.loader import UnreachableError
from tlsrpt_lint.records import ProblemKind
from tlsrpt_lint.source import SourceFile, Span

from ._reading import Reading

MAX_INCLUDES = 1000
MAX_BYTES = 1 << 26
MAX_DEPTH = 20


class Includes:
    """The files that one zone file includes. `stack` holds the paths of those being read."""

    def __init__(self, run: Reading) -> None:
        self._run = run
        self._files: dict[str, SourceFile] = {}
        self._count = 0
        self._bytes = 0
        self.stack = [run.source.path]

    def open(self, beside: SourceFile, target: str, span: Span) -> SourceFile | None:
        """The file that an include in `beside` names, None with a problem at `span`."""
        try:
            file = self._found(beside, target)
        except UnreachableError as error:
            self._report_unreachable(beside, target, span, error.reason)
            return None
        file = self._files.setdefault(file.path, file)
        self._run.sources[file.path] = file
        self._count += 1
        self._bytes += len(file.data)
        if file.path in self.stack:
            self._run.problem(
                ProblemKind.INCLUDE_REFUSED,
                span,
                f"The file '{target}' includes itself by way of this line.",
                "break the circle of includes",
            )
            return None
        if len(self.stack) > MAX_DEPTH or self._count > MAX_INCLUDES or self._bytes > MAX_BYTES:
            self._run.problem(
                ProblemKind.INCLUDE_REFUSED,
                span,
                f"The included file '{target}' was not read: the includes of this zone are too deep,"
                " too many or too large.",
                f"at most {MAX_DEPTH} deep, {MAX_INCLUDES} in all",
            )
            return None
        return file

    def _found(self, beside: SourceFile, target: str) -> SourceFile:
        """Look beside the including file, in the folders above it, and where it is said to look.

        A server looks in its working folder, and in a repository that is most often one above; the
        configuration may name others.
        Raises UnreachableError for the first place if none has it.
        """
        around = self._run.around
        try:
            return around.read(beside, target)
        except UnreachableError as error:
            if error.reason != "missing" or target.startswith("/") or beside.location is None:
                raise
            folder = beside.location.parent
            for up in range(1, len(folder.parts)):
                if not folder.parents[up - 1].is_relative_to(around.root):
                    break
                try:
                    return around.read(beside, "../" * up + target)
                except UnreachableError:
                    continue
            for declared in around.include_roots:
                try:
                    return around.read(beside, f"{declared}/{target}")
                except UnreachableError:
                    continue
            raise

    def _report_unreachable(self, beside: SourceFile, target: str, span: Span, reason: str) -> None:
        problem = self._run.problem
        if target.startswith("/") or _is_key_file(target) or _folder_is_missing(beside, target):
            problem(
                ProblemKind.INCLUDE_SERVER_MADE,
                span,
                f"The included file '{target}' is not in the repository but made elsewhere, so its"
                " records were not checked.",
            )
        elif reason == "outside":
            problem(
                ProblemKind.INCLUDE_REFUSED,
                span,
                f"The included file '{target}' lies outside the repository and was not read.",
                "move the file into the repository, or include it by a path inside",
            )
        else:
            what = "not there" if reason == "missing" else "unreadable"
            problem(
                ProblemKind.INCLUDE_MISSING,
                span,
                f"The included file '{target}' is {what}, so its records were not checked.",
                "paths of $INCLUDE are relative to the file that they stand in, to a folder above, or"
                " to one of 'include-roots' in the configuration",
            )


def _is_key_file(target: str) -> bool:
    name = target.rpartition("/")[2]
    return name.startswith("K") and name.endswith(".key")


def _folder_is_missing(beside: SourceFile, target: str) -> bool:
    """True if the repository has no folder of that name: somebody fills it later."""
    folder = target.rpartition("/")[0]
    if not folder or folder.startswith("..") or beside.location is None:
        return False
    return not (beside.location.parent / folder).is_dir()

"""Where a line of a file can be read: URLs made of a template."""

import re
from collections.abc import Callable, Mapping

from tlsrpt_lint.errors import UsageError
from tlsrpt_lint.overview.domains import Place

_HOLE = re.compile(r"\{([^{}]*)\}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def links(template: str | None, environment: Mapping[str, str]) -> Callable[[Place], str | None]:
    """What gives the URL of a place, None where it has none.

    The template is `--link`, else that of the commit that GitHub Actions works on, else there is none.
    Raises UsageError for a template that can make no URL.
    """
    if template is None:
        template = _of_github(environment)
    elif fault := _fault(template):
        raise UsageError(f"'{template}' is no --link: {fault}", "write https://…/{path}#L{line}")

    def link(place: Place) -> str | None:
        if not template or place.from_root is None:
            return None
        from urllib.parse import quote

        octets = place.from_root.encode("utf-8", "surrogateescape")
        parts = {"path": quote(octets), "line": str(place.line)}
        return _HOLE.sub(lambda hole: parts[hole[1]], template)

    return link


def _fault(template: str) -> str | None:
    scheme = _SCHEME.match(template)
    if scheme is not None and scheme[1].lower() not in ("http", "https"):
        return f"the scheme '{scheme[1]}' is neither http nor https"
    holes = _HOLE.findall(template)
    for hole in holes:
        if hole not in ("path", "line"):
            return f"nothing is known as '{{{hole}}}'"
    return None if "path" in holes else "it has no {path}"


def _of_github(environment: Mapping[str, str]) -> str | None:
    """The template of the commit that is checked out in a job of GitHub Actions."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (environment.get(name, "") for name in names)
    if not (server.startswith("https://") and repository and commit):
        return None
    base = f"{server}/{repository}/blob/{commit}"
    return None if _HOLE.search(base) else f"{base}/{{path}}#L{{line}}"

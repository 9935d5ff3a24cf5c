"""The form that nearly all published policies have, told by one pattern.

A repository holds the same few right policies many times over. What has this form has no fault that
the parser names, and nothing that a known sender stumbles over, so that most rules need not look.
"""

from tlsrpt_lint.regex import lazy

_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9_+-]|\.(?=[A-Za-z0-9])){0,62}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?=[A-Za-z0-9.-]{{4,200}}(?:[/,; ]|\Z))(?:{_LABEL}\.)+[A-Za-z]{{2,20}}"
_PATH = r"(?:/[A-Za-z0-9._~-]{0,100}){0,8}"
_URI = rf"(?:mailto:{_LOCAL}@{_HOST}|https://{_HOST}{_PATH})"
_REGULAR = lazy(rf"v=TLSRPTv1;[ ]?rua={_URI}(?:,{_URI})*(?:;[ ]?)?")


def is_regular(text: str) -> bool:
    """True if `text` is the version and one rua, with plain mail addresses and https URIs only.

    No query, no port, no percent encoding, no blank but behind a ';', no upper-case scheme; what the
    destinations are is another matter.
    """
    return _REGULAR.fullmatch(text) is not None

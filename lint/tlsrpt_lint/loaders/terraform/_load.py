"""Reading one file of any of Terraform's kinds."""

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.terraform import _plan, _state
from tlsrpt_lint.loaders.terraform._detect import Kind, kind_of
from tlsrpt_lint.loaders.terraform._json import JsonError, read
from tlsrpt_lint.loaders.terraform._outline import PlanOutline, RawOutline, ShownOutline
from tlsrpt_lint.loaders.terraform._providers import Table, table_of
from tlsrpt_lint.loaders.terraform._records import assemble
from tlsrpt_lint.records import Loaded, Problem, ProblemKind
from tlsrpt_lint.source import SourceFile

_AFTER_APPLY = "is known only after apply"

_SHOW = "write the plan with `terraform plan -out=FILE` and lint `terraform show -json FILE`"
_ANSWERS = {
    Kind.EVENTS: (
        "This is the event stream of `terraform plan -json`, which holds no plan.",
        _SHOW,
    ),
    Kind.BINARY_PLAN: ("This is a binary plan file, which only Terraform itself can read.", _SHOW),
    Kind.OLD_STATE: (
        "This state file is of a version before 4, as Terraform up to 0.11 wrote it.",
        "let a current Terraform write it anew, or lint the output of `terraform show -json`",
    ),
    Kind.VALIDATION: (
        "This is the output of `terraform validate -json`, which holds no records.",
        _SHOW,
    ),
    Kind.SCHEMA: (
        "This is the output of `terraform providers schema -json`, which holds no records.",
        _SHOW,
    ),
    Kind.OTHER: (
        "This is no plan, no state and no configuration of Terraform.",
        "lint the output of `terraform show -json`, a `*.tfstate` or a `*.tf.json`",
    ),
}


def load(source: SourceFile, around: Surroundings) -> Loaded:
    """The records of the file, or the problem that kept them from being read."""
    kind = kind_of(source.path, source.data[: 1 << 16])
    if kind is Kind.ENCRYPTED:
        return _encrypted(source)
    if kind is Kind.CONFIG:
        from tlsrpt_lint.loaders.terraform import _config  # its parser takes long to import

        return _config.load(source, around)
    if kind in _ANSWERS and not (kind is Kind.OTHER and _may_be_json(source)):
        return _answer(source, kind)
    try:
        return _read(source, kind, table_of(around.options))
    except JsonError as error:
        span = source.span(error.offset, min(error.offset + 1, len(source.data)))
        message = f"The JSON cannot be read: {error.reason}."
        problem = Problem(ProblemKind.SYNTAX, span, message)
        return Loaded(source, "terraform", problems=(problem,))


def _read(source: SourceFile, kind: Kind, table: Table) -> Loaded:
    if kind is Kind.OTHER:
        read(source)  # what is broken is told first
        return _answer(source, kind)
    if kind is Kind.RAW_STATE:
        resources, zones = _state.raw(RawOutline(source, table))
    else:
        outline = PlanOutline(source, table) if kind is Kind.PLAN else ShownOutline(source, table)
        if outline.version.partition(".")[0] not in ("", "0", "1"):
            message = f"The format version '{outline.version}' is not known here; 0.x and 1.x are."
            problem = Problem(ProblemKind.SYNTAX, source.span(0, 0), message)
            return Loaded(source, "terraform", problems=(problem,))
        if isinstance(outline, PlanOutline):
            resources, zones = _plan.read(outline)
        else:
            resources, zones = _state.shown(outline)
    outcome = assemble(source.path, resources, zones, _AFTER_APPLY)
    return Loaded(source, "terraform", outcome.parts, outcome.problems, speaks=False)


def _encrypted(source: SourceFile) -> Loaded:
    message = "The file is encrypted by OpenTofu, so nothing in it was checked."
    cure = "lint the output of `tofu show -json`"
    problem = Problem(ProblemKind.UNKNOWN_VALUE, source.span(0, 1), message, cure)
    return Loaded(source, "terraform", problems=(problem,))


def _answer(source: SourceFile, kind: Kind) -> Loaded:
    message, cure = _ANSWERS[kind]
    # Those are what they are meant to be, so nothing is wrong but that there is nothing to lint.
    harmless = kind in (Kind.VALIDATION, Kind.SCHEMA)
    what = ProblemKind.UNKNOWN_VALUE if harmless else ProblemKind.SYNTAX
    problem = Problem(what, source.span(0, 0), message, cure)
    return Loaded(source, "terraform", problems=(problem,))


def _may_be_json(source: SourceFile) -> bool:
    return source.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")

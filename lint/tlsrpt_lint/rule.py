"""What a rule is, and what it finds.

A rule is one class in one file below a package that the entry-point group `tlsrpt_lint.rules`
names. Its docstring is its page, its examples are its tests, and its `check_…` methods are called
with what they name. A rule yields findings; it never sees a source format or an output format.
"""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, ClassVar, NamedTuple

from tlsrpt_lint.directives import Idle
from tlsrpt_lint.inventory import Inventory, RecordSet, ZoneInstance
from tlsrpt_lint.policy import Fault, Policy
from tlsrpt_lint.records import Loaded, ProblemKind, Quirk, Record
from tlsrpt_lint.source import Span
from tlsrpt_lint.text import Edit

DOCUMENTATION = "https://github.com/tlsrpt-lint/tlsrpt-lint/blob/main/docs/rules/"


class Severity(Enum):
    """What report senders do: see docs/rules/index.md. `rank` grows with the weight."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return ("note", "warning", "error").index(self.value)


class Fixes(Enum):
    """What the fix of a rule does, if it has one."""

    NONE = "none"
    SAFE = "safe"  # keeps the meaning, or restores the only possible one
    UNSAFE = "unsafe"  # a person must look


class Fix(NamedTuple):
    """Edits that cure one finding. `title` says what they do, in the imperative."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Fixes

    @classmethod
    def of(cls, title: str, *edits: Edit | None, unsafe: bool = False) -> "Fix | None":
        """The fix of these edits; None if one of them cannot be written."""
        written = tuple(edit for edit in edits if edit is not None)
        if not written or len(written) != len(edits):
            return None
        return cls(title, written, Fixes.UNSAFE if unsafe else Fixes.SAFE)


class Related(NamedTuple):
    """Another place that a finding speaks of."""

    span: Span
    message: str


class Finding(NamedTuple):
    """One fault at one place. `message` states the fact and why it matters; `help` says the cure.

    `owners` are the names that the text reaches, without the final dot; `zone` is None while the
    zone's name is not known. The engine fills in `owners`, `zone`, `resource` and `pointer`, and
    `fingerprint.marked` the `identity`, once all findings of a run are known.
    """

    rule: "type[Rule]"
    severity: Severity
    span: Span
    message: str
    help: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    record: Record | None = None
    owners: tuple[str, ...] = ()
    zone: str | None = None
    resource: str | None = None
    pointer: str | None = None
    identity: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The code of the rule, such as TR303."""
        return self.rule.code

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits, the hash of the identity."""
        from hashlib import sha256  # costs more than a run can spare whose report has no use for it

        text = "\0".join(self.identity)
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def sensitive(self) -> bool:
        """True if no report may show the source text."""
        return self.record is not None and self.record.sensitive


Findings = Iterator[Finding]

# What examples are made of: a policy without fault, as type and data of a record in a zone file
# (with and without marks) and as an entry of octoDNS; and a zone file's head with an SOA, so that the
# zone is seen whole.
RIGHT_POLICY = "v=TLSRPTv1; rua=mailto:tls@example.org"
WHOLE_ZONE = """\
$ORIGIN example.com.
@ 3600 IN SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600
"""
RIGHT_TXT = f'TXT "{RIGHT_POLICY}"\n'
MARKED = f'TXT "«{RIGHT_POLICY}»"\n'
RIGHT_YAML = """\
_smtp._tls:
  type: TXT
  value: v=TLSRPTv1\\; rua=mailto:tls@example.org
"""


class Example(NamedTuple):
    """A faulty input. The text at fault stands between « and », empty where nothing is there.

    Without `file`, `text` is the value of a TXT record at `_smtp._tls.example.com`; with it, the
    content of a file of that name. `fixed` is the text after the rule's fix. `severity` where it is
    not the rule's own. `also` names other codes that the text draws. `options` are those of the rule
    where its defaults find nothing.
    """

    text: str
    fixed: str | None = None
    file: str | None = None
    severity: Severity | None = None
    also: tuple[str, ...] = ()
    options: tuple[Any, ...] = ()

    @classmethod
    def zone(
        cls,
        lines: str,
        fixed: str | None = None,
        severity: Severity | None = None,
        also: tuple[str, ...] = (),
    ) -> "Example":
        """The lines in the zone file of example.com."""
        fixed = None if fixed is None else WHOLE_ZONE + fixed
        return cls(WHOLE_ZONE + lines, fixed, "example.com.zone", severity, also)

    @classmethod
    def octodns(
        cls,
        text: str,
        fixed: str | None = None,
        severity: Severity | None = None,
        also: tuple[str, ...] = (),
    ) -> "Example":
        """The text as octoDNS's file of the zone example.com."""
        return cls(text, fixed, "example.com.yaml", severity, also)


class Valid(NamedTuple):
    """A file in which the rule finds nothing."""

    text: str
    file: str

    @classmethod
    def zone(cls, lines: str = "") -> "Valid":
        """The lines in the zone file of example.com."""
        return cls(WHOLE_ZONE + lines, "example.com.zone")

    @classmethod
    def octodns(cls, text: str) -> "Valid":
        """The text as octoDNS's file of the zone example.com."""
        return cls(text, "example.com.yaml")


class Rule:
    """Base of all rules. Subclasses set the class attributes and define what they need of `check_…`.

    The name is the class's own in kebab case. `Options` may be a NamedTuple with defaults: its
    fields are the rule's options in the configuration file, checked against their annotations.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity]
    fixes: ClassVar[Fixes] = Fixes.NONE
    since: ClassVar[str]
    references: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type[Any] | None] = None
    VALID: ClassVar[list[str | Valid]] = []
    INVALID: ClassVar[list[Example]] = []

    def __init__(self, options: Any = None) -> None:
        self.options = options if options is not None or not self.Options else self.Options()

    @classmethod
    def name(cls) -> str:
        """The class's name in kebab case: MissingScheme is missing-scheme."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return (cls.__doc__ or "").strip().partition("\n")[0]

    @classmethod
    def url(cls) -> str:
        """Where the rule's page is read."""
        return f"{DOCUMENTATION}{cls.code}.md"

    def check_file(self, loaded: Loaded) -> Iterable[Finding]:
        """Look at what a loader says of a file."""
        return ()

    def check_policy(self, policy: Policy, record: Record) -> Iterable[Finding]:
        """Look into the policy text of one record."""
        return ()

    def check_policy_text(self, policy: Policy) -> Iterable[Finding]:
        """Look into policy text, whatever record it stands in: equal texts are not looked at again.

        That is so as long as nothing is found: a finding is one of each record.
        """
        return ()

    def check_irregular_policy(self, policy: Policy, record: Record) -> Iterable[Finding]:
        """Look into policy text that has not the form of `policy.regular` or is cut into strings.

        Most rules need no more.
        """
        return ()

    def check_record(self, record: Record, zone: ZoneInstance) -> Iterable[Finding]:
        """Look at one record of any type."""
        return ()

    def check_quirk(self, quirk: Quirk, record: Record, zone: ZoneInstance) -> Iterable[Finding]:
        """Look at what the source format did to one record of any type."""
        return ()

    def check_record_set(self, records: RecordSet) -> Iterable[Finding]:
        """Look at the records of one owner and type."""
        return ()

    def check_irregular_record_set(self, records: RecordSet) -> Iterable[Finding]:
        """Look at records that are not just one that counts (`RecordSet.is_regular`)."""
        return ()

    def check_zone(self, zone: ZoneInstance) -> Iterable[Finding]:
        """Look at one zone instance."""
        return ()

    def check_inventory(self, inventory: Inventory) -> Iterable[Finding]:
        """Look across zone instances."""
        return ()

    def check_suppression(self, idle: Idle) -> Iterable[Finding]:
        """Look at a suppression that does nothing, once all else was looked at."""
        return ()

    def finding(
        self,
        span: Span,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the name that the reports use
        severity: Severity | None = None,
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        record: Record | None = None,
    ) -> Finding:
        """A finding of this rule. `record` where it is not the one that the method was given."""
        return Finding(
            type(self), severity or self.severity, span, message, help, tuple(related), fix, record
        )

    @staticmethod
    def repeated(policy: Policy, fault: Fault) -> Iterator[Related]:
        """The further places of a fault that occurs several times; the first ten of them."""
        for place in fault.places[1:11]:
            yield Related(policy.span(place), "and here")

    def problems(
        self, loaded: Loaded, kind: ProblemKind, severity: Severity | None = None
    ) -> Findings:
        """A finding for each problem of one kind that the loader met in a file."""
        for problem in loaded.problems:
            if problem.kind is kind:
                found = self.finding(
                    problem.span,
                    problem.message,
                    help=problem.help,
                    severity=severity,
                    record=problem.record,
                )
                yield found._replace(owners=(problem.owner,) if problem.owner else ())


def excerpt(text: str, longest: int = 40) -> str:
    """A text for a message: its first `longest` characters."""
    return text if len(text) <= longest else text[:longest] + "…"


def scopes(rule: Rule) -> Iterator[str]:
    """The names of the `check_…` methods that the rule defines."""
    for name, method in vars(Rule).items():
        if name.startswith("check_") and getattr(type(rule), name) is not method:
            yield name

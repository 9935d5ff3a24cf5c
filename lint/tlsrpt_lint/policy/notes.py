"""What a reader of a policy writes down: faults, at places of the original text."""

from collections.abc import Iterable

from tlsrpt_lint.policy.draft import Draft
from tlsrpt_lint.policy.tree import Fault, FaultKind


class Notes:
    """The faults found so far in one draft. Indices given to it count in the draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.faults: list[Fault] = list(draft.faults)

    @property
    def count(self) -> int:
        """How many faults there are: whether a reading added one shows in a greater count."""
        return len(self.faults)

    def fault(self, kind: FaultKind, start: int, end: int) -> None:
        """Note a fault at characters `start` to `end`."""
        self.faults.append(Fault(kind, (self.draft.place(start, end),)))

    def fault_at(self, kind: FaultKind, spans: Iterable[tuple[int, int]]) -> None:
        """Note one fault that occurs at several places; none if there are none."""
        places = tuple(self.draft.place(start, end) for start, end in spans)
        if places:
            self.faults.append(Fault(kind, places))

    def withdraw(self, kind: FaultKind, start: int) -> None:
        """Take back the newest fault of a kind, which must begin at `start`."""
        begin = self.draft.place(start, start).start
        for n in range(len(self.faults) - 1, -1, -1):
            if self.faults[n].kind is kind and self.faults[n].start == begin:
                del self.faults[n]
                return

"""`--since`: the findings that a revision has as well.

The revision is unpacked beside and linted as the present is: the same paths, by the same options, with
the configuration, the baseline and the files around that the revision has.
"""

import argparse
import os
from collections.abc import Sequence

from tlsrpt_lint.cli.output import say
from tlsrpt_lint.cli.settings import Settings, settle
from tlsrpt_lint.cli.task import STDIN, discovered, planned
from tlsrpt_lint.config import ConfigurationPath
from tlsrpt_lint.discovery import Input
from tlsrpt_lint.errors import Fault, UsageError
from tlsrpt_lint.known import Known, identity_from_root
from tlsrpt_lint.repository import is_inside
from tlsrpt_lint.revision import Revision, unpacked
from tlsrpt_lint.run import Outcome, Plan, lint
from tlsrpt_lint.source import shown


def compared(
    plan: Plan,
    paths: Sequence[str],
    options: argparse.Namespace,
    settings: Settings,
    inputs: Sequence[Input],
) -> tuple[Plan, tuple[Fault, ...]]:
    """The plan that leaves out what is known at the revision `options.since`, and what failed there.

    Raises UsageError if there is nothing to compare with.
    """
    if STDIN in paths and options.stdin_filename is None:
        raise UsageError("standard input has no name to be known by", "add --stdin-filename")
    if not os.path.exists(os.path.join(settings.root, ".git")):
        raise UsageError(f"'{settings.root}' is no git repository, so nothing in it has a revision")
    revision = Revision(settings.root, options.since)
    entries = revision.entries()
    there = {shown(entry.path) for entry in entries}

    def is_gone(path: str) -> bool:
        return not os.path.lexists(os.path.join(settings.root, path))

    with unpacked(revision, entries) as top:
        moved = _Moved(settings.root, top)
        named = [moved.named(path, settings.working, options) for path in paths]
        if any(_from_root(one, settings.root) not in there for one in inputs):
            named += [os.path.join(top, entry.path) for entry in entries if is_gone(entry.path)]
        outcome, past = _linted(list(filter(None, named)), options, settings, plan, moved)
        known = [
            identity_from_root(finding, past.path_from_root) for finding in outcome.report.findings
        ]
    if options.verbose:
        count = f"{len(known)} finding{'' if len(known) == 1 else 's'}"
        say(f"'{revision.name}' is {revision.commit} and has {count}")
    known_there = Known(known, is_gone, lambda path: path not in there)
    return plan._replace(known=known_there), outcome.faults


class _Moved:
    """Where the files of a repository lie when the revision is unpacked at `top`."""

    def __init__(self, root: str, top: str) -> None:
        self._root = root
        self._top = top

    def path(self, path: str) -> str:
        """The place of a path, which stays if it is outside of the repository."""
        if not is_inside(path, self._root):
            return path
        return self._top + path[len(self._root.rstrip(os.sep)) :]

    def named(self, path: str, working: str, options: argparse.Namespace) -> str | None:
        """The place of a path as named on the command line; None outside of the repository."""
        path = options.stdin_filename if path == STDIN else path
        written = os.path.normpath(os.path.join(working, path))
        for one in (written, os.path.realpath(path)):
            if is_inside(one, self._root):
                return self.path(one)
        return None

    def existing(self, path: str | None) -> str | None:
        """The place of a file named on the command line; None if it was not there then."""
        if path is None:
            return None
        place = self.path(os.path.realpath(path))
        return place if os.path.isfile(place) else None


def _linted(
    paths: Sequence[str],
    options: argparse.Namespace,
    settings: Settings,
    plan: Plan,
    moved: _Moved,
) -> tuple[Outcome, Plan]:
    options = argparse.Namespace(**vars(options))
    options.config = moved.existing(options.config) or options.config
    options.baseline = moved.existing(options.baseline)
    rules, loaders = plan.every_rule, plan.loaders
    working = moved.path(settings.working)
    try:
        past = settle(options, paths, rules, loaders, working=working)
        past_plan = planned(options, past, rules, loaders)
    except UsageError as error:
        say(f"'{options.since}' cannot be configured as it was, so the present is: {error}")
        options.baseline = None
        options.no_config = settings.configuration_path is None
        file = settings.configuration_path
        if file is not None:
            file = ConfigurationPath(file.path, moved.path(file.base))
        past = settle(options, paths, rules, loaders, working=working, file=file)
        past = past._replace(baseline=None)
        past_plan = planned(options, past, rules, loaders)
    found = discovered(paths, options, past, loaders)
    return lint(found.inputs, past_plan), past_plan


def _from_root(found: Input, root: str) -> str:
    return found.path if found.location is None else shown(os.path.relpath(found.location, root))

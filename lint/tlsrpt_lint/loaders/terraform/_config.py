"""Configurations: `*.tf` and `*.tofu` in HCL, `*.tf.json` and `*.tofu.json` in JSON."""

from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.terraform._declared import parse
from tlsrpt_lint.loaders.terraform._modules import Folder, Module
from tlsrpt_lint.loaders.terraform._overrides import is_override
from tlsrpt_lint.loaders.terraform._records import assemble
from tlsrpt_lint.loaders.terraform._zones import Zones
from tlsrpt_lint.records import Loaded
from tlsrpt_lint.source import SourceFile

_NOT_WORKED_OUT = "depends on what the configuration does not tell"


def load(source: SourceFile, around: Surroundings) -> Loaded:
    """The records that a file of a configuration makes, itself and by the local modules it calls."""
    file = parse(source)
    if is_override(source.path.rpartition("/")[2]):
        # It is read along with the files that it changes.
        return Loaded(source, "terraform", problems=tuple(file.problems))
    folder = Folder(file, source, around)
    module = Module(folder)
    resources = list(module.resources(folder.first or file))
    zones = Zones(folder.table)
    module.learn(zones)
    root = source.path.rpartition("/")[0] + "/"
    if folder.is_first_hidden:
        root = source.path  # what Terraform makes of it is no part of what OpenTofu makes
    outcome = assemble(root, resources, zones, _NOT_WORKED_OUT)
    problems = [*file.problems]
    included = set()
    for other in module.read_along():
        if other.source.path not in included:
            included.add(other.source.path)
            problems += other.problems
    return Loaded(
        source,
        "terraform",
        outcome.parts,
        (*problems, *outcome.problems),
        frozenset(included),
        frozenset(folder.consulted),
    )

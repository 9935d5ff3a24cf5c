"""Override files, which change what the other files of their folder declare.

A block of an override file replaces the attributes, and the nested blocks of each type, that it has
itself, in the block of the same name. It declares nothing of its own.
"""

from collections.abc import Iterable, Iterator

from tlsrpt_lint.loaders.terraform._declared import Body, ConfigFile, Expression
from tlsrpt_lint.loaders.terraform._evaluate import Scope
from tlsrpt_lint.loaders.terraform._values import Fields


def is_override(name: str) -> bool:
    """True for the name of a file that changes what other files declare."""
    stem = name.partition(".")[0]
    return stem == "override" or stem.endswith("_override")


def overridden(file: ConfigFile, overrides: Iterable[ConfigFile]) -> ConfigFile:
    """The file as the override files leave it; they change it in the order in which they are given."""
    made = ConfigFile(file.source)
    made.problems = file.problems
    made.resources = [*file.resources]
    made.locals, made.providers = dict(file.locals), dict(file.providers)
    made.variables, made.outputs = dict(file.variables), dict(file.outputs)
    made.calls = dict(file.calls)
    for override in overrides:
        made.locals |= {k: v for k, v in override.locals.items() if k in made.locals}
        made.providers |= override.providers
        _override_bodies(made.variables, override.variables)
        _override_bodies(made.outputs, override.outputs)
        _override_bodies(made.calls, override.calls)
        by_name = {(o.mode, o.type, o.name): o for o in override.resources}
        for n, declared in enumerate(made.resources):
            over = by_name.get((declared.mode, declared.type, declared.name))
            if over is not None:
                body = _Overridden(declared.body, over.body)
                # The body stands in two files now, so no one pointer leads into it.
                made.resources[n] = declared._replace(body=body, pointer=None)
    return made


def _override_bodies(bodies: dict[str, Body], overrides: dict[str, Body]) -> None:
    for name in bodies.keys() & overrides.keys():
        bodies[name] = _Overridden(bodies[name], overrides[name])


class _Overridden(Body):
    def __init__(self, base: Body, over: Body) -> None:
        self._base = base
        self._over = over
        self.span = base.span

    def attribute(self, name: str) -> Expression | None:
        return self._over.attribute(name) or self._base.attribute(name)

    def literal(self, name: str) -> Expression | None:
        return self._over.literal(name) or self._base.literal(name)

    def names(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._base.names(), *self._over.names())))

    def fields(self, scope: Scope, only: frozenset[str] | None = None) -> Fields:
        over = self._over.fields(scope, only).pairs
        replaced = {key.plain for key, _ in over}
        kept = [
            pair for pair in self._base.fields(scope, only).pairs if pair[0].plain not in replaced
        ]
        return Fields(*self.span, [*kept, *over])

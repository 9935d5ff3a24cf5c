"""The same work for many items side by side, of which no more are begun than can go on at once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)
Result = TypeVar("Result")


class Survey(NamedTuple, Generic[Item, Result]):
    """What came of the items, in their order. Those that were not done when the user broke off
    are missing; then it `is_partial`.
    """

    results: dict[Item, Result]
    is_partial: bool


def survey(
    items: Sequence[Item],
    work: Callable[[Item], Awaitable[Result]],
    at_once: int,
    done: Callable[[int, int], None] | None = None,
) -> Survey[Item, Result]:
    """Do the work for each item, for `at_once` of them at the same time.

    `done` is told how many of how many are done. An interrupt (Ctrl-C) ends the work, and what was
    done until then is the result. Raises what the work raises.
    """
    with asyncio.Runner() as runner:
        return runner.run(_survey(items, work, at_once, done))


async def _survey(
    items: Sequence[Item],
    work: Callable[[Item], Awaitable[Result]],
    at_once: int,
    done: Callable[[int, int], None] | None,
) -> Survey[Item, Result]:
    waiting, found, broken_off = iter(items), dict[Item, Result](), False

    async def worker() -> None:
        for item in waiting:
            found[item] = await work(item)
            if done is not None:
                done(len(found), len(items))

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(min(at_once, len(items))):
                workers.create_task(worker())
    except asyncio.CancelledError:
        broken_off = True
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
    return Survey({item: found[item] for item in items if item in found}, broken_off)

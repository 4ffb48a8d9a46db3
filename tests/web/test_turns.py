"""Turns at dear work: one of a person at a time, few waiting, and nobody in another's way."""

import asyncio
from http import HTTPStatus

import pytest

from dashboard.web.turns import NoTurn, Turns


class Work:
    """Work that goes on until it is let go; ``busy`` are those at it, ``done`` those past it."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.go = asyncio.Event()
        self.busy: list[int] = []
        self.done: list[int] = []

    async def of(self, account_id: int) -> None:
        async with self.turns.of(account_id) as places, places:
            self.busy.append(account_id)
            await self.go.wait()
            self.busy.remove(account_id)
            self.done.append(account_id)

    async def begin(self, *account_ids: int) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self.of(each)) for each in account_ids]
        for _round in range(5):
            await asyncio.sleep(0)
        return tasks


def test_one_of_a_person_and_so_many_of_all_are_at_work():
    async def scene() -> None:
        work = Work(Turns(at_once=2, most=9, most_of_one=3))
        tasks = await work.begin(1, 1, 1, 2, 3)
        assert sorted(work.busy) == [1, 2]
        work.go.set()
        await asyncio.gather(*tasks)
        assert sorted(work.done) == [1, 1, 1, 2, 3]

    asyncio.run(scene())


def test_past_a_few_that_wait_others_are_told_to_come_again():
    async def scene() -> None:
        work = Work(Turns(at_once=1, most=4, most_of_one=2))
        tasks = await work.begin(1, 1, 2, 3)
        for account_id, status in (
            (1, HTTPStatus.TOO_MANY_REQUESTS), (4, HTTPStatus.SERVICE_UNAVAILABLE),
        ):  # fmt: skip
            with pytest.raises(NoTurn) as caught:
                await work.of(account_id)
            assert caught.value.status is status
            assert caught.value.headers == {"Retry-After": "2"}
        work.go.set()
        await asyncio.gather(*tasks)
        await asyncio.gather(work.of(1), work.of(4))

    asyncio.run(scene())


def test_one_that_breaks_off_gives_its_turn_back():
    async def scene() -> None:
        work = Work(Turns(at_once=1, most=2, most_of_one=2))
        first, second = await work.begin(1, 1)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        work.go.set()
        await second
        await work.of(1)
        assert work.done == [1, 1]

    asyncio.run(scene())

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from publisher.preview import Current
from publisher.workspace import Workspace

from tests.preview.visiting import ADDRESS, Visitor, small


def within(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(seconds):
            await work()

    asyncio.run(limited())


@contextlib.asynccontextmanager
async def kept(current: Current) -> AsyncIterator[None]:
    """The current state with its background work."""
    task = asyncio.create_task(current.keep())
    try:
        yield
    finally:
        current.close()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_a_stream_tells_the_version_then_each_new_one_and_ends_with_the_server(tmp_path: Path) -> None:
    visitor = Visitor(small(tmp_path / "project"))

    async def work() -> None:
        current = Current(visitor.load, ADDRESS)
        async with kept(current):
            stream = current.events()
            first = await anext(stream)
            assert first[0] == "version"
            assert await anext(stream) == ("counted", first[1])
            current.changed()
            second = await anext(stream)
            assert second[0] == "version"
            assert second[1] != first[1]
            assert await anext(stream) == ("counted", second[1])
            current.close()
            assert [event async for event in stream] == []

    within(10, work)
    visitor.close()


def test_whoever_asks_after_a_change_gets_the_new_state(tmp_path: Path) -> None:
    visitor = Visitor(small(tmp_path / "project"))

    async def work() -> None:
        current = Current(visitor.load, ADDRESS)
        before = await current.snapshot()
        assert await current.snapshot() is before
        post = visitor.project.campaigns / "a-post.md"
        post.write_text(post.read_text().replace("title: A post", "title: Renamed"))
        current.changed()
        found = await asyncio.gather(*(current.snapshot() for _ in range(5)))
        assert {one.version for one in found} == {found[0].version}
        assert "Renamed" in {campaign.title for campaign in found[0].campaigns}
        current.close()

    within(10, work)
    visitor.close()


def test_a_change_while_the_project_is_read_is_read_too(tmp_path: Path) -> None:
    visitor = Visitor(small(tmp_path / "project"))
    reading, go_on = threading.Event(), threading.Event()
    reads = []

    def load() -> Workspace:
        reads.append(1)
        workspace = visitor.load()
        reading.set()
        go_on.wait(5)
        return workspace

    async def work() -> None:
        current = Current(load, ADDRESS)
        first = asyncio.create_task(current.snapshot())
        await asyncio.to_thread(reading.wait, 5)
        current.changed()
        go_on.set()
        await first
        assert (await current.snapshot()).version != (await first).version
        assert len(reads) == 2
        current.close()

    within(10, work)
    visitor.close()


def test_findings_are_counted_without_being_asked(tmp_path: Path) -> None:
    visitor = Visitor(small(tmp_path / "project"))

    async def work() -> None:
        current = Current(visitor.load, ADDRESS)
        async with kept(current):
            stream = current.events()
            assert [name for name, _ in (await anext(stream), await anext(stream))] == ["version", "counted"]
            assert set((await current.snapshot()).tallies) == {"campaigns/a-letter.md", "campaigns/a-post.md"}

    within(10, work)
    visitor.close()


def test_a_bug_while_reading_ends_nothing(tmp_path: Path) -> None:
    visitor = Visitor(small(tmp_path / "project"))
    faults = [ZeroDivisionError()]

    def load() -> Workspace:
        if faults:
            raise faults.pop()
        return visitor.load()

    async def work() -> None:
        current = Current(load, ADDRESS)
        async with kept(current):
            stream = current.events()
            waiting = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0.1)
            current.changed()
            assert (await waiting)[0] == "version"

    within(10, work)
    visitor.close()


def test_two_runs_never_share_a_version(tmp_path: Path) -> None:
    visitor = Visitor(small(tmp_path / "project"))

    async def work() -> None:
        runs = [Current(visitor.load, ADDRESS) for _ in range(2)]
        versions = {(await current.snapshot()).version for current in runs}
        assert len(versions) == 2
        for current in runs:
            current.close()

    within(10, work)
    visitor.close()

"""The processes in which pages are taken apart: a page can end its worker, never the run."""

import asyncio
import contextlib
import multiprocessing
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from flows.errors import ExtractError
from flows.steps.gather.fetch import Page
from flows.steps.gather.urls import shown
from flows.steps.read.extract import Extracted, extract_article

_MEMORY = 2 << 30
_TASKS = 500
"""A worker is replaced after so many pages: parsers leak."""


class Extractor:
    """Extracts articles in worker processes, which start with the first page.

    Use it as a context manager, plain or asynchronous, or call `close`.

    Args:
        workers: How many pages are taken apart at once.
        timeout: The longest that one page may take, in seconds; waiting for a worker does not count.
    """

    def __init__(self, workers: int = 2, *, timeout: float = 10.0) -> None:
        self._workers = workers
        self._timeout = timeout
        self._pool: ProcessPool | None = None

    async def extract(self, page: Page) -> Extracted:
        """Return the article of a page.

        Raises:
            ExtractError: The page has no article, or it broke its worker or took too long. The other pages go on.
        """
        task = self._started().schedule(
            extract_article,
            args=[page.body],
            kwargs={"url": page.final_url, "charset": page.charset, "content_type": page.content_type},
            timeout=self._timeout,
        )
        try:
            return await asyncio.wrap_future(task)
        except TimeoutError as error:
            raise ExtractError(f"took more than {self._timeout:g} s to take apart", subject=shown(page.url)) from error
        except (ProcessExpired, MemoryError) as error:
            raise ExtractError(f"broke the process that took it apart: {error}", subject=shown(page.url)) from error

    def close(self) -> None:
        """End the workers, with whatever they are at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
            self._pool.join()
            self._pool = None

    def _started(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=_TASKS,
                initializer=_limit_memory,
                initargs=[_MEMORY],
                context=_context(),
            )
        return self._pool

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)


def _context() -> BaseContext:
    """Return the way to start workers that is safe beside our threads.

    A fork server imports the parsers once: a worker that replaces a killed one
    is there in a quarter of a second, spawned it takes three quarters.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.steps.read.extract", "trafilatura"])
    return context


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the timeout holds there too
        return
    with contextlib.suppress(ValueError, OSError):  # a lower limit is in force already
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

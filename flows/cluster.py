"""Spread pure computing over a cluster: Prefect's task runner for Dask or Ray does what `flows.parallel` does here."""

import asyncio
import logging
import pickle
from collections.abc import Callable, Generator, Sequence
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner

from flows.batches import batches
from flows.errors import FlowError
from flows.parallel import Item, Result, Spread
from flows.settings import Settings

_MOST_TASKS = 200
"""Task runs of one pass: each costs the server 19 KB, and in thousands at once it drops some."""


def spread_over(settings: Settings) -> Spread:
    """Return what spreads a job over the cluster of the settings; a Prefect server must answer.

    Raises:
        FlowError: The packages for this task runner are not installed.
    """
    name, address = settings.task_runner, settings.task_runner_address
    try:
        runners = import_module(f"prefect_{name}")
    except ImportError as error:
        raise FlowError(f"TOCSIN_TASK_RUNNER is {name}: pip install 'tocsin[{name}]'") from error

    def spread(job: Callable[[Item], Result], items: Sequence[Item], *, workers: int) -> Generator[Result, None, None]:
        packed = pickle.dumps(job)
        pieces = [pickle.dumps(list(piece)) for piece in batches(items, -(-len(items) // _MOST_TASKS))]
        with TemporaryDirectory(prefix="tocsin-") as scratch:
            runner = (_dask if name == "dask" else _ray)(runners, address, workers, scratch)
            try:
                done: list[list[Result]] = asyncio.run(rescan.with_options(task_runner=runner)(packed, pieces))
            except Exception as error:  # whatever a cluster can bring: the pass has no result
                raise FlowError(f"the {name} cluster gave up: {type(error).__name__}: {error}") from error
        for results in done:
            yield from results

    return spread


@flow(name="rescan", flow_run_name="rescan", validate_parameters=False, persist_result=False)
async def rescan(job: bytes, pieces: Sequence[bytes]) -> list[list[Any]]:
    """Return what the pickled job makes of each item of each pickled piece; a piece is a task run."""
    futures = look.map(unmapped(job), pieces)
    return await asyncio.to_thread(futures.result)


@task(task_run_name="look through", cache_policy=NO_CACHE, persist_result=False)
def look(job: bytes, piece: bytes) -> list[Any]:
    """Return what the job makes of each item.

    Both come pickled: Dask unpickles its tasks in several threads, in which modules that import one another meet
    half made.
    """
    do = pickle.loads(job)  # noqa: S301 - what this flow pickled
    return [do(item) for item in pickle.loads(piece)]  # noqa: S301


def _dask(runners: Any, address: str | None, workers: int, scratch: str) -> TaskRunner[Any]:
    logging.getLogger("distributed").setLevel(logging.ERROR)
    own = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None, "local_directory": scratch}
    runner: TaskRunner[Any] = runners.DaskTaskRunner(address=address, cluster_kwargs=None if address else own)
    return runner


def _ray(runners: Any, address: str | None, workers: int, _scratch: str) -> TaskRunner[Any]:
    own = {"num_cpus": workers, "include_dashboard": False, "log_to_driver": False}
    runner: TaskRunner[Any] = runners.RayTaskRunner(address=address, init_kwargs=None if address else own)
    return runner

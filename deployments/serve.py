"""The process that starts the scheduled runs: `python -m deployments.serve [LIST…]`.

It needs `PREFECT_API_URL`; each run is a process of its own.
"""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.runner import Runner
from prefect.states import Crashed

from deployments.addresses import is_healthy
from deployments.automations import TAG, ensure_automations
from deployments.registry import ALARM, deployments
from flows.workspace import open_workspace

_PAGE = 200
_AT_ONCE = 4
_SERVER_SECONDS, _AGAIN_SECONDS = 90, 0.2
# Not "Crashed": who starts Tocsin after a power cut needs no alarm that there was one.
_CUT_OFF: State[None] = Crashed(name="CutOff", message="cut off; released at start")
_UNFINISHED = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


async def serve(names: Sequence[str]) -> None:
    """Serve the deployments of the named watchlists until the process is told to stop."""
    with open_workspace(names) as work:
        served = await asyncio.to_thread(deployments, work, names)
    await asyncio.to_thread(_wait_for_answer, os.environ["PREFECT_API_URL"])
    await release_orphans()
    await _forget_overdue()
    runner = Runner(name="tocsin", pause_on_shutdown=False, limit=_AT_ONCE)
    ids = [await runner.aadd_deployment(deployment) for deployment in served]
    async with get_client() as client:
        await _forget_others(client, ids)
        alarm = next(number for number, deployment in zip(ids, served, strict=True) if deployment.name == ALARM)
        await ensure_automations(client, alarm, interval=timedelta(minutes=work.settings.monitor_minutes))
        # The first interval is a long time for somebody who has just started it.
        await client.create_flow_run_from_deployment(ids[0])
    await runner.start()


def _wait_for_answer(api_url: str) -> None:
    """Return when the server, which may have been started with us, answers, or has had the time to."""
    deadline = time.monotonic() + _SERVER_SECONDS
    while not is_healthy(api_url) and time.monotonic() < deadline:
        time.sleep(_AGAIN_SECONDS)


async def _forget_others(client: PrefectClient, ids: Sequence[UUID]) -> None:
    """Delete deployments of ours that no watchlist asks for any more: nothing would start their runs."""
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    for deployment in await client.read_deployments(deployment_filter=ours, limit=_PAGE):
        if deployment.id not in ids:
            await client.delete_deployment(deployment.id)


async def release_orphans() -> int:
    """Mark runs that were cut off by a power cut or a kill as crashed, and return how many.

    Prefect leaves them Running, with their concurrency slot: no other run of
    their kind would start. Nothing of ours runs before `serve`, so all are orphans.
    """
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    unfinished = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED)))
    released = 0
    async with get_client() as client:
        while runs := await client.read_flow_runs(flow_run_filter=unfinished, deployment_filter=ours, limit=_PAGE):
            for run in runs:
                await client.set_flow_run_state(run.id, _CUT_OFF, force=True)
            released += len(runs)
    return released


async def _forget_overdue() -> None:
    """Delete runs whose time passed while nobody served: one run does all that waits.

    Alarms of that time go too, but for those of runs that failed: that nothing ran while nothing was up is no news.
    """
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    overdue = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=datetime.now(UTC)),
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=overdue, deployment_filter=ours, limit=_PAGE):
            if run.parameters.get("kind") not in {"failed", "crashed"}:
                await client.delete_flow_run(run.id)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1:]))

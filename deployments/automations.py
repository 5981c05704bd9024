"""The automations that ship: they speak up when a run fails, is cut off or late, or when nothing completes.

`python -m deployments.automations` makes them on the server of `PREFECT_API_URL`,
after `deployments/prefect.yaml` was deployed; `tocsin up` makes them by itself.
What they do is run the deployment `alarm`, which finds the channels where it
runs: no address of a channel is ever known to Prefect.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, DeploymentFilterTags
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from flows.events import COMPLETED, MONITOR
from flows.settings import load_settings

TAG = "tocsin"
"""On every deployment of ours, so that they can be told from others on the same server."""
WORK_TAG = "tocsin:work"
"""On those that are to be watched: all but the alarm itself."""
_RUN = "{{ flow_run.name }} ({{ flow_run.id }}): {{ flow_run.state.name }} {{ flow_run.state.message }}"
_SILENT_INTERVALS = 3
_EVENTS = {
    "failed": {"prefect.flow-run.Failed", "prefect.flow-run.TimedOut"},
    "crashed": {"prefect.flow-run.Crashed"},
    "late": {"prefect.flow-run.Late"},
}


async def ensure_automations(client: PrefectClient, alarm: UUID, *, interval: timedelta) -> None:
    """Make the automations, or bring those that are there up to date. Their windows of time begin anew.

    Args:
        client: Of the server.
        alarm: The id of the deployment of the alarm.
        interval: Between two runs of the monitor.
    """
    for automation in _automations(alarm, interval):
        there = await client.read_automations_by_name(automation.name)
        if there:
            await client.update_automation(there[0].id, automation)
        else:
            await client.create_automation(automation)
        for double in there[1:]:
            await client.delete_automation(double.id)


def _automations(alarm: UUID, interval: timedelta) -> list[AutomationCore]:
    runs = {"prefect.resource.id": "prefect.flow-run.*"}
    ours = {"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{WORK_TAG}"}
    reactive = [
        AutomationCore(
            name=f"tocsin: a run is {kind}",
            description=f"Tells those who get digests that a run is {kind}.",
            trigger=EventTrigger(
                expect=events,
                match=runs,
                match_related=ours,
                posture=Posture.Reactive,
                threshold=1,
                within=timedelta(0),
            ),
            actions=[_speak(alarm, kind, _RUN)],
        )
        for kind, events in _EVENTS.items()
    ]
    patience = interval * _SILENT_INTERVALS
    silence = AutomationCore(
        name="tocsin: nothing completes",
        description=f"Tells those who get digests that no run has completed for {patience}.",
        trigger=EventTrigger(
            expect={COMPLETED},
            match={"prefect.resource.id": MONITOR},
            posture=Posture.Proactive,
            threshold=1,
            within=patience,
        ),
        actions=[_speak(alarm, "silent", f"nothing has completed for {patience} (h:mm:ss)")],
    )
    return [*reactive, silence]


def _speak(alarm: UUID, kind: str, detail: str) -> RunDeployment:
    said = {"__prefect_kind": "jinja", "template": detail} if "{{" in detail else detail
    return RunDeployment(source="selected", deployment_id=alarm, parameters={"kind": kind, "detail": said})


async def _main() -> None:
    ours = DeploymentFilter(
        tags=DeploymentFilterTags(all_=[TAG]),
        name=DeploymentFilterName(any_=["alarm"]),
    )
    async with get_client() as client:
        (alarm,) = await client.read_deployments(deployment_filter=ours)
        await ensure_automations(client, alarm.id, interval=timedelta(minutes=load_settings().monitor_minutes))


if __name__ == "__main__":
    asyncio.run(_main())

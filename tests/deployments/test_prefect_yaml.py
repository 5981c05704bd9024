"""The deployments of `prefect.yaml`, made by Prefect's own command on a real server."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.events.actions import RunDeployment

from deployments.automations import ensure_automations
from flows.burst import FOLLOW_UP

FILE = Path(__file__).parents[2] / "deployments" / "prefect.yaml"


def prefect(*words: str, cwd: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *words], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


async def deployed() -> dict[str, Any]:
    async with get_client() as client:
        rows = await client.read_deployments()
        return {row.name: row for row in rows if row.work_pool_name == "tocsin"}


@pytest.mark.usefixtures("prefect_server")
def test_one_command_deploys_it_all_and_the_automations_are_made_once(tmp_path: Path) -> None:
    prefect("work-pool", "create", "--type", "process", "tocsin", cwd=tmp_path)
    prefect("deploy", "--all", "--prefect-file", str(FILE), cwd=tmp_path)

    found = asyncio.run(deployed())

    assert {name: row.entrypoint for name, row in found.items()} == {
        "monitor": "flows.monitor:monitor",
        "digest": "flows.digest:send_digests",
        FOLLOW_UP: "flows.digest:send_digests",
        "housekeeping": "flows.retention:keep_house",
        "alarm": "flows.alarm:alarm",
    }
    assert not any(row.pull_steps for row in found.values())
    works = [row for row in found.values() if row.name != "alarm"]
    assert all(row.global_concurrency_limit.limit == 1 for row in works)
    assert asyncio.run(automated(found["alarm"].id)) == [
        "tocsin: a run is crashed", "tocsin: a run is failed", "tocsin: a run is late", "tocsin: nothing completes",
    ]  # fmt: skip


async def automated(alarm: UUID) -> list[str]:
    """Make the automations twice, as a second deployment does, and return the names of those that run the alarm."""
    async with get_client() as client:
        for _ in range(2):
            await ensure_automations(client, alarm, interval=timedelta(minutes=10))
        return sorted(
            automation.name
            for automation in await client.read_automations()
            for action in automation.actions
            if isinstance(action, RunDeployment) and action.deployment_id == alarm
        )

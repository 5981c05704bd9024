"""The deployments of `prefect.yaml`, made by Prefect's own command on a real server."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client

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
def test_one_command_deploys_the_monitor_and_the_digest(tmp_path: Path) -> None:
    prefect("work-pool", "create", "--type", "process", "tocsin", cwd=tmp_path)
    prefect("deploy", "--all", "--prefect-file", str(FILE), cwd=tmp_path)

    found = asyncio.run(deployed())

    assert {name: row.entrypoint for name, row in found.items()} == {
        "monitor": "flows.monitor:monitor",
        "digest": "flows.digest:send_digests",
        FOLLOW_UP: "flows.digest:send_digests",
    }
    assert all(row.global_concurrency_limit.limit == 1 and not row.pull_steps for row in found.values())

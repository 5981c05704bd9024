"""What is deployed: the monitor, and one digest for each appointment that a watchlist makes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval
from prefect.types.entrypoint import EntrypointType

from deployments.automations import TAG, WORK_TAG
from flows.alarm import alarm
from flows.burst import FOLLOW_UP
from flows.digest import send_digests
from flows.monitor import monitor
from flows.retention import keep_house
from flows.workspace import Workspace
from watchlists import DigestRule, Watchlist

ALARM = "alarm"
"""The deployment that the automations run."""

# A run that is still going is not overlapped: the new one is cancelled; the work is in the database for the next.
_ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def deployments(work: Workspace, names: Sequence[str]) -> list[RunnerDeployment]:
    """Return the deployments of the chosen watchlists, named so that a second call gives the same ones.

    Args:
        work: The open workspace.
        names: The watchlists as the flows are to open them; none means all of the user's own.
    """
    appointments = [
        (watchlist, rule) for watchlist in work.chosen for rule in watchlist.digests if rule.schedule != "immediately"
    ]
    return [
        _monitor(work.settings.monitor_minutes, names),
        _follow_up(names),
        *(_digest(watchlist, rule, names) for watchlist, rule in appointments),
        _housekeeping(),
        _alarm(),
    ]


def _monitor(minutes: int, names: Sequence[str]) -> RunnerDeployment:
    deployment = monitor.to_deployment(
        name="monitor",
        schedule=Interval(timedelta(minutes=minutes)),
        parameters={"watchlists": list(names)},
        tags=[TAG, WORK_TAG],
        concurrency_limit=_ALONE,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast("RunnerDeployment", deployment)


def _follow_up(names: Sequence[str]) -> RunnerDeployment:
    """Return the deployment that the monitor asks to come back when the wait of an immediate digest is over."""
    deployment = send_digests.to_deployment(
        name=FOLLOW_UP,
        description="Send the immediate digests whose minute of waiting for more is over.",
        parameters={"watchlists": list(names)},
        tags=[TAG, WORK_TAG],
        concurrency_limit=_ALONE,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast("RunnerDeployment", deployment)


def _digest(watchlist: Watchlist, rule: DigestRule, names: Sequence[str]) -> RunnerDeployment:
    deployment = send_digests.to_deployment(
        name=f"{watchlist.id} to {rule.to} at {rule.schedule.replace('/', '÷')}",
        description=f"The digest of «{watchlist.name}» for {rule.to}: {rule.schedule}, {rule.timezone}.",
        schedule=Cron(rule.schedule, timezone=rule.timezone),
        parameters={"watchlists": list(names), "only": [watchlist.id, rule.to]},
        tags=[TAG, WORK_TAG, f"watchlist:{watchlist.id}", f"channel:{rule.to}"],
        concurrency_limit=_ALONE,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast("RunnerDeployment", deployment)


def _housekeeping() -> RunnerDeployment:
    deployment = keep_house.to_deployment(
        name="housekeeping",
        # In UTC, and apart from the full hour, when digests are made.
        schedule=Cron("40 3 * * *", timezone="UTC"),
        tags=[TAG, WORK_TAG],
        concurrency_limit=_ALONE,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return cast("RunnerDeployment", deployment)


def _alarm() -> RunnerDeployment:
    deployment = alarm.to_deployment(name=ALARM, tags=[TAG], entrypoint_type=EntrypointType.MODULE_PATH)
    return cast("RunnerDeployment", deployment)

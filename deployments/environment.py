"""The settings of Prefect in the processes that we start."""

from datetime import timedelta

from flows.settings import Settings

_LOOK_SECONDS = 30
_SELDOM = ("CANCELLATION_CLEANUP", "CLEANUP_RECONCILER", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "REPOSSESSOR")
"""The services of a Prefect server that look for late and paused runs, lost workers and leases that ran out."""


def client_environment(settings: Settings) -> dict[str, str]:
    """Return the Prefect settings of every process of ours."""
    environment = {
        "PREFECT_HOME": str(settings.prefect_home),
        "DO_NOT_TRACK": "1",
        # A folder called `storage` where the command is typed must not stand in for ours.
        "PYTHONSAFEPATH": "1",
        # A run that finds no server must say so, not start one of its own.
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }
    if settings.prefect_auth:
        environment["PREFECT_API_AUTH_STRING"] = settings.prefect_auth.get_secret_value()
    return environment


def server_environment(settings: Settings, api_url: str, *, ui_api_url: str) -> dict[str, str]:
    """Return the Prefect settings of the server.

    Args:
        settings: The settings in force.
        api_url: Where this machine reaches its API.
        ui_api_url: Where a browser does.
    """
    environment = client_environment(settings) | {
        "PREFECT_API_URL": api_url,
        # Without it the UI on another port than 4200 looks for its API on 4200.
        "PREFECT_SERVER_UI_API_URL": ui_api_url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # Of the defaults (1, 1) each task run costs the server 15 ms of CPU; of these 6.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        # Leases in memory are lost in a power cut, and the slot of the run with them: no run would ever start again.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        # A run is started by a poll every ten seconds and takes some more to import its code: it is not late then.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "60",
        # To look for these every five to twenty seconds costs a processor; none of them is that urgent here.
        **{f"PREFECT_SERVER_SERVICES_{service}_LOOP_SECONDS": str(_LOOK_SECONDS) for service in _SELDOM},
        "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": str(_LOOK_SECONDS),
        "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": f"PT{_LOOK_SECONDS}S",
        # Run history is a window; what was found is kept in our own database.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(
            int(timedelta(days=settings.prefect_days).total_seconds())
        ),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{min(settings.prefect_days, 2)}D",
    }
    if settings.prefect_auth:
        environment |= {
            "PREFECT_SERVER_API_AUTH_STRING": settings.prefect_auth.get_secret_value(),
            "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        }
    return environment

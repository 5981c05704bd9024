"""How far a run is, in the Prefect UI, while it runs."""

from uuid import UUID

from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact
from prefect.runtime import flow_run


class Progress:
    """A bar in the UI; outside of a run there is none."""

    def __init__(self, artifact: UUID | None) -> None:
        self._artifact = artifact

    async def reach(self, done: int, whole: int) -> None:
        """Move the bar to `done` of `whole`."""
        if self._artifact:
            await aupdate_progress_artifact(self._artifact, progress=100 * min(done, whole) / max(whole, 1))


async def open_progress(key: str, description: str) -> Progress:
    """Return a bar that stands at the beginning.

    Args:
        key: Of lower-case letters and dashes, the same in every run.
        description: What is being done.
    """
    if not flow_run.get_id():
        return Progress(None)
    made = await acreate_progress_artifact(progress=0.0, key=key, description=description)
    return Progress(made if isinstance(made, UUID) else made.id)

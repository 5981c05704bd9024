"""Runs: the account of each pass, and of all since a moment."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.tables import Feed, Run, RunData


def add_run(session: Session, data: RunData, started_at: datetime, finished_at: datetime) -> Run:
    """Return the stored account of a finished run."""
    run = Run.model_validate(data, update={"started_at": started_at, "finished_at": finished_at})
    session.add(run)
    session.flush()
    return run


def complete_run(session: Session, run_id: int, data: RunData, finished_at: datetime) -> None:
    """Write down how a run went on after it was added: its digests and what became of them."""
    run = session.get_one(Run, run_id)
    run.sqlmodel_update(data, update={"finished_at": finished_at})
    session.add(run)


def runs_since(session: Session, moment: datetime | None) -> RunData:
    """Return the sums over the runs that finished after `moment`; over all of them where it is None.

    Feeds are counted once, however often they were polled: how they stand now.
    """
    names = list(RunData.model_fields)
    sums = (func.coalesce(func.sum(getattr(Run, name)), 0) for name in names)
    runs = select(*sums)
    row = session.execute(runs if moment is None else runs.where(col(Run.finished_at) > moment)).one()
    return RunData(**dict(zip(names, row, strict=True)) | _feeds_since(session, moment))


def _feeds_since(session: Session, moment: datetime | None) -> dict[str, int]:
    polled = select(Feed.status).where(col(Feed.polled_at).is_not(None))
    statuses = session.exec(polled if moment is None else polled.where(col(Feed.polled_at) > moment)).all()
    failing = sum(status in {"failing", "gone"} for status in statuses)
    return {"feeds_due": len(statuses), "feeds_read": len(statuses) - failing, "feeds_failing": failing}


def last_run(session: Session) -> Run | None:
    """Return the run that finished last, None before the first."""
    return session.exec(select(Run).order_by(col(Run.finished_at).desc(), col(Run.id).desc()).limit(1)).first()

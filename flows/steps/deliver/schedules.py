"""When a digest is due: cron in the reader's own zone, and the hours in which nothing is delivered."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from watchlists import DigestRule
from watchlists.fields import IMMEDIATELY


def due(rule: DigestRule, *, since: datetime, composed_at: datetime | None, now: datetime) -> bool:
    """Say whether there was an appointment after the last time and up to now; several missed ones are one.

    Quiet hours are not asked here.

    Args:
        rule: The digest's rule. `immediately` is always due.
        since: When the rule was first seen: no earlier appointment counts.
        composed_at: When it was last looked after, if ever.
        now: The moment.
    """
    if rule.schedule == IMMEDIATELY:
        return True
    return _next_appointment(rule, max(since, composed_at or since)) <= now


def in_quiet_hours(rule: DigestRule, now: datetime) -> bool:
    """Say whether nothing but what is critical is delivered now. Their end is not quiet any more."""
    if rule.quiet_hours is None:
        return False
    start, end = _quiet_times(rule.quiet_hours)
    clock = now.astimezone(ZoneInfo(rule.timezone)).time()
    return start <= clock < end if start <= end else clock >= start or clock < end


def next_due(rule: DigestRule, now: datetime) -> datetime:
    """Return the first moment after now at which the digest may be delivered, in UTC.

    For `immediately` that is now, outside the quiet hours.
    """
    moment = now if rule.schedule == IMMEDIATELY else _next_appointment(rule, now)
    return (_end_of_quiet(rule, moment) if in_quiet_hours(rule, moment) else moment).astimezone(UTC)


def _next_appointment(rule: DigestRule, after: datetime) -> datetime:
    # CronSim keeps to the zone's wall clock as Debian's cron does: what the change to summer time skips is done right
    # after it, and what the change back repeats is done once. Begun in the repeated hour it gives the first one again.
    moments = (moment.astimezone(UTC) for moment in CronSim(rule.schedule, after.astimezone(ZoneInfo(rule.timezone))))
    return next(moment for moment in moments if moment > after)


def _end_of_quiet(rule: DigestRule, moment: datetime) -> datetime:
    zone = ZoneInfo(rule.timezone)
    local = moment.astimezone(zone)
    _, end = _quiet_times(rule.quiet_hours or "")
    day = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=zone)


def _quiet_times(quiet_hours: str) -> tuple[time, time]:
    start, end = quiet_hours.split("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())

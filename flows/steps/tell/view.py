"""What a digest shows, whatever shows it. All text in it is clean; nothing in it is escaped for any markup."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an excerpt; the marked ones are what was found."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where else a story stands."""

    name: str
    link: str | None
    host: str = ""
    """The link's host as it is asked for, where its letters could pass for others."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story, as its leading copy tells it."""

    headline: str
    language: str | None
    source: Outlet
    """Its link was passed by `safe_link`; where it is None, the headline is text only."""
    time: datetime
    """When it was published, else found, in the reader's zone."""
    when: str
    """The same in words: "23 Nov, 06:40"."""
    excerpt: tuple[Segment, ...]
    """Empty where it would only repeat the headline."""
    reason: str
    listed: Outlet | None = None
    """Where the term comes from, where it is one that others list."""
    mute: str = ""
    """Where the reader can mute it; "" where nothing is served."""
    also_names: tuple[str, ...] = ()
    """The other terms it was found by."""
    outlets: tuple[Outlet, ...] = ()
    more_outlets: int = 0


@dataclass(frozen=True, slots=True)
class TermView:
    """A term and the stories shown under it, the newest first."""

    name: str
    stories: tuple[StoryView, ...]


@dataclass(frozen=True, slots=True)
class SeverityView:
    """A severity and its terms in the watchlist's order."""

    name: str
    terms: tuple[TermView, ...]

    @property
    def stories(self) -> int:
        """How many stories stand under it."""
        return sum(len(term.stories) for term in self.terms)


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest: severity → term → story, the most severe first, no story twice, and the closing account."""

    watchlist: str
    watchlist_id: str
    created_at: datetime
    """In the reader's zone."""
    zone: str
    """The zone's name and offset."""
    summary: str
    """How many stories there are, by severity: "5 stories: 1 critical, 4 high"."""
    groups: tuple[SeverityView, ...]
    closing: tuple[str, ...]
    """The closing account, a sentence each."""
    notices: tuple[str, ...] = ()
    """What must not be overlooked: the terms that have had their share of the day."""
    trends: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By a term's name: in how many articles it was found on each of the last days."""
    left_out: int = 0
    """Stories that this rendering has no room for."""

    @property
    def when(self) -> str:
        """The digest's day, time and zone in words."""
        day = f"{self.created_at.day} {_MONTHS[self.created_at.month - 1]} {self.created_at.year}"
        return f"{_DAYS[self.created_at.weekday()]} {day}, {self.created_at:%H:%M} {self.zone}"

    @property
    def count(self) -> str:
        """How many stories there are, in words: "12 stories"."""
        return count(self.stories, "story", "stories")

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of the terms that have stories, in the order shown."""
        return tuple(dict.fromkeys(term.name for group in self.groups for term in group.terms))

    @property
    def stories(self) -> int:
        """How many stories there are, those left out included."""
        return sum(group.stories for group in self.groups) + self.left_out

    def walk(self) -> Iterator[tuple[str, str, StoryView]]:
        """Yield severity, term and story, in the order shown."""
        return ((g.name, t.name, story) for g in self.groups for t in g.terms for story in t.stories)

    def head(self, limit: int) -> "DigestView":
        """Return the digest with its first stories only, the rest counted in `left_out`."""
        rows = list(self.walk())
        return replace(self, groups=group_stories(rows[:limit]), left_out=self.left_out + len(rows[limit:]))

    def tail(self, start: int) -> "DigestView":
        """Return the digest without its first stories."""
        return replace(self, groups=group_stories(list(self.walk())[start:]))


def group_stories(rows: Sequence[tuple[str, str, StoryView]]) -> tuple[SeverityView, ...]:
    """Return rows of severity, term and story, which are in order already, as groups."""
    return tuple(
        SeverityView(
            severity,
            tuple(
                TermView(name, tuple(story for _, _, story in of_term))
                for name, of_term in groupby(of_severity, key=lambda row: row[1])
            ),
        )
        for severity, of_severity in groupby(rows, key=lambda row: row[0])
    )


def summarize(groups: Sequence[SeverityView]) -> str:
    """Return how many stories there are, by severity: "5 stories: 1 critical, 4 high"."""
    if not groups:
        return "Nothing new"
    stories = sum(group.stories for group in groups)
    total = count(stories, "story", "stories")
    if len(groups) == 1:
        return f"{total}, {'all ' if stories > 1 else ''}{groups[0].name}"
    return f"{total}: {', '.join(f'{group.stories:,} {group.name}' for group in groups)}"


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 story", "1,204 stories"."""
    return f"{number:,} {one if number == 1 else many}"


def short_time(moment: datetime, now: datetime) -> str:
    """Return a moment in words, the year only where it is not this one: "23 Nov, 06:40"."""
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {_MONTHS[moment.month - 1][:3]}{year}, {moment:%H:%M}"


def offset(moment: datetime) -> str:
    """Return the offset from UTC of an aware moment: "UTC+2", "UTC+5:30", "UTC"."""
    shift = moment.utcoffset()
    minutes = int(shift.total_seconds()) // 60 if shift else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"  # noqa: RUF001  a true minus
    return "UTC" + (f"{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "")

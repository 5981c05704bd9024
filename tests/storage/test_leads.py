from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from given import DAY, NOW, article_data, stored_article, stored_entry
from storage import Article, Database, Story, add_article

HOUR = timedelta(hours=1)
SAME: dict[str, Any] = {"text_hash": "h"}


def lead_of(database: Database, *copies: dict[str, Any]) -> tuple[str | None, str]:
    """Return the address of the lead of the copies' story, and the story's title."""
    with database.session() as session:
        for number, fields in enumerate(copies):
            stored_article(session, f"https://{number}.test/", **{"title": f"Title {number}", **SAME, **fields})
    with database.read() as session:
        story = session.exec(select(Story)).one()
        lead = session.get(Article, story.lead_id) if story.lead_id else None
        return (lead.url if lead else None), story.title


@pytest.mark.parametrize(
    ("copies", "lead"),
    [
        ([{"published_at": NOW}, {"published_at": NOW - HOUR}], 1),
        ([{"published_at": NOW - HOUR}, {"published_at": NOW}], 0),
        ([{"published_at": NOW - HOUR, "text": "w " * 50}, {"published_at": NOW, "text": "w " * 100}], 1),
        ([{"published_at": NOW - HOUR, "text": "w " * 90}, {"published_at": NOW, "text": "w " * 100}], 0),
        ([{"published_at": NOW - HOUR, "text_source": "feed summary", "text": "w " * 100}, {"published_at": NOW}], 1),
        ([{"published_at": NOW + DAY}, {"published_at": NOW - HOUR}], 1),
        ([{}, {}], 0),
    ],
    ids=["earlier", "later", "half of it", "nearly all of it", "its summary", "a date to come", "no dates"],
)
def test_of_the_complete_copies_of_a_story_the_earliest_is_its_lead(
    database: Database, copies: list[dict[str, Any]], lead: int
) -> None:
    assert lead_of(database, *copies) == (f"https://{lead}.test/", f"Title {lead}")


def test_a_story_of_one_article_needs_no_lead(database: Database) -> None:
    assert lead_of(database, {}) == (None, "Title 0")


def test_a_copy_that_is_read_better_may_become_the_lead(database: Database) -> None:
    with database.session() as session:
        first = stored_article(session, "https://a.test/", text="Brief.", text_source="feed summary", **SAME)
        other = stored_article(session, "https://b.test/", text="At length.", published_at=NOW, **SAME)
        assert session.exec(select(Story.lead_id)).all() == [other.id]
        better = article_data("https://a.test/", text="At length.", published_at=NOW - HOUR, **SAME)
        add_article(session, stored_entry(session).id, better, NOW)
        assert session.exec(select(Story.lead_id)).all() == [first.id]

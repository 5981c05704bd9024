from pathlib import Path

import pytest

from given import DAY, NOW, article_data, stored_entry, stored_hit
from storage import Database, StorageError, add_article
from storage.rates import hit_rates


def test_hits_and_articles_are_counted_since_the_moment(database: Database, database_url: str) -> None:
    with database.session() as session:
        for age in (0, 1, 40):
            data = article_data(f"https://wire.test/{age}")
            article = add_article(session, stored_entry(session).id, data, NOW - age * DAY)
            stored_hit(session, article=article, term="rostec", now=NOW - age * DAY)
            stored_hit(session, article=article, term="rostec", watchlist=f"other {age}", now=NOW - age * DAY)

    rates = hit_rates(database_url, NOW - 30 * DAY)

    assert (rates.articles, rates.first) == (2, NOW - DAY)
    assert rates.hits == {("arms", "rostec"): 2, ("other 0", "rostec"): 1, ("other 1", "rostec"): 1}


def test_of_an_empty_database_there_is_nothing_to_tell(database: Database, database_url: str) -> None:
    assert hit_rates(database_url, NOW) == (0, None, {})


def test_without_tables_or_without_a_database_there_is_an_error_that_names_it(blank_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"article|tocsin\.db"):
        hit_rates(blank_url, NOW)
    with pytest.raises(StorageError, match="not a database URL"):
        hit_rates("file", NOW)

"""Copies that are not word for word: which articles become one story, and which stay apart."""

import random

import pytest
from sqlmodel import select

from given import DAY, NOW, article_data, stored_entry, stored_hit
from news import filler
from storage import Article, ArticleData, Database, Hit, NewArticle, add_article, add_articles
from storage.copies import overlap, sketch, triples
from storage.tables import Sketch, StoryPart

LONG, OTHER, THIRD, FOURTH = (" ".join(map(filler, numbers)) for numbers in ((1, 2), (3, 4), (5, 6), (7, 8)))
NOTICE = (
    "The district court in {0} has ruled on the case of {1} against {2}. The parties were heard and the court found that"
    " the claim of {3} crowns is justified in part. The costs are borne by both parties in equal shares. An appeal may be"
    " lodged with the regional court within fifteen days of the delivery of the written judgment."
)


def words(text: str, *, share: float) -> str:
    return " ".join(text.split()[: int(len(text.split()) * share)])


def edited(text: str) -> str:
    chance = random.Random(3)
    return " ".join(word for word in text.split() if chance.random() > 0.06)


COPIES = {
    "wrapped": f"Home Politics Sport Culture\n{LONG}\nShare this article. All rights reserved.",
    "with another beginning": f"PRAGUE (Wire) — {LONG}",
    "the first half": words(LONG, share=0.5),
    "edited": edited(LONG),
    "in other lines and quotes": LONG.replace(". ", ".\n\n").replace(",", " ,"),
}


def stories(database: Database, *texts: str, sites: tuple[str, ...] = ()) -> list[int]:
    found = []
    for number, text in enumerate(texts):
        site = sites[number] if sites else f"paper{number}.test"
        with database.session() as session:
            data = article_data(f"{site}/{number}", text=text)
            found.append(add_article(session, stored_entry(session).id, data, NOW).story_id)
    return found


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("first", [True, False], ids=["after it", "before it"])
def test_a_copy_joins_the_story_of_what_it_is_a_copy_of(database: Database, copy: str, first: bool) -> None:
    one, other = stories(database, *((LONG, copy) if first else (copy, LONG)))
    assert one == other


def test_a_story_of_its_own_stays_apart(database: Database) -> None:
    assert len(set(stories(database, LONG, OTHER, THIRD))) == 3


def test_notices_of_one_form_stay_apart(database: Database) -> None:
    people = [("Zelin", "Orta Bank", "Miro Kane", "12,300"), ("Brod", "Vela Shipping", "Ana Tulis", "780")]
    assert len(set(stories(database, *(NOTICE.format(*some) for some in people)))) == 2


def test_two_articles_of_one_source_are_copies_only_where_they_are_nearly_the_same(database: Database) -> None:
    half, sites = words(LONG, share=0.5), ("www.paper.test", "news.paper.test")
    assert len(set(stories(database, LONG, half, sites=sites))) == 2


def test_a_round_up_is_a_story_of_its_own_and_joins_nothing(database: Database) -> None:
    texts = (LONG, OTHER, THIRD, FOURTH)
    round_up = "\n\n".join(words(text, share=0.5) for text in texts)
    *parts, whole, late = stories(database, *texts, round_up, edited(LONG))
    with database.read() as session:
        linked = set(session.exec(select(StoryPart.part_id).where(StoryPart.story_id == whole)))
    assert len({*parts, whole}) == 5
    assert linked <= set(parts)
    assert len(linked) >= 2
    assert late == parts[0]


def test_the_parts_of_a_round_up_that_came_first_stay_apart(database: Database) -> None:
    one, two, three = (" ".join(f"word{part}x{number}" for number in range(100)) for part in range(3))
    _, first, second, copy, third = stories(database, f"{one}\n{two}\n{three}", one, two, edited(two), three)
    assert len({first, second, third}) == 3
    assert copy == second


def test_articles_of_one_batch_are_copies_of_each_other(database: Database) -> None:
    with database.session() as session:
        found = [
            NewArticle([stored_entry(session).id], article_data(f"paper{number}.test/a", text=text))
            for number, text in enumerate((LONG, edited(LONG), OTHER))
        ]
        first, copy, other = add_articles(session, found, NOW)
    assert (first.story_id == copy.story_id, first.story_id == other.story_id) == (True, False)


def test_what_was_news_weeks_ago_is_news_again(database: Database) -> None:
    with database.session() as session:
        old = add_article(session, stored_entry(session).id, article_data("a.test/1", text=LONG), NOW)
        new = add_article(
            session, stored_entry(session).id, article_data("b.test/2", text=edited(LONG)), NOW + 22 * DAY
        )
    assert old.story_id != new.story_id


def test_an_article_that_is_read_better_moves_to_its_story_with_its_hits(database: Database) -> None:
    (story,) = stories(database, LONG)
    with database.session() as session:
        brief = article_data("late.test/1", text="A brief.", text_source="feed summary")
        late = add_article(session, stored_entry(session).id, brief, NOW)
        hit = stored_hit(session, article=late)
        apart = late.story_id
        add_article(session, stored_entry(session).id, article_data("late.test/1", text=edited(LONG)), NOW)
    with database.read() as session:
        moved = session.exec(select(Article.story_id).where(Article.url_key == "late.test/1")).one()
        of_hit = session.exec(select(Hit.story_id).where(Hit.id == hit.id)).one()
    assert apart != story
    assert (moved, of_hit) == (story, story)


def test_a_number_that_many_articles_have_is_kept_for_no_more_of_them(database: Database) -> None:
    with database.session() as session:
        texts = [f"{LONG} {filler(100 + number)}" for number in range(40)]
        found = [
            NewArticle([stored_entry(session).id], article_data(f"p{n}.test/a", text=text))
            for n, text in enumerate(texts)
        ]
        add_articles(session, found, NOW)
        numbers = session.exec(select(Sketch.number)).all()
    assert max(map(numbers.count, set(numbers))) <= 30


@pytest.mark.parametrize("text", ["", "one", "two words", "\ud800", "😀" * 50, "x" * 2_000_000])
def test_any_text_has_its_triples(text: str) -> None:
    numbers = triples(text)
    assert overlap(numbers, numbers).common == len(numbers)
    assert len(sketch(numbers)) <= 16


def test_triples_are_of_words_whatever_their_case_and_what_stands_between() -> None:
    assert triples("One two, THREE — four!").tolist() == triples("one Two three\nfour").tolist()
    assert len(triples("我们今天在北京报道")) == 7


def test_the_data_of_a_copy_is_its_own(database: Database) -> None:
    stories(database, LONG, edited(LONG))
    with database.read() as session:
        texts = [ArticleData.model_validate(article.model_dump()).text for article in session.exec(select(Article))]
    assert sorted(texts) == sorted([LONG, edited(LONG)])

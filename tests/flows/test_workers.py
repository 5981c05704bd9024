import asyncio
import multiprocessing
from collections.abc import Iterator

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from flows import workers
from flows.errors import ExtractError
from flows.steps.gather.fetch import Page
from flows.workers import Extractor
from fragile import extract_or_break

URL = "https://wire.test/a"
TEXT = "Rostec was fined on Tuesday, the ministry said, and its head will appeal against the decision. " * 5


def page(body: bytes, content_type: str = "text/html; charset=windows-1251") -> Page:
    headers = CIMultiDictProxy(CIMultiDict({"Content-Type": content_type}))
    return Page(url=URL, final_url=URL, status=200, headers=headers, body=body, permanent=False)


def article(text: str = TEXT) -> bytes:
    return f"<html><head><title>Fined</title></head><body><article><p>{text}</p></article></body></html>".encode(
        "cp1251"
    )


@pytest.fixture(scope="module")
def fragile() -> Iterator[Extractor]:
    with pytest.MonkeyPatch.context() as patch, Extractor(2, timeout=1) as extractor:
        patch.setattr(workers, "extract_article", extract_or_break)
        yield extractor


def test_no_worker_starts_before_the_first_page() -> None:
    before = len(multiprocessing.active_children())
    with Extractor(2):
        assert len(multiprocessing.active_children()) == before


async def test_a_page_becomes_an_article_in_another_process() -> None:
    async with Extractor(1) as extractor:
        extracted = await extractor.extract(page(article("Чемезов заявил о росте поставок. " * 10)))
        with pytest.raises(ExtractError, match=r"https://wire\.test/a: is no page but application/pdf"):
            await extractor.extract(page(b"%PDF", "application/pdf"))
    assert (extracted.title, extracted.text[:7]) == ("Fined", "Чемезов")
    extractor.close()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"crash", "broke the process that took it apart"),
        (b"hang", "took more than 1 s to take apart"),
        (b"eat", "broke the process that took it apart"),
    ],
)
async def test_a_page_that_ends_its_worker_fails_alone(fragile: Extractor, body: bytes, reason: str) -> None:
    bodies = [article(), body, article(), article(), article()]
    results = await asyncio.gather(*(fragile.extract(page(body)) for body in bodies), return_exceptions=True)
    broken = results.pop(1)
    assert isinstance(broken, ExtractError)
    assert str(broken).startswith(f"{URL}: {reason}")
    assert [getattr(result, "title", result) for result in results] == ["Fined"] * 4


async def test_a_page_that_nobody_waits_for_any_more_frees_its_worker(fragile: Extractor) -> None:
    waiting = [asyncio.create_task(fragile.extract(page(b"hang"))) for _ in range(2)]
    await asyncio.sleep(0.2)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert (await fragile.extract(page(article()))).title == "Fined"

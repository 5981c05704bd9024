from pathlib import Path

from plays import FEEDS
from scoring import play


async def test_two_days_of_polls_are_without_a_fault_in_the_servers_score(tmp_path: Path) -> None:
    faults, sheet, asked = await play(tmp_path, days=2)
    assert faults == {}
    assert min(sheet["If-None-Match: good"], sheet["If-Modified-Since: good"]) > 100
    assert min(sheet["only what is new: good"], sheet["asked while it failed"]) > 5
    # Of a feed that says that nothing is new, or that only some is, the whole is asked for once a day.
    assert 1 <= sheet["unconditional, after a day of 304"] <= 8
    assert asked["/permanent"] == 2
    assert asked["/temporary"] == asked["/plain?temporary"] > 10
    assert asked["/mixed"] == asked["/plain?mixed"] > 10
    assert asked["/plain?permanent"] > 10
    assert asked["/weekly"] < asked["/ttl"] < asked["/plain"] < asked["/lively"]
    assert all(asked[path + FEEDS[path].query] for path in FEEDS)

from pathlib import Path

from scoring import FEEDS, play


async def test_three_days_of_polls_are_without_a_fault_in_the_servers_score(tmp_path: Path) -> None:
    faults, sheet, asked = await play(tmp_path, days=3)
    assert faults == {}
    assert min(sheet["If-None-Match: good"], sheet["If-Modified-Since: good"]) > 100
    # Of the feed that never changes the whole is asked for once a day.
    assert sheet["unconditional, after a day of 304"] == 2
    assert asked["/permanent"] == 2
    assert asked["/temporary"] == asked["/plain?temporary"] > 10
    assert asked["/plain?permanent"] > 10
    assert all(asked[path + FEEDS[path].query] for path in FEEDS)

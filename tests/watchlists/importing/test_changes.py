import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists import Entities
from watchlists.importing.changes import Change, changes, compare
from watchlists.importing.drafts import Draft

KORVIN: dict[str, Any] = {"id": "Q1", "name": "Pavel Korvin", "kind": "person", "aliases": ["Павел Корвин"]}


def entities(folder: Path, name: str, rows: list[dict[str, Any]]) -> Entities | None:
    path = folder / name
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return Entities(path) if rows else None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"name": "Pawel Korwin"}, "name was 'Pavel Korvin'"),
        ({"kind": "organization"}, "kind was 'person'"),
        ({"aliases": ["P. V. Korvin"]}, "aliases +'P. V. Korvin' -'Павел Корвин'"),
        ({"aliases": []}, "aliases -'Павел Корвин'"),
        ({"acronyms": ["PK"], "severity": "high"}, "severity was None, acronyms +'PK'"),
        ({"source": {"dataset": "x"}}, "source"),
    ],
)
def test_a_change_says_what_changed(tmp_path: Path, change: dict[str, Any], what: str) -> None:
    old, new = entities(tmp_path, "old", [KORVIN]), entities(tmp_path, "new", [KORVIN | change])
    assert new
    assert list(changes(old, new)) == [
        Change("changed", "Q1", KORVIN["name"] if "name" not in change else change["name"], what)
    ]


@given(
    was=st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("xyz")),
    now=st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("xyz"), min_size=1),
)
def test_the_changes_lead_from_the_old_to_the_new(
    tmp_path_factory: pytest.TempPathFactory, was: dict[str, str], now: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("changes")
    old, new = (
        entities(folder, name, [{"id": key, "name": values[key], "kind": "person"} for key in sorted(values)])
        for name, values in (("old", was), ("new", now))
    )
    assert new
    found = {change.id: change.change for change in changes(old, new) if change.id}
    assert found == {
        **dict.fromkeys(now.keys() - was.keys(), "new"),
        **dict.fromkeys(was.keys() - now.keys(), "gone"),
        **{key: "changed" for key in was.keys() & now.keys() if was[key] != now[key]},
    }
    assert compare(old, new, samples=1).counts.total() == len(was.keys() | now.keys())
    assert bool(compare(old, new, samples=1)) == (was != now)


def test_a_draft_that_is_not_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    with Draft(tmp_path / "list.jsonl", [KORVIN], twice=lambda _: None) as draft:
        assert draft.count == 1
    assert list(tmp_path.iterdir()) == []


def test_a_draft_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Draft(tmp_path / "list.jsonl", [KORVIN, {}], twice=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_keeping_a_draft_replaces_what_a_link_points_to_and_keeps_who_may_read_it(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "list.jsonl"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    with Draft(link, [KORVIN], twice=lambda _: None) as draft:
        draft.keep()
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert Entities(link).get("Q1")

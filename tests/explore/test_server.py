"""The page's server: its numbers are those of a plain run, and nobody else is served."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from model.analysis.compare import comparison_table
from model.api import load_scenario, simulate
from model.explore import Explorer, NoSuchLever
from model.explore.board import board_of, value_said
from model.explore.server import PortTaken, app_of, listening
from tests.test_cli import ROOT, SMALL

SCENARIOS = ROOT / "scenarios"

FEW, MOST = 30, 120
"""Replications when a setting is done, and when it is left alone."""

SWITCHED = SMALL.replace(
    "crews:",
    "  late: {title: {vi: Muộn, en: Late}, value: 20 d, range: 0..100 d}\ncrews:",
).replace(
    "b: {title: {vi: Việc B, en: Work B}", "b: {after: {of: a, lag: $late}, title: {vi: Việc B, en: Work B}"
)


class Client:
    """Asks the server without a network."""

    def __init__(self, explorer: Explorer) -> None:
        self._app: Any = app_of(explorer)

    def get(self, path: str, **how: Any) -> httpx.Response:
        return asyncio.run(self._ask("GET", path, how))

    def post(self, path: str, **how: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, how))

    async def _ask(self, method: str, path: str, how: dict[str, Any]) -> httpx.Response:
        way = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **how)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("thư mục ô") / "small.yaml"
    note = "note: {vi: Mỗi tổ ba người, en: Three people a team}"
    place.write_text(SMALL.replace("1..3}", f"1..3, {note}}}"), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def client(file: Path) -> Iterator[Client]:
    with Explorer(file, replications=FEW, engine="simpy") as explorer:
        yield Client(explorer)


def look(client: Client, turned: dict[str, str], pinned: dict[str, str] | None = None, **more: str) -> Any:
    """What a look at a setting ends with, and every event on the way."""
    asked = {"turned": json.dumps(turned), "pinned": json.dumps(pinned or {}), **more}
    answer = client.get("/look", params=asked)
    assert answer.status_code == 200
    events = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in events]


def last_figures(events: Any) -> Any:
    return [data for name, data in events if name == "figures"][-1]


def test_numbers_are_those_of_a_plain_run(client: Client, file: Path) -> None:
    settings = {"levers.teams": "2"}
    plain = simulate(file, replications=MOST, settings=settings, engine="simpy")
    before = simulate(file, replications=MOST, engine="simpy")
    events = look(client, {"teams": "2"})
    assert events[-1] == ("done", {"replications": MOST})
    shown = last_figures(events)
    assert shown["replications"] == MOST
    columns = {"deadline": "deadline", "probability": "probability", "low": "ci_low", "high": "ci_high"}
    for ours, theirs in columns.items():
        assert [row[ours] for row in shown["rows"]] == plain.milestones[theirs].tolist()
    table = comparison_table(before.plan, before.days, plain.plan, plain.days)
    for ours, theirs in {"estimate": "difference", "low": "ci_low", "high": "ci_high"}.items():
        assert [row[ours] for row in shown["differences"]] == table[theirs].tolist()
    assert shown["pinned"]["rows"][0]["probability"] == before.milestones.probability[0]
    reached = plain.causes[plain.causes.status == "reached"]
    days = reached.groupby("cause").days.sum()
    assert shown["causes"] == pytest.approx(days.to_dict(), abs=1e-3)


def test_figures_stream_and_intervals_narrow(client: Client) -> None:
    events = look(client, {"teams": "3"}, hand="teams")
    counts = [data["replications"] for name, data in events if name == "figures"]
    assert counts == sorted(set(counts))
    assert counts[0] <= FEW < counts[-1] == MOST
    again = look(client, {"teams": "3"})
    assert [data["replications"] for name, data in again if name == "figures"] == [MOST]  # remembered


def test_a_setting_that_is_the_pinned_one_is_held_against_nothing(client: Client) -> None:
    shown = last_figures(look(client, {"teams": "2"}, {"teams": "2"}))
    assert shown["pinned"] is None
    assert shown["differences"] is None


def test_an_impossible_setting_is_told_by_its_lever(client: Client) -> None:
    [(name, told)] = look(client, {"teams": "9"})
    assert name == "fault"
    assert [fault["lever"] for fault in told["faults"]] == ["teams"]
    assert "1..3" in told["faults"][0]["en"]
    assert told["faults"][0]["vi"] != told["faults"][0]["en"]
    [(name, told)] = look(client, {"tems": "2"})
    assert name == "fault"
    assert "tems" in told["faults"][0]["vi"]


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    ],
)
def test_nobody_else_is_served(client: Client, headers: dict[str, str]) -> None:
    for path in ("/start", "/look", "/static/page.js"):
        assert client.get(path, headers=headers).status_code in (400, 403)
    assert client.post("/case", headers=headers, json={}).status_code in (400, 403)


def test_the_own_page_is_served(client: Client) -> None:
    own = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    page = client.get("/", headers=own)
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for path in (
        "/static/page.js",
        "/charts/charts.js",
        "/charts/vendor/d3.min.js",
        "/charts/vendor/plot.min.js",
    ):
        assert client.get(path, headers=own).status_code == 200
    start = client.get("/start", headers=own).json()
    [group] = start["groups"]
    [lever] = group["levers"]
    assert lever["name"] == "teams"
    assert [notch["text"] for notch in lever["notches"]] == ["1", "2", "3"]
    assert lever["note"] == {"vi": "Mỗi tổ ba người", "en": "Three people a team"}
    assert all(set(said) == {"vi", "en"} for said in start["words"].values())
    assert client.get("/static/../server.py").status_code == 404


@pytest.mark.parametrize("name", ["baseline", "s10_restructuring", "examples/second_town"])
def test_every_lever_of_a_scenario_is_on_the_page(name: str) -> None:
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    board = board_of(scenario)
    levers = {lever["name"]: lever for group in board.told for lever in group["levers"]}
    assert levers.keys() == scenario.said.levers.keys()
    for lever in levers.values():
        notches = [notch["number"] for notch in lever["notches"]]
        assert len(notches) > 1
        assert notches == sorted(notches)
        assert lever["present"] in [notch["text"] for notch in lever["notches"]]


def test_what_is_no_setting_is_refused(client: Client) -> None:
    assert client.get("/look", params={"turned": "[]"}).status_code == 400
    assert client.get("/look", params={"turned": "{"}).status_code == 400
    assert client.post("/case", content="no").status_code == 400


def test_a_saved_setting_is_a_scenario_with_the_same_numbers(client: Client, file: Path) -> None:
    said = {
        "turned": {"teams": "2"},
        "name": "two_teams",
        "title": "Hai tổ: thử",
        "because": "",
        "keep": True,
    }
    answer = client.post("/case", json=said).json()
    saved = file.with_name("two_teams.yaml")
    assert answer["is_new"] is True
    assert saved.read_text(encoding="utf-8") == answer["text"]
    scenario = load_scenario(saved)
    assert scenario.title == {"vi": "Hai tổ: thử", "en": "Hai tổ: thử"}
    assert scenario.said.because is not None
    assert "1" in scenario.said.because.vi
    assert "2" in scenario.said.because.vi
    again = simulate(saved, replications=MOST, engine="simpy").milestones.probability.tolist()
    assert again == [row["probability"] for row in last_figures(look(client, {"teams": "2"}))["rows"]]
    assert client.post("/case", json=said).json()["is_new"] is False
    other = client.post("/case", json={**said, "turned": {"teams": "3"}})
    assert other.status_code == 422
    assert "two_teams.yaml" in other.json()["faults"][0]["en"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "../up"}, "../up"),
        ({"name": "con"}, "con"),
        ({"turned": {}}, "nothing to save"),
        ({"turned": {"teams": "9"}}, "1..3"),
        ({"turned": {"tems": "2"}}, "tems"),
    ],
)
def test_what_cant_be_saved_is_told_and_nothing_is_written(
    client: Client, file: Path, change: dict[str, Any], told: str
) -> None:
    before = sorted(file.parent.iterdir())
    said = {"turned": {"teams": "2"}, "name": "mine", "keep": True, **change}
    answer = client.post("/case", json=said)
    assert answer.status_code == 422
    assert told in answer.json()["faults"][0]["en"]
    assert sorted(file.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("2", "2", "2"),
        ("1", "1", "1"),
        ("2.5", "2,5", "2.5"),
        ("1200.25 d", "1.200,25 ngày", "1,200.25 days"),
    ],
)
def test_values_are_said_as_each_language_writes_them(file: Path, text: str, vi: str, en: str) -> None:
    dial = board_of(load_scenario(file)).dials["teams"]
    assert value_said(dial, text, "vi").replace("\u00a0", " ") == vi
    assert value_said(dial, text, "en").replace("\u00a0", " ") == en


def test_settings_of_the_command_are_kept_under_the_levers(tmp_path: Path) -> None:
    file = tmp_path / "late.yaml"
    file.write_text(SWITCHED, encoding="utf-8")
    settings = [("levers.late", "40 d")]
    with Explorer(file, settings, replications=FEW, engine="simpy") as explorer:
        client = Client(explorer)
        shown = last_figures(look(client, {"teams": "2"}))
        text = client.post("/case", json={"turned": {"teams": "2"}, "name": "mine"}).json()["text"]
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    both = {"levers.late": "40 d", "levers.teams": "2"}
    plain = simulate(file, replications=MOST, settings=both, engine="simpy")
    assert [row["probability"] for row in shown["rows"]] == plain.milestones.probability.tolist()
    saved = simulate(tmp_path / "mine.yaml", replications=MOST, engine="simpy")
    assert saved.milestones.probability.tolist() == plain.milestones.probability.tolist()


def test_an_explorer_can_be_used_without_a_page(file: Path) -> None:
    with Explorer(file, replications=FEW, engine="simpy", seed=7) as explorer:
        lot = explorer.lot({"teams": "3"})
        explorer.advance(lot, 10)
        explorer.advance(lot, 25)
        plain = simulate(file, replications=25, seed=7, settings={"levers.teams": "3"}, engine="simpy")
        assert (lot.days == plain.days.to_numpy()).all()
        assert explorer.lot({"teams": "3"}) is lot
        explorer.advance(lot, 200, lambda: lot.replications < 100)  # nobody wants the rest
        assert 100 <= lot.replications < 200
        plain = simulate(file, replications=lot.replications, seed=7, settings={"levers.teams": "3"})
        assert (lot.days == plain.days.to_numpy()).all()
        with pytest.raises(NoSuchLever):
            explorer.lot({"tems": "3"})


def test_a_port_in_use_is_refused_and_another_found() -> None:
    with listening(None) as first:
        port = first.getsockname()[1]
        assert first.getsockname()[0] == "127.0.0.1"
        with pytest.raises(PortTaken):
            listening(port)
        with listening(None) as second:
            assert second.getsockname()[1] != port
    assert isinstance(first, socket.socket)

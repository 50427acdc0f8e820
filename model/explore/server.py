"""The page's server: on this computer alone, for this computer's own page."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from model.explore.board import NoSuchLever
from model.explore.explorer import Explorer, Lot
from model.explore.saved import NotSaved, case_of, keep, shown_command
from model.explore.told import fault_told, lever_told, words
from model.scenario import ScenarioError, shown_path
from model.words import LANGUAGES

HERE = "127.0.0.1"
HOSTS = [HERE, "localhost"]

PORT = 8020
"""Where the page is served unless told otherwise, so that links to it stay good."""

PAGES = 100
"""Open pages that are told apart; of one page only the newest question is answered."""

_STATIC = Path(__file__).parent / "static"
_CHARTS = Path(__file__).parents[1] / "report" / "page" / "static"

_LIMITS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load: nothing that doesn't come from here."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class OwnPageOnly:
    """Turns away what another page of the browser asks for."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http" and _is_foreign(scope):
            await PlainTextResponse("foreign origin", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(scope: Scope) -> bool:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{headers.get('host')}":
        return True
    is_elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return is_elsewhere and headers.get("sec-fetch-mode") != "navigate"


def app_of(
    explorer: Explorer, lang: str = LANGUAGES[0], is_ending: Callable[[], bool] = lambda: False
) -> Starlette:
    """The page of an explorer, and all it asks for.

    Parameters
    ----------
    lang
        In which language the page opens.
    is_ending
        Asked now and then whether to go on with what is computed.
    """
    page = _Page(explorer, lang, is_ending)
    return Starlette(
        routes=[
            Route("/", page.index),
            Route("/start", page.start),
            Route("/look", page.look),
            Route("/case", page.case, methods=["POST"]),
            Mount("/charts", StaticFiles(directory=_CHARTS)),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS), Middleware(OwnPageOnly)],
    )


@dataclass(frozen=True)
class _Asked:
    """A setting to be looked at, held against another one, and whether anybody still wants it."""

    turned: dict[str, str]
    pinned: dict[str, str]
    milestone: str | None
    hand: str | None
    is_wanted: Callable[[], bool]


class _Page:
    """What the page asks for, one method each."""

    def __init__(self, explorer: Explorer, lang: str, is_ending: Callable[[], bool]) -> None:
        self._explorer, self._lang, self._is_ending = explorer, lang, is_ending
        self._turns: dict[str, int] = {}

    async def index(self, request: Request) -> Response:
        """The page itself."""
        headers = {"Content-Security-Policy": _LIMITS, "Cache-Control": "no-store"}
        return FileResponse(_STATIC / "index.html", headers=headers)

    async def start(self, request: Request) -> Response:
        """What doesn't change while the page is open: levers, names, words."""
        explorer, said = self._explorer, self._explorer.scenario.said
        return JSONResponse(
            {
                "lang": self._lang,
                "words": words(),
                "scenario": {
                    "name": explorer.scenario.name,
                    "file": shown_path(explorer.scenario.path),
                    "title": explorer.scenario.title,
                    "start": said.start.isoformat(),
                    "horizon": said.horizon.isoformat(),
                },
                "settings": [[path, str(value)] for path, value in explorer.scenario.settings],
                "seed": explorer.seed,
                "replications": explorer.replications,
                "most": explorer.most,
                "groups": explorer.board.told,
                "milestones": [
                    {"name": name, "title": {lang: getattr(one.title, lang) for lang in LANGUAGES}}
                    for name, one in said.milestones.items()
                ],
            }
        )

    async def look(self, request: Request) -> Response:
        """Figures of a setting, over and over as replications come in, as server-sent events."""
        try:
            asked = self._asked(request)
        except ValueError:
            return PlainTextResponse("not a setting", 400)
        events = self._events(request, asked)
        return StreamingResponse(
            events, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    def _asked(self, request: Request) -> _Asked:
        """What a page asks for; what it asked for before is no longer wanted.

        Raises
        ------
        ValueError
            If it is no setting.
        """
        said, turns = request.query_params, self._turns
        page = said.get("page", "")
        turn = turns.pop(page, 0) + 1
        turns[page] = turn
        while len(turns) > PAGES:
            del turns[next(iter(turns))]

        def is_wanted() -> bool:
            return turns.get(page) == turn and not self._is_ending()

        settings = _turned(said.get("turned")), _turned(said.get("pinned"))
        return _Asked(*settings, said.get("milestone"), said.get("hand"), is_wanted)

    async def _events(self, request: Request, asked: _Asked) -> AsyncIterator[str]:
        explorer = self._explorer
        try:
            if explorer.must_compile:
                yield _event("compiles", {})
            lot = await run_in_threadpool(explorer.lot, asked.turned)
            beside = None
            if explorer.board.settled(asked.turned) != explorer.board.settled(asked.pinned):
                beside = await run_in_threadpool(explorer.lot, asked.pinned)
        except ScenarioError as faults:
            yield _event("fault", {"faults": [fault_told(one) for one in faults.faults]})
            return
        except NoSuchLever as fault:
            yield _event("fault", {"faults": [lever_told(fault)]})
            return
        first = explorer.looks(0)[0]
        if lot.replications >= first:
            if beside is not None:
                await self._advance(beside, first, asked)
            if asked.is_wanted():
                yield await self._figures(lot, beside, asked)
        done = min(one.replications for one in (lot, beside) if one is not None)
        for count in explorer.looks(done):
            for one in filter(None, (lot, beside)):
                await self._advance(one, count, asked)
            if not asked.is_wanted() or await request.is_disconnected():
                return
            yield await self._figures(lot, beside, asked)
            if count == explorer.replications:
                await self._look_around(asked)
        yield _event("done", {"replications": lot.replications})

    async def _look_around(self, asked: _Asked) -> None:
        """Be ready for the next move of the lever in hand."""
        explorer = self._explorer
        if asked.hand is None or asked.hand not in explorer.board.dials:
            return
        for other in explorer.board.beside(asked.turned, asked.hand):
            with suppress(ScenarioError):
                lot = await run_in_threadpool(explorer.lot, other)
                await self._advance(lot, explorer.replications, asked)

    async def _advance(self, lot: Lot, replications: int, asked: _Asked) -> None:
        await run_in_threadpool(self._explorer.advance, lot, replications, asked.is_wanted)

    async def _figures(self, lot: Lot, beside: Lot | None, asked: _Asked) -> str:
        shown = await run_in_threadpool(self._explorer.figures, lot, beside, asked.milestone)
        return _event("figures", shown)

    async def case(self, request: Request) -> Response:
        """A setting as a scenario file: its text, and on demand the file itself beside its parent."""
        try:
            said = await request.json()
            turned = _turned(json.dumps(said["turned"]))
            texts = [str(said.get(word, "")) for word in ("name", "title", "because")]
            replications = int(said.get("replications") or self._explorer.replications)
        except (ValueError, KeyError, TypeError):
            return PlainTextResponse("not a setting", 400)
        try:
            case = await run_in_threadpool(case_of, self._explorer.board, turned, *texts)
            is_new = keep(case) if said.get("keep") else None
        except ScenarioError as faults:
            return JSONResponse({"faults": [fault_told(one) for one in faults.faults]}, 422)
        except NoSuchLever as fault:
            return JSONResponse({"faults": [lever_told(fault)]}, 422)
        except NotSaved as fault:
            return JSONResponse({"faults": [{"lever": None, **_both(fault.text)}]}, 422)
        except OSError as fault:
            return JSONResponse({"faults": [{"lever": None, **dict.fromkeys(LANGUAGES, str(fault))}]}, 422)
        command = shown_command(case, self._explorer.seed, replications)
        return JSONResponse(
            {
                "name": case.name,
                "text": case.text,
                "file": shown_path(case.file),
                "is_new": is_new,
                "command": command,
                "replications": replications,
            }
        )


def _both(text: Callable[[str], str]) -> dict[str, str]:
    return {lang: text(lang) for lang in LANGUAGES}


def _turned(text: str | None) -> dict[str, str]:
    """A setting as the page says it.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = json.loads(text or "{}")
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError("a setting is a value for each lever")
    return found


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


# -- serving -----------------------------------------------------------------------------------------


class PortTaken(OSError):  # noqa: N818  (a sentence for the user)
    """Another program serves at the port that was asked for."""


def listening(port: int | None) -> socket.socket:
    """A socket of this computer alone, at a port; at the usual one or the next that is free unless told.

    Raises
    ------
    PortTaken
        If the port asked for is taken.
    """
    ports = [port] if port is not None else [*range(PORT, PORT + 10), 0]
    for one in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # so that a port is free as soon as a page before is closed
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HERE, one))
            listener.listen()
        except OSError:
            listener.close()
        else:
            return listener
    raise PortTaken(str(port))


def serve(explorer: Explorer, listener: socket.socket, lang: str, opened: Callable[[], None]) -> None:
    """Serve the page until an interruption.

    Parameters
    ----------
    opened
        Called once the page can be asked for.
    """

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            opened()

    app = app_of(explorer, lang, lambda: server.should_exit)
    server = Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=1, lifespan="off"
        )
    )
    server.run(sockets=[listener])

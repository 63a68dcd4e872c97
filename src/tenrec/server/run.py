"""The life of the server: open everything in order, serve, drain, close in the other order."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from tenrec import __version__
from tenrec.core.config import Config
from tenrec.core.errors import SettingRefused
from tenrec.server.app import compose
from tenrec.server.control import warm_up
from tenrec.server.lock import data_folder
from tenrec.server.parts import Parts, open_parts

Say = Callable[[str], None]
log = logging.getLogger(__name__)

_MAX_CONNECTIONS = 4096
_DRAIN_REQUESTS_SECONDS = 30.0
_DRAIN_JOURNAL_SECONDS = 20.0
_HEADER_MILLISECONDS = 10_000


def serve(config: Config, say: Say) -> int:
    """Runs until SIGTERM or SIGINT; raises TenrecError when it cannot start."""
    _log()
    say(f"Tenrec {__version__}")
    with data_folder(config.data_dir):
        say(f"data folder  {config.data_dir}")
        _check_port(config)
        parts = open_parts(config, say)
        try:
            code = uvloop.run(_serve(config, parts, say))
        finally:
            parts.close(_DRAIN_JOURNAL_SECONDS)
        say("stopped; everything acknowledged is on disk")
    sys.stdout.flush()
    sys.stderr.flush()
    # The HTTP server's own threads may abort the interpreter while it tears itself down:
    # everything of ours is closed, so leave without that.
    os._exit(code)


async def _serve(config: Config, parts: Parts, say: Say) -> int:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = _server(config, parts)
    serving = loop.create_task(server.serve())
    await _listening(config, serving)
    _tune_interpreter()
    if parts.setup_link:
        say(f"make your account here (the link works once): {parts.setup_link}")
    say(f"ready: {config.site_url}")
    loop.run_in_executor(None, _begin_the_rest, parts)
    stopping = loop.create_task(stop.wait())
    await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        say("stopping: finishing what has begun")
        loop.set_exception_handler(_quiet)
        server.stop()
        await asyncio.wait({serving}, timeout=_DRAIN_REQUESTS_SECONDS)
        return 0
    stopping.cancel()
    await serving
    return 1


def _begin_the_rest(parts: Parts) -> None:
    """What nobody waits for: the first person finds the resources loaded, jobs begin."""
    try:
        warm_up()
        parts.jobs.start()
    except Exception:  # capture works, and must go on
        log.exception("not everything could be loaded: some pages or background jobs will fail")


def _tune_interpreter() -> None:
    # What the start made stays: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    # The worker computes while capture wants to answer: let it wait a millisecond, not five.
    sys.setswitchinterval(0.001)


def _server(config: Config, parts: Parts) -> Server:
    return Server(
        compose(config, parts),
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        backlog=_MAX_CONNECTIONS,
        backpressure=_MAX_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS),
    )


async def _listening(config: Config, serving: "asyncio.Task[Any]") -> None:
    """Returns when the port answers; raises what stopped the server otherwise."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if serving.done():
            await serving
        try:
            _, writer = await asyncio.open_connection(host, config.port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        return


def _check_port(config: Config) -> None:
    """Says which setting is wrong before the engines are opened."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise SettingRefused(
                f"TENREC_HOST, TENREC_PORT: {config.host}:{config.port} cannot be listened on: "
                f"{error.strerror}.",
                attr="TENREC_PORT",
            ) from error


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """While draining, a connection that was cut off is no news."""
    if not isinstance(context.get("exception"), asyncio.InvalidStateError):
        loop.default_exception_handler(context)


def _log() -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("django.request").setLevel(logging.ERROR)

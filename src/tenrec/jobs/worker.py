"""The worker: one thread looks for due jobs, a few others run them."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any
from uuid import UUID

from django.db import connections

from tenrec.jobs import find, queue, schedule
from tenrec.jobs.backend import WAKE
from tenrec.jobs.current import ATTEMPT, Attempt, Interrupted
from tenrec.jobs.job import Job
from tenrec.jobs.queue import Row

log = logging.getLogger(__name__)

THREADS = 2
_POLL_SECONDS = 1.0
_UPKEEP_SECONDS = 15.0
_LONGEST_TROUBLE_SECONDS = 30.0


class Worker:
    """`start` once, `stop` once. `is_alone`: no other worker runs on this state database."""

    def __init__(
        self,
        *,
        threads: int = THREADS,
        is_alone: bool,
        is_capture_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._is_alone = is_alone
        self._is_capture_busy = is_capture_busy
        self._threads = threads
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._running: dict[UUID, tuple[Row, Future[None]]] = {}
        self._thread = threading.Thread(target=self._live, name="jobs", daemon=True)
        self._kept_up_at = self._scheduled_until = float("-inf")
        self._troubles = 0
        self._periodic: list[Job[Any, Any]] = []

    def start(self) -> None:
        """Puts back what a crash has cut off, then works; not when it was stopped before."""
        # Only now, for the rooms that hold jobs are half the product to import.
        self._periodic = [job for job in find.find() if job.every is not None]
        if not self._stopping.is_set():
            self._thread.start()

    def stop(self, seconds: float) -> None:
        """Lets running jobs end, as long as it takes at most; the others begin anew later."""
        self._stopping.set()
        WAKE.set()
        if self._thread.ident is not None:
            self._thread.join()
        wait([future for _, future in self._running.values()], timeout=seconds)
        self._pool.shutdown(wait=False, cancel_futures=True)
        try:
            for row, future in list(self._running.values()):
                if not future.done():
                    queue.release(row, self.name)
        except Exception:  # the lease lapses by itself
            log.exception("jobs: what was running could not be given back")
        finally:
            connections.close_all()

    # The thread that looks

    def _live(self) -> None:
        self._insist(lambda: queue.recover(is_alone=self._is_alone))
        while not self._stopping.is_set():
            WAKE.clear()
            self._insist(self._look)
            WAKE.wait(_POLL_SECONDS)
        connections.close_all()

    def _insist(self, act: Callable[[], None]) -> None:
        """Whatever happens to the database, the worker lives on."""
        try:
            act()
        except Exception:  # the jobs wait in the database for as long as it takes
            self._troubles += 1
            log.exception("jobs: the state database failed, trying again")
            connections.close_all()
            self._stopping.wait(min(2.0**self._troubles, _LONGEST_TROUBLE_SECONDS))
        else:
            self._troubles = 0

    def _look(self) -> None:
        for key, (_, future) in list(self._running.items()):
            if future.done():
                del self._running[key]
        self._keep_up()
        while len(self._running) < self._threads and not self._stopping.is_set():
            row = queue.claim(self.name)
            if row is None:
                return
            self._running[row.pk] = (row, self._pool.submit(self._work, row))

    def _keep_up(self) -> None:
        now = time.monotonic()
        if now - self._kept_up_at >= _UPKEEP_SECONDS:
            self._kept_up_at = now
            if self._running:
                queue.renew(self.name, list(self._running))
            queue.recover()
        if time.time() >= self._scheduled_until:
            self._scheduled_until = schedule.enqueue_due(self._periodic).timestamp()

    # The threads that run

    def _work(self, row: Row) -> None:
        try:
            attempt(row, self.name, self._stopping, self._is_capture_busy)
        except Exception:  # the lease lapses, and the job runs again
            log.exception("jobs: what became of %s could not be written down", row.task_name)
        finally:
            connections.close_all()
            WAKE.set()


def attempt(
    row: Row,
    worker: str,
    stopping: threading.Event,
    is_capture_busy: Callable[[], bool] = lambda: False,
) -> None:
    """Runs a claimed job and writes down what became of it."""
    is_last = not queue.may_try_again(row)
    token = ATTEMPT.set(Attempt(stopping, is_last, is_capture_busy))
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Interrupted:
        queue.release(row, worker)
    except BaseException as error:  # a job that ends its thread has failed, too
        queue.fail(row, worker, error)
    else:
        if not queue.succeed(row, worker):
            log.warning("job %s took longer than its lease and was given away", row.task_name)
    finally:
        ATTEMPT.reset(token)


def drain() -> int:
    """Runs what is due, in the calling thread, until nothing is; says how many attempts."""
    name, count = f"drain-{secrets.token_hex(4)}", 0
    while (row := queue.claim(name)) is not None:
        attempt(row, name, threading.Event())
        count += 1
    return count

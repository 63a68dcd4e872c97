"""One server a data folder: a lock that the operating system lets go of when the process dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenrec.core.errors import DataFolderTaken, SettingRefused


@contextmanager
def data_folder(folder: Path) -> Iterator[None]:
    """Makes the folder and holds it; raises DataFolderTaken, SettingRefused (not writable)."""
    try:
        # What people did, and the hashes of their passwords, are nobody else's business.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise SettingRefused(
            f"TENREC_DATA_DIR: {folder} cannot be written: {error.strerror}", attr="TENREC_DATA_DIR"
        ) from error
    try:
        _take(file, folder)
        yield
    finally:
        os.close(file)


def holder(folder: Path) -> int | None:
    """The process id of the server that holds the folder, if one does."""
    try:
        file = os.open(folder / "lock", os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return _pid(file)
    finally:
        os.close(file)
    return None


def _take(file: int, folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise DataFolderTaken(
            f"Another Tenrec (process {_pid(file)}) runs on the data folder {folder}. "
            "Stop it first, or choose another folder with TENREC_DATA_DIR."
        ) from error
    os.ftruncate(file, 0)
    os.pwrite(file, f"{os.getpid()}\n".encode(), 0)


def _pid(file: int) -> int:
    text = os.pread(file, 32, 0).strip()
    return int(text) if text.isdigit() else 0

"""Batches and their tokens survive kill -9 in the middle of an insert."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tenrec.core.errors import DataFolderTaken
from tenrec.store.engines.chdb import ChdbStore

ROWS = 400
WRITER = """
import sys
from pathlib import Path
from tenrec.store.engines.chdb import ChdbStore
from tenrec.store.migrate import migrate
sys.path.insert(0, sys.argv[4])
from batches import batch

store = ChdbStore(Path(sys.argv[1]))
migrate(store)
first, is_last = int(sys.argv[2]), sys.argv[3] == "last"
for number in range(first, first + 1 if is_last else 10**9):
    print("begin", number, flush=True)
    store.insert(batch(number))
    print("stored", number, flush=True)
if is_last:
    sql = "SELECT batch, count(), uniqExact(uuid) FROM events GROUP BY batch ORDER BY batch"
    for row in store.select(sql).rows:
        print("rows", *row, flush=True)
"""


def start(folder: Path, first: int, mode: str) -> "subprocess.Popen[str]":
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", WRITER, str(folder), str(first), mode, here]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_insert__killed_again_and_again__stores_each_batch_once(tmp_path: Path) -> None:
    number = 0
    for round_ in range(4):
        process = start(tmp_path, number, "endless")
        assert process.stdout is not None
        for line in process.stdout:
            word, _, value = line.partition(" ")
            number = int(value)
            if word == "begin" and number >= round_ * 5 + 3:
                time.sleep(0.01 * round_)  # another moment of the insert every time
                break
        process.kill()
        process.communicate()
    process = start(tmp_path, number, "last")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    rows = [line.split()[1:] for line in output.splitlines() if line.startswith("rows")]
    assert rows == [[str(n), str(ROWS), str(ROWS)] for n in range(number + 1)]


@pytest.mark.slow
def test_open__folder_of_a_running_process__is_refused(tmp_path: Path) -> None:
    process = start(tmp_path, 0, "endless")
    assert process.stdout is not None
    try:
        process.stdout.readline()
        code = (
            "import sys; from pathlib import Path\n"
            "from tenrec.core.errors import DataFolderTaken\n"
            "from tenrec.store.engines.chdb import ChdbStore\n"
            "try: ChdbStore(Path(sys.argv[1]))\n"
            "except DataFolderTaken: sys.exit(7)\n"
        )
        second = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True)
    finally:
        process.kill()
        process.communicate()
    assert second.returncode == 7


def test_open__other_folder_in_the_same_process__is_refused(store: object, tmp_path: Path) -> None:
    with pytest.raises(DataFolderTaken):
        ChdbStore(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plain", "quote ' and glob *"])
def test_insert__disk_that_cannot_be_written__is_not_the_rows_fault(
    tmp_path: Path, name: str
) -> None:
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from batches import batch\n"
        "from tenrec.core.errors import StoreDown\n"
        "from tenrec.store.engines.chdb import ChdbStore\n"
        "from tenrec.store.migrate import migrate\n"
        "folder = Path(sys.argv[1])\n"
        "store = ChdbStore(folder); migrate(store); store.insert(batch(0))\n"
        "(folder / 'incoming').rename(folder / 'gone')\n"
        "try: store.insert(batch(1))\n"
        "except StoreDown as error: print(error.detail)\n"
        "print(store.select('SELECT uniqExact(batch) FROM events').rows[0][0])\n"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name), here],
        capture_output=True,
        timeout=60,
        text=True,
    )
    lines = done.stdout.splitlines()
    plain = ["The event store cannot write: No such file or directory.", "1"]
    assert lines == (plain if name == "plain" else ["2"]), done.stderr


@pytest.mark.slow
def test_process__ends_without_closing_the_store__ends(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tenrec.store.engines.chdb import ChdbStore\n"
        "ChdbStore(Path(sys.argv[1])).execute('SELECT 1')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, timeout=30
    )
    assert (done.returncode, done.stderr) == (0, b"")

"""The journal keeps what it took, in order, whatever happens to the file or the disk."""

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.core.errors import JournalFull
from tenrec.ingest import segment as form
from tenrec.ingest.journal import Entry, Journal

BIG = 1_000_000_000
ANY_FOLDER = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal", max_bytes=BIG)
    yield opened
    opened.close()


def put(journal: Journal, *records: bytes) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(journal.append(record) for record in records))

    asyncio.run(all_at_once())


def put_in_order(journal: Journal, *records: bytes) -> None:
    for record in records:
        put(journal, record)


def everything(journal: Journal, position: int = 0, max_bytes: int = 1000) -> list[Entry]:
    found: list[Entry] = []
    while entries := journal.read(position, max_bytes=max_bytes):
        found += entries
        position = entries[-1].next_position
    return found


def payloads(journal: Journal, position: int = 0) -> list[bytes]:
    return [entry.record for entry in everything(journal, position)]


def files(journal: Journal) -> list[Path]:
    return sorted(journal.folder.iterdir())


def test_append__many_at_once__come_back_in_order(journal: Journal) -> None:
    records = [f"record {n}".encode() * (n % 7) for n in range(2000)]
    put(journal, *records)
    assert payloads(journal) == records
    assert journal.counters.records == 2000
    assert journal.counters.groups < 500


def test_read__small_limit__gives_at_least_one_and_goes_on(journal: Journal) -> None:
    records = [b"x" * 10_000, b"y", b"z" * 50_000, b""]
    put_in_order(journal, *records)
    first = journal.read(0, max_bytes=1)
    assert [entry.record for entry in first] == records[:1]
    assert payloads(journal) == records


def test_read__from_a_next_position__gives_what_follows(journal: Journal) -> None:
    put_in_order(journal, b"one", b"two", b"three")
    entries = everything(journal)
    for index, entry in enumerate(entries):
        assert payloads(journal, entry.position) == [e.record for e in entries[index:]]
        assert payloads(journal, entry.next_position) == [e.record for e in entries[index + 1 :]]


def test_wait__nothing_then_something__wakes(journal: Journal) -> None:
    assert journal.wait(0, 0.01) is False
    assert journal.backlog(0) == 0
    woken: list[bool] = []
    waiter = threading.Thread(target=lambda: woken.append(journal.wait(0, 30)))
    waiter.start()
    put(journal, b"hello")
    waiter.join(30)
    assert woken == [True]
    assert journal.wait(journal.end, 0.01) is False


def test_reopen__after_close__goes_on_where_it_was(tmp_path: Path) -> None:
    first = Journal(tmp_path, max_bytes=BIG)
    put(first, b"before")
    end = first.end
    first.close()
    second = Journal(tmp_path, max_bytes=BIG)
    assert second.end == end
    put(second, b"after")
    assert payloads(second) == [b"before", b"after"]
    assert second.counters.torn_bytes == 0
    second.close()


def test_segments__many__are_read_through_and_forgotten(tmp_path: Path) -> None:
    journal = Journal(tmp_path, max_bytes=BIG, segment_bytes=200)
    records = [f"{n:0>100}".encode() for n in range(20)]
    put_in_order(journal, *records)
    assert len(files(journal)) >= 10
    entries = everything(journal)
    assert [entry.record for entry in entries] == records
    middle = entries[10].position
    journal.forget(middle)
    assert journal.start <= middle
    assert payloads(journal, middle) == records[10:]
    assert len(files(journal)) <= 6
    journal.close()


def test_forget__everything__keeps_the_position_over_a_restart(tmp_path: Path) -> None:
    journal = Journal(tmp_path, max_bytes=BIG, segment_bytes=200)
    put_in_order(journal, b"a" * 150, b"b" * 150)
    end = journal.end
    journal.forget(end)
    assert journal.size_bytes == form.HEAD_BYTES
    assert journal.end == end
    assert journal.backlog(end) == 0
    assert journal.read(end, max_bytes=1000) == []
    journal.close()
    again = Journal(tmp_path, max_bytes=BIG, segment_bytes=200)
    assert again.end == end
    put(again, b"c")
    assert payloads(again, end) == [b"c"]
    assert everything(again, end)[0].position >= end
    again.close()


def test_skip_to__lost_folder__new_records_lie_behind(tmp_path: Path) -> None:
    journal = Journal(tmp_path, max_bytes=BIG)
    journal.skip_to(5000)
    journal.skip_to(100)
    put(journal, b"new")
    assert payloads(journal, 5000) == [b"new"]
    journal.close()


def test_append__over_the_limit__is_refused_until_forgotten(tmp_path: Path) -> None:
    journal = Journal(tmp_path, max_bytes=1000)
    put_in_order(journal, *[b"x" * 200] * 4)
    with pytest.raises(JournalFull):
        put(journal, b"y" * 200)
    assert payloads(journal) == [b"x" * 200] * 4
    end = journal.end
    journal.forget(end)
    put(journal, b"y" * 200)
    assert payloads(journal, end) == [b"y" * 200]
    journal.close()


def test_append__after_close__is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path, max_bytes=BIG)
    journal.close()
    journal.close()
    with pytest.raises(JournalFull):
        put(journal, b"late")
    assert journal.is_accepting is False


def test_append__request_gone_meanwhile__others_are_answered(journal: Journal) -> None:
    async def scenario() -> None:
        gone = asyncio.ensure_future(journal.append(b"gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await journal.append(b"stays")

    asyncio.run(scenario())
    assert payloads(journal)[-1] == b"stays"


# Damage


def written(folder: Path, records: list[bytes]) -> tuple[Path, list[Entry]]:
    """A closed journal of one segment: its file and its entries."""
    journal = Journal(folder, max_bytes=BIG)
    put_in_order(journal, *records)
    entries = everything(journal)
    journal.close()
    return files(journal)[0], entries


def reopened(folder: Path) -> list[bytes]:
    """What is left; and the journal must still take and give a new record."""
    journal = Journal(folder, max_bytes=BIG)
    left = payloads(journal)
    end = journal.end
    put(journal, b"new")
    assert payloads(journal, end) == [b"new"]
    journal.close()
    return left


RECORDS = st.lists(st.binary(max_size=300), min_size=1, max_size=8)


@ANY_FOLDER
@given(records=RECORDS, data=st.data())
def test_open__file_cut_anywhere__keeps_the_whole_records(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    path, entries = written(folder, records)
    cut = data.draw(st.integers(0, path.stat().st_size))
    os.truncate(path, cut)
    whole = [entry.record for entry in entries if entry.next_position <= cut]
    assert reopened(folder) == whole


@ANY_FOLDER
@given(records=RECORDS, tail=st.binary(min_size=1, max_size=200))
def test_open__rubbish_at_the_end__is_cut_off(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], tail: bytes
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    path, _ = written(folder, records)
    with path.open("ab") as file:
        file.write(tail)
    assert reopened(folder) == records


@ANY_FOLDER
@given(records=RECORDS, data=st.data())
def test_read__bytes_changed_anywhere__costs_only_the_records_hit(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    path, entries = written(folder, records)
    bytes_now = bytearray(path.read_bytes())
    at = data.draw(st.integers(form.HEAD_BYTES, len(bytes_now) - 1))
    rubbish = data.draw(st.binary(min_size=1, max_size=20))
    rubbish = rubbish[: len(bytes_now) - at]
    hit = {n for n, e in enumerate(entries) if e.position < at + len(rubbish) <= len(bytes_now)
           and e.next_position > at}  # fmt: skip
    is_same = bytes_now[at : at + len(rubbish)] == rubbish
    bytes_now[at : at + len(rubbish)] = rubbish
    path.write_bytes(bytes_now)
    spared = [entry.record for n, entry in enumerate(entries) if is_same or n not in hit]
    left = reopened(folder)
    # A changed byte may be the one that was there: then its record is spared too.
    assert [record for record in left if record in spared][: len(spared)] == spared
    assert set(left) <= set(records)


def test_read__damaged_in_the_middle__is_skipped_and_counted_once(tmp_path: Path) -> None:
    path, entries = written(tmp_path, [b"one" * 50, b"two" * 50, b"three" * 50])
    content = bytearray(path.read_bytes())
    content[entries[1].position + 20] ^= 0xFF
    path.write_bytes(content)
    journal = Journal(tmp_path, max_bytes=BIG)
    for _ in range(3):
        assert payloads(journal) == [b"one" * 50, b"three" * 50]
    assert len(journal.counters.holes) == 1
    assert journal.counters.torn_bytes == 0
    journal.close()


def test_read__damaged_end_of_an_older_segment__goes_on_with_the_next(tmp_path: Path) -> None:
    journal = Journal(tmp_path, max_bytes=BIG, segment_bytes=100)
    put_in_order(journal, b"a" * 90, b"b" * 90, b"c" * 90)
    journal.close()
    first = files(journal)[0]
    os.truncate(first, first.stat().st_size - 1)
    again = Journal(tmp_path, max_bytes=BIG, segment_bytes=100)
    assert payloads(again) == [b"b" * 90, b"c" * 90]
    again.close()


def test_read__damaged_while_it_runs__does_not_spin(journal: Journal) -> None:
    put(journal, b"only one" * 20)
    path = files(journal)[0]
    content = bytearray(path.read_bytes())
    content[40] ^= 0xFF
    path.write_bytes(content)
    assert journal.read(0, max_bytes=1000) == []
    assert journal.wait(0, 0.01) is False
    put(journal, b"next")
    assert journal.wait(0, 1) is True
    assert payloads(journal) == [b"next"]


@pytest.mark.parametrize("damage", [b"", b"TENREC", b"\0" * 16, b"\0" * 300])
def test_open__damaged_head__still_takes_records(tmp_path: Path, damage: bytes) -> None:
    path, entries = written(tmp_path, [b"lost" * 50])
    if len(damage) < 300:
        path.write_bytes(damage)
    else:
        path.write_bytes(damage[:16] + path.read_bytes()[16:])
    journal = Journal(tmp_path, max_bytes=BIG)
    put(journal, b"new")
    assert payloads(journal) == [b"new"]
    journal.close()
    assert Journal(tmp_path, max_bytes=BIG).end > entries[0].position


def test_next_record__a_body_that_looks_like_a_record__is_not_taken_for_one() -> None:
    _, salt = form.make_head()
    forged = form.frame(b"evil", salt ^ 1) + b"evil"
    inside = b"x" * 20 + forged
    data = b"?" + (form.frame(inside, salt) + inside)[1:] + form.frame(b"good", salt) + b"good"
    at = form.next_record(data, 1, salt)
    assert at is not None
    assert data[at + form.RECORD_HEAD_BYTES :] == b"good"

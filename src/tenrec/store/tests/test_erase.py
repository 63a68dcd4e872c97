"""Rows are removed for good, of one team alone, however often it is begun."""

from uuid import uuid4

import pytest

from tenrec.store.base import Batch, EventStore
from tenrec.store.erase import Erasure

COLUMNS = ["team_id", "distinct_id", "person_id", "version", "is_deleted"]
TABLE = "person_distinct_ids"
ODD = "a'b\\c\td\n{x:String} ❤"


def put(store: EventStore, team_id: int, *names: str) -> None:
    nobody = "00000000-0000-0000-0000-000000000001"
    texts = [n.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") for n in names]
    data = "".join(f"{team_id}\t{text}\t{nobody}\t1\t0\n" for text in texts)
    store.insert(Batch(TABLE, COLUMNS, data.encode(), uuid4().hex))


def names(store: EventStore, team_id: int) -> list[str]:
    sql = f"SELECT distinct_id FROM {TABLE} ORDER BY distinct_id"
    return [row[0] for row in store.select(sql, team_id=team_id).rows]


def test_delete__odd_names__of_one_team_and_physically(store: EventStore, team_id: int) -> None:
    other = team_id + 100_000
    put(store, team_id, "keep", ODD)
    put(store, other, ODD)
    erasure, counts = Erasure(store, team_id, uuid4().hex), []
    erasure.note("id", [(ODD, 0)])
    for _ in range(2):
        condition = f"distinct_id IN {erasure.noted('id')}"
        erasure.delete(TABLE, condition, counts.append, lambda: None)
    assert counts == [1, 0]
    assert names(store, team_id) == ["keep"]
    assert names(store, other) == [ODD]
    masked = "SELECT count() FROM system.parts WHERE table = 'person_distinct_ids' AND active"
    assert store.select(masked + " AND has_lightweight_delete").rows == [[0]]
    said = "SELECT count() FROM system.mutations WHERE position(command, '❤') > 0"
    assert store.select(said).rows == [[0]]
    erasure.close()
    assert store.select(f"SELECT count() FROM erasures WHERE team_id = {team_id}").rows == [[0]]


@pytest.mark.parametrize("name", ["", "x", "0" * 31, "g" * 32, "0' OR '1' = '1"])
def test_erasure__any_other_name__refused(store: EventStore, team_id: int, name: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        Erasure(store, team_id, name)


def test_delete__somebody_stops_it__goes_on_later(store: EventStore, team_id: int) -> None:
    put(store, team_id, "gone", "keep")

    def stop() -> None:
        raise InterruptedError

    name = uuid4().hex
    for wait in (stop, lambda: None):
        erasure = Erasure(store, team_id, name)
        erasure.note("id", [("gone", 0)])
        condition = f"distinct_id IN {erasure.noted('id')}"
        try:
            erasure.delete(TABLE, condition, lambda _: None, wait)
        except InterruptedError:
            continue
    assert names(store, team_id) == ["keep"]
    erasure.close()

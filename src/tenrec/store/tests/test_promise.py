"""What every engine promises."""

from tenrec.store.base import Batch, EventStore


def test_select__bound_string__is_data_not_sql(store: EventStore) -> None:
    nasty = "'; DROP TABLE events -- \\ \t\n\r\0 \\N é😀"
    assert store.select("SELECT {name:String}", {"name": nasty}).rows == [[nasty]]


def test_insert__same_token_twice__stores_once(store: EventStore, team_id: int) -> None:
    row = f"{team_id}\ta\tp\t5\t0\n".replace("\tp\t", "\t00000000-0000-0000-0000-000000000001\t")
    columns = ["team_id", "distinct_id", "person_id", "version", "is_deleted"]
    batch = Batch("person_distinct_ids", columns, row.encode(), f"t-{team_id}")
    store.insert(batch)
    store.insert(batch)
    answer = store.select("SELECT count() FROM person_distinct_ids", team_id=team_id)
    assert answer.rows == [[1]]

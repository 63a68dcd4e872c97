"""What one team has been seen to send: the names that need no more work, in memory."""

from dataclasses import dataclass, field

from tenrec.taxonomy.detect import PropertyType
from tenrec.taxonomy.models import (
    EventDefinition,
    EventProperty,
    PropertyDefinition,
    PropertyShape,
)

# A project that sends ever new names shall not fill the memory: then it starts over.
NAMES_PER_TEAM = 600_000
# Nor the database: nobody can look through so many names. Events are stored all the same.
ROWS_PER_TEAM = 200_000
NAME_BYTES = 200

PropertyKey = tuple[int, int, str]
"""Kind, group type index or -1, name."""


@dataclass(slots=True)
class TeamNames:
    """Mirrors the definitions of a team, as far as the worker needs them."""

    last_seen: dict[str, int] = field(default_factory=dict)
    """Event name to the unix hour of its last sight."""
    types: dict[PropertyKey, bool] = field(default_factory=dict)
    """Property to whether its type is known."""
    numeric: set[str] = field(default_factory=set)
    """Names of numbers, whatever they are properties of."""
    shapes: dict[PropertyKey, int] = field(default_factory=dict)
    """See tenrec.taxonomy.shapes."""
    pairs: dict[str, set[str]] = field(default_factory=dict)
    """Event name to the property names seen with it."""
    settled: dict[str, set[str]] = field(default_factory=dict)
    """Event name to the property names about which nothing more can be learned."""
    settled_person: set[str] = field(default_factory=set)
    loaded_hour: int = 0
    rows: int = 0
    """How many definitions and pairs there are, those of this batch included."""

    def count_rows(self) -> None:
        """After loading; later each new one is counted as it comes."""
        self.rows = len(self.types) + len(self.last_seen) + sum(map(len, self.pairs.values()))

    @property
    def size(self) -> int:
        """How many names are held."""
        by_event = sum(map(len, self.pairs.values())) + sum(map(len, self.settled.values()))
        return len(self.types) + len(self.last_seen) + len(self.settled_person) + by_event


def is_fit(name: str) -> bool:
    """Short enough, and text that PostgreSQL can hold."""
    return 0 < len(name) <= NAME_BYTES and len(name.encode()) <= NAME_BYTES and "\0" not in name


def load(team_id: int, hour: int) -> TeamNames:
    """Reads what the database knows of the team."""
    names = TeamNames(loaded_hour=hour)
    events = EventDefinition.objects.filter(team_id=team_id)
    for name, seen_at in events.values_list("name", "last_seen_at"):
        names.last_seen[name] = int(seen_at.timestamp()) // 3600 if seen_at else 0
    properties = PropertyDefinition.objects.filter(team_id=team_id)
    for kind, index, name, type_ in properties.values_list(
        "type", "group_type_index", "name", "property_type"
    ):
        names.types[kind, index, name] = type_ is not None
        if type_ == PropertyType.NUMERIC:
            names.numeric.add(name)
    shapes = PropertyShape.objects.filter(team_id=team_id)
    for kind, index, name, shape in shapes.values_list("type", "group_type_index", "name", "shape"):
        names.shapes[kind, index, name] = shape
    for event, name in EventProperty.objects.filter(team_id=team_id).values_list(
        "event", "property"
    ):
        names.pairs.setdefault(event, set()).add(name)
    return names

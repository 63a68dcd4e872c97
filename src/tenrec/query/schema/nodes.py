"""Series nodes: what is counted — events, actions, rows of a table, or several of them together."""

from typing import Annotated, Literal

from pydantic import Field

from tenrec.query.schema.base import Node, Part
from tenrec.query.schema.parts import DataNode
from tenrec.query.schema.properties import AnyFilter
from tenrec.query.schema.words import GroupIndex, LogicalOperator, Math


class RevenueCurrency(Part):
    """In which currency amounts are: always this one, or as a property says."""

    property: str | None = None
    static: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")


class Entity(Node):
    """What all series nodes can hold."""

    name: str | None = None
    custom_name: str | None = None
    math: Math | None = None
    math_group_type_index: GroupIndex | None = None
    math_hogql: str | None = None
    math_multiplier: float | None = None
    math_property: str | None = None
    math_property_revenue_currency: RevenueCurrency | None = None
    math_property_type: str | None = None
    optionalInFunnel: bool | None = None
    properties: list[AnyFilter] | None = None
    fixedProperties: list[AnyFilter] | None = None


class EventsNode(Entity):
    """Events of one name, or of any."""

    kind: Literal["EventsNode"] = "EventsNode"
    event: str | None = None
    limit: int | None = None
    orderBy: list[str] | None = None


class ActionsNode(Entity):
    """Events that an action matches."""

    kind: Literal["ActionsNode"] = "ActionsNode"
    id: int


class DataWarehouseNode(Entity):
    """Rows of an imported table."""

    kind: Literal["DataWarehouseNode"] = "DataWarehouseNode"
    id: str
    table_name: str
    id_field: str
    timestamp_field: str
    distinct_id_field: str
    dw_source_type: str | None = None


class FunnelsDataWarehouseNode(Entity):
    """Rows of an imported table as a step."""

    kind: Literal["FunnelsDataWarehouseNode"] = "FunnelsDataWarehouseNode"
    id: str
    table_name: str
    id_field: str
    timestamp_field: str
    aggregation_target_field: str
    dw_source_type: str | None = None


class LifecycleDataWarehouseNode(Entity):
    """Rows of an imported table as signs of life."""

    kind: Literal["LifecycleDataWarehouseNode"] = "LifecycleDataWarehouseNode"
    id: str
    table_name: str
    timestamp_field: str
    aggregation_target_field: str
    created_at_field: str


class GroupNode(Entity):
    """Several events or actions counted as one."""

    kind: Literal["GroupNode"] = "GroupNode"
    operator: LogicalOperator = "OR"
    nodes: list[
        Annotated[EventsNode | ActionsNode | DataWarehouseNode, Field(discriminator="kind")]
    ] = Field(min_length=1)
    limit: int | None = None
    orderBy: list[str] | None = None


class PersonsNode(DataNode):
    """A list of persons, the old way."""

    kind: Literal["PersonsNode"] = "PersonsNode"
    cohort: int | None = None
    distinctId: str | None = None
    search: str | None = None
    properties: list[AnyFilter] | None = None
    fixedProperties: list[AnyFilter] | None = None
    limit: int | None = None
    offset: int | None = None


Series = Annotated[
    EventsNode | ActionsNode | DataWarehouseNode | GroupNode, Field(discriminator="kind")
]

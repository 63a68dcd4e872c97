"""What all insights share: dates, filters, sampling, whom they count."""

from pydantic import Field

from tenrec.query.schema.base import Node
from tenrec.query.schema.parts import DateRange, LogTags, Modifiers
from tenrec.query.schema.properties import Properties


class InsightQuery(Node):
    """The members that every insight can have."""

    dateRange: DateRange | None = None
    filterTestAccounts: bool | None = None
    properties: Properties | None = None
    samplingFactor: float | None = Field(default=None, ge=0, le=1)
    dataColorTheme: float | None = None
    modifiers: Modifiers | None = None
    tags: LogTags | None = None


class ActorInsightQuery(InsightQuery):
    """An insight that can count groups in place of persons."""

    aggregation_group_type_index: int | None = Field(default=None, ge=0, le=4)

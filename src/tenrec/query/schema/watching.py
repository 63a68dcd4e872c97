"""What goes wrong and how it runs: error tracking, logs, traces of models."""

from typing import Literal

from tenrec.query.schema.base import Part
from tenrec.query.schema.parts import DataNode, DateRange
from tenrec.query.schema.properties import AnyFilter, OuterGroup
from tenrec.query.schema.words import Direction


class Assignee(Part):
    """Who looks after an issue."""

    type: Literal["user", "role"]
    id: str | int


class ErrorTrackingQuery(DataNode):
    """A list of issues, or one."""

    kind: Literal["ErrorTrackingQuery"] = "ErrorTrackingQuery"
    dateRange: DateRange
    volumeResolution: int
    orderBy: Literal["last_seen", "first_seen", "occurrences", "users", "sessions", "revenue"]
    orderDirection: Direction | None = None
    assignee: Assignee | None = None
    filterGroup: OuterGroup | None = None
    filterTestAccounts: bool | None = None
    issueId: str | None = None
    personId: str | None = None
    groupKey: str | None = None
    groupTypeIndex: int | None = None
    revenueEntity: (
        Literal["person", "group_0", "group_1", "group_2", "group_3", "group_4"] | None
    ) = None
    revenuePeriod: Literal["all_time", "last_30_days"] | None = None
    searchQuery: str | None = None
    status: (
        Literal["archived", "active", "resolved", "pending_release", "suppressed", "all"] | None
    ) = None
    useQueryV2: bool | None = None
    withAggregations: bool | None = None
    withFirstEvent: bool | None = None
    withLastEvent: bool | None = None
    limit: int | None = None
    offset: int | None = None


class ErrorTrackingSimilarIssuesQuery(DataNode):
    """Issues that look like this one."""

    kind: Literal["ErrorTrackingSimilarIssuesQuery"] = "ErrorTrackingSimilarIssuesQuery"
    issueId: str
    dateRange: DateRange | None = None
    maxDistance: float | None = None
    modelName: str | None = None
    rendering: str | None = None
    limit: int | None = None
    offset: int | None = None


class ErrorTrackingIssueCorrelationQuery(DataNode):
    """Issues that go with events."""

    kind: Literal["ErrorTrackingIssueCorrelationQuery"] = "ErrorTrackingIssueCorrelationQuery"
    events: list[str]


class LogsQuery(DataNode):
    """Lines of the logs."""

    kind: Literal["LogsQuery"] = "LogsQuery"
    dateRange: DateRange
    filterGroup: OuterGroup
    serviceNames: list[str]
    severityLevels: list[Literal["trace", "debug", "info", "warn", "error", "fatal"]]
    searchTerm: str | None = None
    orderBy: Literal["latest", "earliest"] | None = None
    after: str | None = None
    limit: int | None = None
    offset: int | None = None


class TracesQuery(DataNode):
    """Traces of language models."""

    kind: Literal["TracesQuery"] = "TracesQuery"
    dateRange: DateRange | None = None
    filterTestAccounts: bool | None = None
    filterSupportTraces: bool | None = None
    groupKey: str | None = None
    groupTypeIndex: int | None = None
    personId: str | None = None
    properties: list[AnyFilter] | None = None
    randomOrder: bool | None = None
    showColumnConfigurator: bool | None = None
    limit: int | None = None
    offset: int | None = None


class TraceQuery(DataNode):
    """One trace."""

    kind: Literal["TraceQuery"] = "TraceQuery"
    traceId: str
    dateRange: DateRange | None = None
    properties: list[AnyFilter] | None = None


class EmbeddedDocument(Part):
    """A text by which others are found."""

    document_id: str
    document_type: str
    product: str
    timestamp: str


class DocumentSimilarityQuery(DataNode):
    """Texts near to a text."""

    kind: Literal["DocumentSimilarityQuery"] = "DocumentSimilarityQuery"
    origin: EmbeddedDocument
    dateRange: DateRange
    distance_func: Literal["L1Distance", "L2Distance", "cosineDistance"]
    document_types: list[str]
    model: str
    order_by: Literal["distance", "timestamp"]
    order_direction: Literal["asc", "desc"]
    products: list[str]
    renderings: list[str]
    threshold: float | None = None
    limit: int | None = None
    offset: int | None = None


class VectorSearchQuery(DataNode):
    """What is near to a vector."""

    kind: Literal["VectorSearchQuery"] = "VectorSearchQuery"
    embedding: list[float]
    embeddingVersion: float | None = None


class TeamTaxonomyQuery(DataNode):
    """The events of the project."""

    kind: Literal["TeamTaxonomyQuery"] = "TeamTaxonomyQuery"
    limit: int | None = None
    offset: int | None = None


class EventTaxonomyQuery(DataNode):
    """The properties of an event with examples."""

    kind: Literal["EventTaxonomyQuery"] = "EventTaxonomyQuery"
    event: str | None = None
    actionId: int | None = None
    maxPropertyValues: int | None = None
    properties: list[str] | None = None


class ActorsPropertyTaxonomyQuery(DataNode):
    """The properties of persons or groups with examples."""

    kind: Literal["ActorsPropertyTaxonomyQuery"] = "ActorsPropertyTaxonomyQuery"
    properties: list[str]
    groupTypeIndex: int | None = None
    maxPropertyValues: int | None = None


class SuggestedQuestionsQuery(DataNode):
    """Questions that could be asked."""

    kind: Literal["SuggestedQuestionsQuery"] = "SuggestedQuestionsQuery"


class UsageMetricsQuery(DataNode):
    """How much a person or group uses the product."""

    kind: Literal["UsageMetricsQuery"] = "UsageMetricsQuery"
    person_id: str | None = None
    group_key: str | None = None
    group_type_index: int | None = None

"""Nodes that say how another node is shown; only their `source` is a question."""

from typing import Annotated, Literal

from pydantic import Field

from tenrec.query.schema import business, experiments, lists, watching, web
from tenrec.query.schema.actors import ActorsQuery, GroupsQuery, Insight
from tenrec.query.schema.base import Node, Part
from tenrec.query.schema.charts import ChartSettings, TableSettings
from tenrec.query.schema.language import HogQLQuery
from tenrec.query.schema.nodes import EventsNode, PersonsNode
from tenrec.query.schema.parts import LogTags
from tenrec.query.schema.words import Display


class RetentionView(Part):
    """What of a retention is hidden."""

    hideLineGraph: bool | None = None
    hideSizeColumn: bool | None = None
    useSmallLayout: bool | None = None


class PieView(Part):
    """What of a pie is hidden."""

    disableHoverOffset: bool | None = None
    hideAggregation: bool | None = None


class VizOptions(Part):
    """Options of one chart type."""

    RETENTION: RetentionView | None = None
    ActionsPie: PieView | None = None


class _InsightView(Node):
    """What is shown around an insight."""

    full: bool | None = None
    embedded: bool | None = None
    hidePersonsModal: bool | None = None
    hideTooltipOnScroll: bool | None = None
    showCorrelationTable: bool | None = None
    showFilters: bool | None = None
    showHeader: bool | None = None
    showLastComputation: bool | None = None
    showLastComputationRefresh: bool | None = None
    showResults: bool | None = None
    showTable: bool | None = None
    suppressSessionAnalysisWarning: bool | None = None
    vizSpecificOptions: VizOptions | None = None


class TableContext(Part):
    """Where a table stands."""

    type: Literal["event_definition", "team_columns"]
    eventDefinitionId: str | None = None


class _TableView(Node):
    """What is shown around a table."""

    allowSorting: bool | None = None
    context: TableContext | None = None
    contextKey: str | None = None
    defaultColumns: list[str] | None = None
    embedded: bool | None = None
    expandable: bool | None = None
    full: bool | None = None
    propertiesViaUrl: bool | None = None
    showAbsoluteTime: bool | None = None
    showActions: bool | None = None
    showColumnConfigurator: bool | None = None
    showCount: bool | None = None
    showDateRange: bool | None = None
    showElapsedTime: bool | None = None
    showEventFilter: bool | None = None
    showEventsFilter: bool | None = None
    showExport: bool | None = None
    showHogQLEditor: bool | None = None
    showOpenEditorButton: bool | None = None
    showPersistentColumnConfigurator: bool | None = None
    showPropertyFilter: bool | list[str] | None = None
    showRecordingColumn: bool | None = None
    showReload: bool | None = None
    showResultsTable: bool | None = None
    showSavedFilters: bool | None = None
    showSavedQueries: bool | None = None
    showSearch: bool | None = None
    showSourceQueryOptions: bool | None = None
    showTableViews: bool | None = None
    showTestAccountFilters: bool | None = None
    showTimings: bool | None = None


class InsightVizNode(_InsightView):
    """An insight as a chart."""

    kind: Literal["InsightVizNode"] = "InsightVizNode"
    source: Insight


class SavedInsightNode(_InsightView, _TableView):
    """A saved insight by its short id."""

    kind: Literal["SavedInsightNode"] = "SavedInsightNode"
    shortId: str


class DataVisualizationNode(Node):
    """The rows of SQL as a chart or a table."""

    kind: Literal["DataVisualizationNode"] = "DataVisualizationNode"
    source: HogQLQuery
    display: Display | None = None
    chartSettings: ChartSettings | None = None
    tableSettings: TableSettings | None = None


class DataTableNode(_TableView):
    """Rows as a table."""

    kind: Literal["DataTableNode"] = "DataTableNode"
    source: Annotated[
        EventsNode
        | lists.EventsQuery
        | lists.SessionsQuery
        | lists.SessionAttributionExplorerQuery
        | PersonsNode
        | ActorsQuery
        | GroupsQuery
        | HogQLQuery
        | web.WebOverviewQuery
        | web.WebStatsTableQuery
        | web.WebExternalClicksTableQuery
        | web.WebGoalsQuery
        | web.WebVitalsQuery
        | web.WebVitalsPathBreakdownQuery
        | business.RevenueAnalyticsGrossRevenueQuery
        | business.RevenueAnalyticsMetricsQuery
        | business.RevenueAnalyticsMRRQuery
        | business.RevenueAnalyticsOverviewQuery
        | business.RevenueAnalyticsTopCustomersQuery
        | business.RevenueExampleEventsQuery
        | business.RevenueExampleDataWarehouseTablesQuery
        | business.MarketingAnalyticsTableQuery
        | business.MarketingAnalyticsAggregatedQuery
        | watching.ErrorTrackingQuery
        | watching.ErrorTrackingIssueCorrelationQuery
        | watching.TracesQuery
        | watching.TraceQuery
        | experiments.ExperimentTrendsQuery
        | experiments.ExperimentFunnelsQuery,
        Field(discriminator="kind"),
    ]
    columns: list[str] | None = None
    hiddenColumns: list[str] | None = None
    pinnedColumns: list[str] | None = None
    tags: LogTags | None = None

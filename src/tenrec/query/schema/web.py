"""Web analytics: visitors, pages, goals, vitals."""

from typing import Literal

from pydantic import Field

from tenrec.query.schema.actors import Insight
from tenrec.query.schema.base import Node, Part
from tenrec.query.schema.parts import CompareFilter, ConversionGoal, DataNode, DateRange
from tenrec.query.schema.properties import WebFilter
from tenrec.query.schema.words import Interval

OrderField = Literal[
    "Visitors",
    "Views",
    "AvgTimeOnPage",
    "Clicks",
    "BounceRate",
    "AverageScrollPercentage",
    "ScrollGt80Percentage",
    "TotalConversions",
    "UniqueConversions",
    "ConversionRate",
    "ConvertingUsers",
    "RageClicks",
    "DeadClicks",
    "Errors",
]


class SamplingRate(Part):
    """One in how many."""

    numerator: float
    denominator: float | None = None


class Sampling(Part):
    """Whether a part of the events is enough."""

    enabled: bool | None = None
    forceSamplingRate: SamplingRate | None = None


class WebQuery(DataNode):
    """What all questions about the web share."""

    properties: list[WebFilter]
    dateRange: DateRange | None = None
    interval: Interval | None = None
    compareFilter: CompareFilter | None = None
    conversionGoal: ConversionGoal | None = None
    doPathCleaning: bool | None = None
    filterTestAccounts: bool | None = None
    includeRevenue: bool | None = None
    orderBy: list[OrderField | Literal["ASC", "DESC"]] | None = Field(default=None, max_length=2)
    sampling: Sampling | None = None
    samplingFactor: float | None = Field(default=None, ge=0, le=1)
    aggregation_group_type_index: int | None = None
    dataColorTheme: float | None = None
    useSessionsTable: bool | None = None
    useWebAnalyticsPrecompute: bool | None = None


class WebOverviewQuery(WebQuery):
    """Visitors, views, sessions, duration and bounce rate."""

    kind: Literal["WebOverviewQuery"] = "WebOverviewQuery"


class WebStatsTableQuery(WebQuery):
    """Visitors and views by page, channel, device or country."""

    kind: Literal["WebStatsTableQuery"] = "WebStatsTableQuery"
    breakdownBy: Literal[
        "Page",
        "InitialPage",
        "ExitPage",
        "ExitClick",
        "PreviousPage",
        "ScreenName",
        "InitialChannelType",
        "InitialReferringDomain",
        "InitialReferringURL",
        "InitialUTMSource",
        "InitialUTMCampaign",
        "InitialUTMMedium",
        "InitialUTMTerm",
        "InitialUTMContent",
        "InitialUTMSourceMediumCampaign",
        "Browser",
        "OS",
        "Viewport",
        "DeviceType",
        "Country",
        "Region",
        "City",
        "Timezone",
        "Language",
        "FrustrationMetrics",
    ]
    includeAvgTimeOnPage: bool | None = None
    includeBounceRate: bool | None = None
    includeHost: bool | None = None
    includeScrollDepth: bool | None = None
    limit: int | None = None
    offset: int | None = None


class WebExternalClicksTableQuery(WebQuery):
    """Clicks on links that lead away."""

    kind: Literal["WebExternalClicksTableQuery"] = "WebExternalClicksTableQuery"
    limit: int | None = None
    stripQueryParams: bool | None = None


class WebGoalsQuery(WebQuery):
    """How many visitors did what the actions describe."""

    kind: Literal["WebGoalsQuery"] = "WebGoalsQuery"
    limit: int | None = None


class WebVitalsQuery(WebQuery):
    """How fast pages are, over time."""

    kind: Literal["WebVitalsQuery"] = "WebVitalsQuery"
    source: Insight


class WebVitalsPathBreakdownQuery(WebQuery):
    """Which pages are fast and which are not; `thresholds` are good and poor."""

    kind: Literal["WebVitalsPathBreakdownQuery"] = "WebVitalsPathBreakdownQuery"
    metric: Literal["INP", "LCP", "CLS", "FCP"]
    percentile: Literal["p75", "p90", "p99"]
    thresholds: list[float] = Field(min_length=2, max_length=2)


class WebPageURLSearchQuery(WebQuery):
    """Pages whose address holds a text."""

    kind: Literal["WebPageURLSearchQuery"] = "WebPageURLSearchQuery"
    searchTerm: str | None = None
    stripQueryParams: bool | None = None
    limit: int | None = None


class WebTrendsQuery(WebQuery):
    """Figures of the web over time."""

    kind: Literal["WebTrendsQuery"] = "WebTrendsQuery"
    metrics: list[
        Literal[
            "UniqueUsers", "PageViews", "Sessions", "Bounces", "SessionDuration", "TotalSessions"
        ]
    ]
    limit: int | None = None
    offset: int | None = None


class WebAnalyticsExternalSummaryQuery(Node):
    """The figures in brief, for other programs."""

    kind: Literal["WebAnalyticsExternalSummaryQuery"] = "WebAnalyticsExternalSummaryQuery"
    dateRange: DateRange
    properties: list[WebFilter]

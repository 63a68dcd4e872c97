"""/api/projects/:id/feature_flags/ and its flat twins, the oldest of which is feature_flag."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from tenrec.accounts.changes import tell_of_flags
from tenrec.activity.record import Change, changes_between, record, values_of
from tenrec.flags.models import FeatureFlag
from tenrec.resources.feature_flags.bulk import BulkActions
from tenrec.resources.feature_flags.conflicts import wait_for_others
from tenrec.resources.feature_flags.evaluations import EvaluationActions
from tenrec.resources.feature_flags.filters import LIST, ORDERS, narrowed
from tenrec.resources.feature_flags.listing import CohortActions
from tenrec.resources.feature_flags.machines import MachineActions
from tenrec.resources.feature_flags.organization import OrganizationFlagViewSet
from tenrec.resources.feature_flags.payloads import unread
from tenrec.resources.feature_flags.serializers import FeatureFlagSerializer
from tenrec.resources.feature_flags.states import StateActions
from tenrec.resources.feature_flags.values import FlagValuesView
from tenrec.rest.audit import Audited
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.ordering import ordered
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_HIDDEN = frozenset(
    {
        "version",
        "is_multivariate",
        "is_for_everybody",
        "last_called_at",
        "usage_dashboard_id",
        "usage_dashboard_is_enriched",
    }
)


@extend_schema_view(list=extend_schema(parameters=LIST))
class FeatureFlagViewSet(
    Audited,
    SoftDeleted,
    BulkActions,
    CohortActions,
    EvaluationActions,
    MachineActions,
    StateActions,
    ProjectViewSet,
):
    """Feature flags: what is on for whom, and what it is then."""

    scope = "feature_flag"
    activity_scope = "FeatureFlag"
    activity_hides = _HIDDEN
    retrieves_deleted = True
    # Not joined: users are wide rows, and few beside the flags of a page.
    queryset = FeatureFlag.objects.prefetch_related(
        "created_by", "last_modified_by", "analytics_dashboards"
    ).order_by("-created_at", "-id")
    serializer_class: Any = FeatureFlagSerializer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self._writes:
            wait_for_others([self.project.id])

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            context["project"] = self.project
        return context

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        if self.action != "list":
            return queryset
        return ordered(narrowed(queryset, self.request), self.request, ORDERS)

    def perform_create(self, serializer: Any) -> None:
        super().perform_create(serializer)
        tell_of_flags(self.project.id)

    def perform_update(self, serializer: Any) -> None:
        super().perform_update(serializer)
        tell_of_flags(self.project.id)

    def log(self, activity: str, thing: Any, changes: list[Change] | None = None) -> None:
        """By its key: what other things call a name is the description of a flag."""
        changes = changes or []
        record(
            activity,
            scope=self.activity_scope,
            item_id=thing.pk,
            user=self.user,
            organization=self.project.organization,
            project=self.project,
            name=thing.key,
            changes=unread(changes) if thing.has_encrypted_payloads else changes,
        )

    def _change(self, flag: FeatureFlag, activity: str, **values: Any) -> None:
        """Without a serializer: for steps that cannot be wrong."""
        before = values_of(flag, _HIDDEN)
        for name, value in values.items():
            setattr(flag, name, value)
        flag.version += 1
        flag.last_modified_by = self.user
        flag.save()
        self.log(activity, flag, changes_between("FeatureFlag", before, values_of(flag, _HIDDEN)))
        tell_of_flags(self.project.id)

    def _all_live(self) -> QuerySet[FeatureFlag]:
        return FeatureFlag.objects.filter(project=self.project, deleted=False)


ROUTES = [
    Route("feature_flags", FeatureFlagViewSet),
    Route("feature_flags", FeatureFlagViewSet, "flat"),
    Route("feature_flag", FeatureFlagViewSet, "flat"),
    Route("feature_flags", OrganizationFlagViewSet, "organization"),
    Route("flag_value/values", FlagValuesView),
]

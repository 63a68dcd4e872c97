"""The paths that Django answers; the resources bring their own."""

from tenrec import resources
from tenrec.core.discover import discover
from tenrec.rest import errors, router

urlpatterns = router.build(discover(resources, "ROUTES", inside="views").values())
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken

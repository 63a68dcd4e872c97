"""What SDKs are told of a project's settings: only what this server can really do for them.

Recordings, surveys, heatmaps, dead clicks, web vitals and the capture of exceptions by the browser
SDK need scripts or screens that are not built yet: they stay off, whatever a project has chosen.
"""

from collections.abc import Mapping
from typing import Any

SETTINGS = (
    "api_token",
    "autocapture_opt_out",
    "capture_performance_opt_in",
    "flags_persistence_default",
)
"""The columns of a project that are looked at."""

MINIMAL: Mapping[str, Any] = {
    "supportedCompression": ["gzip", "gzip-js"],
    "config": {"enable_collect_everything": True},
    "toolbarParams": {},
    "isAuthenticated": False,
    "sessionRecording": False,
}
"""For who asks without saying for which project."""


def sdk_config(settings: Mapping[str, Any], *, has_flags: bool) -> dict[str, Any]:
    """The members that `config=true` adds to the answer of flags."""
    has_timing = bool(settings["capture_performance_opt_in"])
    performance = {
        "network_timing": True,
        "web_vitals": False,
        "web_vitals_allowed_metrics": None,
    }
    return {
        "token": settings["api_token"],
        **MINIMAL,
        "hasFeatureFlags": has_flags,
        "captureDeadClicks": False,
        "capturePerformance": performance if has_timing else False,
        "autocapture_opt_out": bool(settings["autocapture_opt_out"]),
        "autocaptureExceptions": False,
        "analytics": {"endpoint": "/i/v0/e/"},
        "elementsChainAsString": True,
        "errorTracking": {"autocaptureExceptions": False, "suppressionRules": []},
        "logs": {"captureConsoleLogs": False},
        "heatmaps": False,
        "conversations": False,
        "surveys": False,
        "productTours": False,
        "defaultIdentifiedOnly": True,
        "flagsPersistenceDefault": bool(settings["flags_persistence_default"]),
        "siteApps": [],
    }

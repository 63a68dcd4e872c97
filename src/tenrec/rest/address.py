"""The address of the caller; forwarded headers are believed from trusted proxies only."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def caller_address(request: HttpRequest) -> str:
    """The last address on the way that is not a proxy of ours."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    way = [*(part.strip() for part in forwarded.split(",") if part.strip())]
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    for address in reversed([*way, nearest]):
        nearest = address
        if not _is_ours(address):
            break
    return nearest


def _is_ours(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in settings.CONFIG.trusted_proxies)

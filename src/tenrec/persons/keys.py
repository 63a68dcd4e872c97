"""Property names that persons treat in a way of their own."""


def _words(text: str) -> list[str]:
    return text.split()


_DEVICE = _words("""
    $app_build $app_name $app_namespace $app_version $browser $browser_version $device_type
    $current_url $pathname $os $os_name $os_version $referring_domain $referrer $screen_height
    $screen_width $viewport_height $viewport_width $raw_user_agent
""")
_CAMPAIGN = _words("""
    utm_source utm_medium utm_campaign utm_content utm_name utm_term gclid gad_source gclsrc dclid
    gbraid wbraid fbclid msclkid twclid li_fat_id mc_cid igshid ttclid rdt_cid irclid _kx
    epik qclid sccid
""")


def initial_name(key: str) -> str:
    """The name under which the first value of an automatic property is kept."""
    return "$initial_" + key.removeprefix("$")


AUTOMATIC = {key: initial_name(key) for key in [*_DEVICE, *_CAMPAIGN]}
"""Event properties that are copied to the person: the latest under their own name, the first
under the initial one."""

HOST_KEYS = frozenset({"$os", "$os_name", "$os_version"})
SERVER_LIBRARIES = frozenset(
    f"posthog-{language}"
    for language in _words("python node edge server go ruby php java dotnet elixir rs")
)
"""SDKs whose `HOST_KEYS` describe the machine of the sender, not that of the person."""

_NOISY_PLAIN = _words("""
    $current_url $pathname $referring_domain $referrer $screen_height $screen_width
    $viewport_height $viewport_width $browser $browser_version $device_type $raw_user_agent $os
    $os_name $os_version
""")
_NOISY_GEO = _words("""
    postal_code time_zone latitude longitude accuracy_radius subdivision_1_code subdivision_1_name
    subdivision_2_code subdivision_2_name subdivision_3_code subdivision_3_name city_confidence
    country_confidence postal_code_confidence subdivision_1_confidence subdivision_2_confidence
    subdivision_3_confidence
""")
NOISY = frozenset([*_NOISY_PLAIN, *(f"$geoip_{suffix}" for suffix in _NOISY_GEO)])
"""A new value of these alone is not worth writing the person again."""

_PROTECTED = frozenset(
    {
        "email",
        "name",
        *AUTOMATIC,
        *_words("$session_id $window_id $pageview_id $host $user_id $device_id $anon_distinct_id"),
        *(f"$initial_utm_{part}" for part in _words("source medium campaign content term")),
        "$initial_referring_domain",
    }
)


def is_protected(key: str) -> bool:
    """Whether the key stays when a person that has grown too large is cut."""
    return key in _PROTECTED or key.startswith("$initial_referrer")

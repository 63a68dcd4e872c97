"""First values of a person: until they are stored, the current ones stand for them."""

_OF_EVENTS = """
    app_build app_name app_namespace app_version browser browser_version device_type current_url
    pathname os os_version referring_domain referrer screen_height screen_width viewport_height
    viewport_width raw_user_agent
"""
_OF_CAMPAIGNS = """
    utm_source utm_medium utm_campaign utm_content utm_term gclid gad_source gclsrc dclid gbraid
    wbraid fbclid msclkid twclid li_fat_id mc_cid igshid ttclid rdt_cid epik qclid sccid irclid _kx
"""

CURRENT_OF_INITIAL = {
    **{f"$initial_{name}": f"${name}" for name in _OF_EVENTS.split()},
    **{f"$initial_{name}": name for name in _OF_CAMPAIGNS.split()},
}
"""`$initial_browser` → `$browser`, `$initial_utm_source` → `utm_source`."""

"""The two lists of addresses for firewalls (protocol section 0)."""

from typing import Any

from simulator.api.call import OK, Call, Endpoint
from simulator.state.world import World


def list_addresses(_world: World, _call: Call) -> dict[str, Any]:
    """Everything here runs on this machine."""
    return {**OK, "ip_list": ["127.0.0.1"]}


ENDPOINTS = {
    "getcallbackip": Endpoint("GET", list_addresses),
    "get_api_domain_ip": Endpoint("GET", list_addresses),
}

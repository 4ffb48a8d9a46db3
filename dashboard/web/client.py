"""Who is at the other end: the network address, and whether a form was sent from our own page."""

from functools import cache
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.requests import Request

from dashboard.settings import settings


def address(request: Request) -> str:
    """Return the client's address: the direct peer, or behind trusted proxies what the nearest
    untrusted one was seen as.
    """
    peer = request.client.host if request.client else ""
    named = request.headers.get("x-forwarded-for", "")
    chain = [*(each.strip() for each in named.split(",") if each.strip()), peer]
    while len(chain) > 1 and _is_trusted(chain[-1], settings().trusted_proxies):
        chain.pop()
    return chain[-1][:64]


@cache
def _is_trusted(peer: str, proxies: str) -> bool:
    try:
        found = ip_address(peer)
    except ValueError:
        return False
    return any(
        found in ip_network(each, strict=False) for each in proxies.replace(",", " ").split()
    )


def is_from_our_page(request: Request) -> bool:
    """Whether a form was sent from this site; browsers say so, other programs need not."""
    headers: Headers = request.headers
    fetched = headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")

"""The addresses of the API, and of the pages that show the same."""

from dashboard.views import links as pages

PAGE = "/api"
BELOW = f"{PAGE}/"
ROOT = f"{PAGE}/v1"
DOCUMENT = f"{ROOT}/openapi.json"
OPEN = frozenset({PAGE, DOCUMENT})  # they say nothing about anybody


def to_return(return_id: int) -> str:
    return f"{ROOT}/returns/{return_id}"


def to_file(return_id: int, revision: int | None = None) -> str:
    chosen = f"?revision={revision}" if revision else ""
    return f"{to_return(return_id)}/file{chosen}"


def of_return(return_id: int) -> dict[str, str]:
    """Return where a return is read, where its newest file is, and its page for people."""
    return {
        "self": to_return(return_id),
        "file": to_file(return_id),
        "page": f"/{pages.to_return(return_id)}",
    }

"""Where to go after signing in: a path of this site, or the front page."""

from urllib.parse import urlsplit

FRONT = "/"
_LONGEST = 2000


def safe(wanted: str | None) -> str:
    """Return ``wanted`` if it is a path (with its query) on this site, else the front page.

    Browsers read backslashes as slashes and skip control characters, so neither may occur; the
    sign-in pages themselves are no place to go back to.
    """
    if not wanted or len(wanted) > _LONGEST or not wanted.startswith("/"):
        return FRONT
    if wanted.startswith("//") or "\\" in wanted:
        return FRONT
    if any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in wanted):
        return FRONT
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return FRONT
    if parts.scheme or parts.netloc or parts.path in {"/sign-in", "/sign-out", "/language"}:
        return FRONT
    return wanted

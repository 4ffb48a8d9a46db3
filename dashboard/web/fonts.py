"""The fonts of every page, Streamlit's and ours."""

from dashboard.web import static


def links() -> str:
    """Return what makes a browser fetch the fonts before it has laid anything out."""
    return "".join(
        f'<link rel="preload" href="/assets/fonts/{name}" as="font" type="font/ttf" crossorigin>'
        for name in static.FONT_FILES.values()
    )


def faces() -> str:
    """Return the style rules that name them."""
    return "".join(
        f"@font-face{{font-family:'Be Vietnam Pro';font-weight:{weight};font-display:swap;"
        f"src:url('/assets/fonts/{name}') format('truetype')}}"
        for weight, name in static.FONT_FILES.items()
    )

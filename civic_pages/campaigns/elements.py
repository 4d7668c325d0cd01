"""The custom elements of campaigns' own pages, beside those of blocks."""


def ours() -> dict[str, str]:
    """Return the static path of each element's module, by the element's name."""
    names = ("civic-explorer", "civic-back", "civic-alike")
    return {name: f"civic_pages/js/elements/{name}.js" for name in names}

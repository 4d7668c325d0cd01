"""Excerpts of texts that people wrote."""


def shortened(text: str, limit: int) -> str:
    """Return text cut between words to ``limit`` characters, with an ellipsis where it was cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.…") + "…"

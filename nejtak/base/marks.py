"""The brackets of the collector's marks in `form.<language>.html`: see docs/architecture.md."""

OPEN, SHUT = "⟦", "⟧"


def has_marks(text: str) -> bool:
    """Whether a text contains a bracket that the collector would read as part of a mark."""
    return OPEN in text or SHUT in text

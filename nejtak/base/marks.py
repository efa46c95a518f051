"""The brackets of the collector's marks in `form.<language>.html`: see docs/architecture.md."""

OPEN, SHUT = "⟦", "⟧"


def has_marks(text: str) -> bool:
    """Whether a text holds a bracket that the collector would take for a mark's."""
    return OPEN in text or SHUT in text

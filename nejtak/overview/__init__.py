"""All clients and waves at a glance, from the sources and the files next to them, without a key."""

from nejtak.overview.read import overview
from nejtak.overview.rows import Overview, OverviewRow, Todo

__all__ = ["Overview", "OverviewRow", "Todo", "overview"]

"""All clients and waves at a glance, without a key; and one command for all that are due."""

from nejtak.overview.read import overview
from nejtak.overview.rows import Overview, OverviewRow, Todo

__all__ = ["Overview", "OverviewRow", "Todo", "overview"]

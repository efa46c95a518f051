"""All clients and waves at a glance, from what lies beside the sources: no key is needed."""

from nejtak.overview.read import overview
from nejtak.overview.rows import Overview, OverviewRow, Todo

__all__ = ["Overview", "OverviewRow", "Todo", "overview"]

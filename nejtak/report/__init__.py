"""Reports: from a closed wave's answers to a page that teaches the employer and exposes no one."""

from nejtak.report.page import render

__all__ = ["render"]

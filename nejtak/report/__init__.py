"""Reports: from a closed wave's answers to a page that teaches the employer and exposes no one."""

from nejtak.report.approved import Approved
from nejtak.report.issue import issue
from nejtak.report.page.page import Beside
from nejtak.report.pdf import to_pdf
from nejtak.report.release import Release, make
from nejtak.report.tables.findings import Findings, find
from nejtak.report.tables.layout import design
from nejtak.report.tables.norms import Pool, from_record, to_record

__all__ = [
    "Approved",
    "Beside",
    "Findings",
    "Pool",
    "Release",
    "design",
    "find",
    "from_record",
    "issue",
    "make",
    "to_pdf",
    "to_record",
]

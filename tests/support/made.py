"""What the pages of a project are, of the site alone or of the collector alone."""

from __future__ import annotations

from nejtak.base.files import File
from nejtak.project.model import Project
from nejtak.site import pages


def site_files(project: Project, *, drafts: bool = False) -> list[File]:
    """The files of build/site."""
    return [file for tree, file in pages.page_files(project, drafts=drafts) if tree == "site"]


def collector_files(project: Project) -> list[File]:
    """The pages of build/collector."""
    return [file for tree, file in pages.page_files(project) if tree == "collector"]

"""What the playbook advises an employer to do, and an employer's own plan for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nejtak.project.markup import render


@dataclass(frozen=True, slots=True)
class Action:
    """Advice on a reason for an employer: a plain `title`, and Markdown that was checked."""

    title: str
    markdown: str

    @property
    def text(self) -> str:
        """Safe HTML, made when a report needs it: most commands give no advice."""
        return render(self.markdown)[0]


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """Who is responsible for acting on a reason, the target, and by when; empty if not given."""

    owner: str = ""
    target: str = ""
    by: date | None = None

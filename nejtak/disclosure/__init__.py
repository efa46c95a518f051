"""Statistical disclosure control: which figures a report may publish, and the attack on them."""

from nejtak.disclosure.attack import ALL, Program, Published, audit, refused_release
from nejtak.disclosure.declaration import Cell, Declaration, Variable, check_declaration
from nejtak.disclosure.groups import ASKED, counted_by_group, counted_without_groups, planned
from nejtak.disclosure.incoming_counts import fives, in_fives
from nejtak.disclosure.published_counts import (
    GROUP,
    MINIMUM,
    NORMS,
    QUOTES,
    REASONS,
    WIDTH,
    Range,
    at_most,
    block,
    counted,
    total,
)
from nejtak.disclosure.rivals import SETS, counted_by_set, drawn, least_asked

__all__ = [
    "ALL",
    "ASKED",
    "GROUP",
    "MINIMUM",
    "NORMS",
    "QUOTES",
    "REASONS",
    "SETS",
    "WIDTH",
    "Cell",
    "Declaration",
    "Program",
    "Published",
    "Range",
    "Variable",
    "at_most",
    "audit",
    "block",
    "check_declaration",
    "counted",
    "counted_by_group",
    "counted_by_set",
    "counted_without_groups",
    "drawn",
    "fives",
    "in_fives",
    "least_asked",
    "planned",
    "refused_release",
    "total",
]

"""Statistical disclosure control: what may be said about a wave, and the attack that checks it."""

from nejtak.disclosure.attack import ALL, Program, Published, audit, refused
from nejtak.disclosure.blocks import (
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
from nejtak.disclosure.declaration import Cell, Declaration, Variable, check
from nejtak.disclosure.fives import fives, in_fives
from nejtak.disclosure.groups import ASKED, counted_by_group, counted_untold, planned

__all__ = [
    "ALL",
    "ASKED",
    "GROUP",
    "MINIMUM",
    "NORMS",
    "QUOTES",
    "REASONS",
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
    "check",
    "counted",
    "counted_by_group",
    "counted_untold",
    "fives",
    "in_fives",
    "planned",
    "refused",
    "total",
]

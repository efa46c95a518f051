"""Statistical disclosure control: what may be said about a wave, and the attack that checks it."""

from nejtak.disclosure.attack import ALL, Program, Published, audit, refused
from nejtak.disclosure.bands import Band, band, bands
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
from nejtak.disclosure.groups import ASKED, counted_by_group, counted_untold, planned
from nejtak.disclosure.old_attack import Attack, Claim
from nejtak.disclosure.old_attack import audit as old_audit

__all__ = [
    "ALL",
    "ASKED",
    "GROUP",
    "MINIMUM",
    "NORMS",
    "QUOTES",
    "REASONS",
    "WIDTH",
    "Attack",
    "Band",
    "Cell",
    "Claim",
    "Declaration",
    "Program",
    "Published",
    "Range",
    "Variable",
    "at_most",
    "audit",
    "band",
    "bands",
    "block",
    "check",
    "counted",
    "counted_by_group",
    "counted_untold",
    "old_audit",
    "planned",
    "refused",
    "total",
]

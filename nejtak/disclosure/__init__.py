"""Statistical disclosure control: what may be said about a wave, and the attack that checks it."""

from nejtak.disclosure.attack import Attack, Claim, audit
from nejtak.disclosure.bands import MINIMUM, WIDTH, Band, band, bands
from nejtak.disclosure.fives import fives, in_fives

__all__ = [
    "MINIMUM",
    "WIDTH",
    "Attack",
    "Band",
    "Claim",
    "audit",
    "band",
    "bands",
    "fives",
    "in_fives",
]

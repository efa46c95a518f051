"""What a wave's one address is handed out with: ready words, a letter, a poster, a check list.

An invitation that a mail tool has changed can tell who answered, whatever the collector stores. So
the words are bare and the address is whole, and `verify` reads what was really sent.
"""

from nejtak.handouts.address import site_address, sites
from nejtak.handouts.asked import note_asked
from nejtak.handouts.files import files
from nejtak.handouts.verify import verify

__all__ = ["files", "note_asked", "site_address", "sites", "verify"]

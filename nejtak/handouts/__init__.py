"""Invitations to a wave's one address: ready texts, a letter, a poster, a sender's check list.

A mail tool that rewrites links or adds a tracking pixel can reveal who answered, even though the
collector does not store it. So the texts contain the plain address and nothing to track, and
`verify_mail` checks a mail as it arrived.
"""

from nejtak.handouts.address import site_address, sites
from nejtak.handouts.asked import note_asked
from nejtak.handouts.files import handout_files
from nejtak.handouts.verify import verify_mail

__all__ = ["handout_files", "note_asked", "site_address", "sites", "verify_mail"]

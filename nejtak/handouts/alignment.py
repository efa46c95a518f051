"""Whether a mail's sender is aligned as DMARC asks, by the mail's own headers.

The domain that people see, in From, has to be the one that signed (DKIM) or the one that bounces go
to (SPF). Where a receiver has noted its own verdict, that one counts: it has looked into DNS.
Alignment is the relaxed one. Which names are registered domains is not known here, so that two
domains are aligned if they are the same or one lies below the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

_VERDICT = re.compile(r"\bdmarc\s*=\s*([a-z]+)", re.I)
_SIGNED = re.compile(r"(?:^|;)\s*d\s*=\s*([^;\s]+)", re.I)


def misaligned(message: EmailMessage) -> Iterator[str]:
    """Say why the sender is not seen to be aligned; nothing if it is."""
    senders = {
        _domain(address) for _, address in getaddresses(map(str, message.get_all("From", [])))
    }
    if len(senders) != 1 or "" in senders:
        yield "From: has not one address, and programs take such a mail for fraud."
        return
    (sender,) = senders
    verdict = _verdict(message)
    if verdict == "pass":
        return
    signers = sorted(set(_signers(message)))
    bounces = _domain(parseaddr(str(message.get("Return-Path", "")))[1])
    if verdict not in ("", "none", "bestguesspass"):
        yield f"DMARC: the receiver says {verdict}. {_who(sender, signers, bounces)}"
    elif not signers and not bounces:
        yield (
            "DMARC: nothing can be said, since no header shows who delivered the mail. Save it as "
            "it arrived, not the copy under sent mail."
        )
    elif not any(_aligned(sender, other) for other in (*signers, bounces) if other):
        yield f"DMARC fails: {_who(sender, signers, bounces)}"


def _verdict(message: EmailMessage) -> str:
    """What the last receiver noted, which stands first."""
    for header in message.get_all("Authentication-Results", []):
        if found := _VERDICT.search(str(header)):
            return found[1].lower()
    return ""


def _signers(message: EmailMessage) -> Iterator[str]:
    for header in message.get_all("DKIM-Signature", []):
        if found := _SIGNED.search(re.sub(r"\s+", " ", str(header))):
            yield found[1].lower().rstrip(".")


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(".") if "@" in address else ""


def _aligned(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _who(sender: str, signers: list[str], bounces: str) -> str:
    signed = f"it is signed by {', '.join(signers)}" if signers else "it is not signed"
    back = f"bounces go to {bounces}" if bounces else "no bounce address is named"
    return f"From: says {sender}, {signed}, and {back}. Let your mail service sign as {sender}."

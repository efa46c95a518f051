"""Checks in a mail's headers that its sender's domains are aligned, as DMARC requires.

The domain in From, which people see, has to match the domain that signed the mail (DKIM) or the one
that bounces go to (SPF). If the receiving server recorded its own DMARC result, that result counts,
since the server could look into DNS. Alignment is relaxed: two domains are aligned if they are
equal or one is a subdomain of the other. No list of registered domains is consulted.
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
    """The DMARC result of the last receiver, which is in the topmost header that has one."""
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

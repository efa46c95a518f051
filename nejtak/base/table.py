"""The schema of the inbox table: what engine, template and live checks agree on.

An item is found by wave and shard (`pk`) and by an id that only its sender's number gives; there is
no index, so nothing else leads to it. `expires` is the same for all answers to a wave.
"""

from __future__ import annotations

from typing import Any

KEYS = {"pk": ("HASH", "S"), "id": ("RANGE", "B")}
EXPIRES = "expires"


def key_schema() -> list[Any]:
    """The key as DynamoDB and CloudFormation describe it."""
    return [{"AttributeName": name, "KeyType": kind} for name, (kind, _) in KEYS.items()]


def attribute_definitions() -> list[Any]:
    """The attributes of the key, with their types."""
    return [{"AttributeName": name, "AttributeType": type_} for name, (_, type_) in KEYS.items()]

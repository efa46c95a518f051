"""The schema of the inbox table, shared by the engine, the template and the live checks.

The key of an item is wave and shard (`pk`) and an id that is derived from the submission's number.
There is no index, so items cannot be looked up in any other way. `expires` is the same for all
answers to a wave.
"""

from __future__ import annotations

from typing import Any

KEYS = {"pk": ("HASH", "S"), "id": ("RANGE", "B")}
EXPIRES = "expires"


def key_schema() -> list[Any]:
    """The key, in the form of DynamoDB and CloudFormation."""
    return [{"AttributeName": name, "KeyType": kind} for name, (kind, _) in KEYS.items()]


def attribute_definitions() -> list[Any]:
    """The attributes of the key, with their types."""
    return [{"AttributeName": name, "AttributeType": type_} for name, (_, type_) in KEYS.items()]

"""The shapes of CloudFormation's templates and IAM's policies, as far as ours go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypeAlias, TypedDict

# Properties of a resource, or of a part of one, as CloudFormation names them.
JsonObject: TypeAlias = Mapping[str, object]


class Resource(TypedDict):
    """One resource of a template."""

    Type: str
    Properties: JsonObject
    DeletionPolicy: NotRequired[str]
    UpdateReplacePolicy: NotRequired[str]


Resources: TypeAlias = dict[str, Resource]


class Template(TypedDict):
    """The sections that nejtak writes."""

    Description: str
    Parameters: Mapping[str, Mapping[str, str]]
    Resources: Resources
    Outputs: Mapping[str, JsonObject]


class Statement(TypedDict):
    """One statement of a policy."""

    Sid: str
    Effect: str
    Action: str | Sequence[str]
    Resource: object
    Principal: NotRequired[str | Mapping[str, str]]
    Condition: NotRequired[Mapping[str, JsonObject]]


class PolicyDocument(TypedDict):
    """A policy of IAM, or of a bucket."""

    Version: str
    Statement: list[Statement]

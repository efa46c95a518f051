"""IAM's rules, as far as nejtak's policies use them: decisions as AWS would make them.

A request is allowed if a statement allows it and none denies it. Under a permissions boundary the
boundary must allow it, too. An operator of conditions that stands for nothing here is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

Policy = Mapping[str, Any]
Context = Mapping[str, Any]


def allows(
    policies: Sequence[Policy],
    action: str,
    resource: str,
    context: Context | None = None,
    boundary: Policy | None = None,
) -> bool:
    """Whether these policies, under this boundary, allow an action on a resource."""
    if boundary is not None and not allows([boundary], action, resource, context):
        return False
    met = [
        statement["Effect"]
        for policy in policies
        for statement in policy["Statement"]
        if _meets(statement, action, resource, context or {})
    ]
    return "Allow" in met and "Deny" not in met


def _meets(statement: Mapping[str, Any], action: str, resource: str, context: Context) -> bool:
    return (
        any(fnmatchcase(action.lower(), one.lower()) for one in _list(statement["Action"]))
        and any(fnmatchcase(resource, one) for one in _list(statement["Resource"]))
        and all(
            _holds(operator, context.get(key), _list(wanted))
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def _holds(operator: str, found: Any, wanted: list[str]) -> bool:
    match operator:
        case "StringEquals":
            return found in wanted
        case "StringEqualsIfExists":
            return found is None or found in wanted
        case "StringLike":
            return found is not None and any(fnmatchcase(found, one) for one in wanted)
        case "ForAllValues:StringEquals":
            return all(one in wanted for one in _list(found or []))
        case "Null":
            return (found is None) is (wanted == ["true"])
        case "Bool":
            return found in wanted
    raise AssertionError(operator)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

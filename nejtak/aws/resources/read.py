"""Asks AWS, and brings its answers into CloudFormation's form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from nejtak.aws.account import Account, AwsError
from nejtak.aws.resources.view import Seen, Unseen, at
from nejtak.errors import NejtakError

Ids = Mapping[str, str]


def ask(
    account: Account, service: str, method: str, pick: str, /, *missing: str, **values: object
) -> Any:
    """The value at the path `pick` of AWS's answer; Unseen if AWS does not answer.

    None if AWS answers with one of the codes in `missing`, or if there is no value.
    """
    try:
        answer = account.call(service, method, **values)
    except NejtakError as error:
        if isinstance(error, AwsError) and error.code in missing:
            return None
        return Unseen(str(error))
    return at(answer, pick) if pick else dict(answer)


def if_seen(value: Any, change: Callable[[Any], Any]) -> Any:
    """The changed value; an unseen one stays unseen."""
    return value if isinstance(value, Unseen) else change(value)


def understood(read: Callable[[], Any]) -> Any:
    """The result of a reader; Unseen if one of AWS's answers has an unknown form."""
    try:
        return read()
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        return Unseen(f"An answer of AWS has another form ({type(error).__name__})")


def properties(base: Any, values: Mapping[str, Any]) -> Seen:
    """Properties from one answer, which may be Unseen as a whole, and from further questions.

    Values that are None or empty are left out, as a template leaves them out.
    """
    if isinstance(base, Unseen):
        return Seen(_without_empty(values), base)
    return Seen(_without_empty({**(base or {}), **values}))


def _without_empty(values: Mapping[str, Any]) -> Mapping[str, Any]:
    empty: tuple[Any, ...] = (None, "", [], {})
    return {key: value for key, value in values.items() if value not in empty}


def without_quantities(value: Any) -> Any:
    """CloudFront's lists, `{"Quantity": 1, "Items": [...]}`, as CloudFormation has them."""
    if isinstance(value, Mapping):
        if "Quantity" in value:
            return [without_quantities(item) for item in value.get("Items", [])]
        return {key: without_quantities(item) for key, item in value.items()}
    return [without_quantities(item) for item in value] if isinstance(value, list) else value


def referring(value: Any, ids: Ids) -> Any:
    """The same, with the stack's own names and ARNs replaced by a template's references."""
    if isinstance(value, Seen):
        # Through its raw values: to read an unseen value would raise here already.
        return value.mapped(lambda one: referring(one, ids))
    if isinstance(value, Mapping):
        return {key: referring(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [referring(one, ids) for one in value]
    return _reference(value, ids) if isinstance(value, str) else value


def _reference(text: str, ids: Ids) -> Any:
    name = {place: logical for logical, place in ids.items()}
    arns = {
        "Inbox": rf"arn:[^:]+:dynamodb:[^:]+:\d+:table/{_id(ids, 'Inbox')}",
        "Logs": rf"arn:[^:]+:logs:[^:]+:\d+:log-group:{_id(ids, 'Logs')}(:\*)?",
        "ApiHandlerRole": rf"arn:[^:]+:iam::\d+:role/{_id(ids, 'ApiHandlerRole')}",
    }
    for logical, pattern in arns.items():
        if re.fullmatch(pattern, text):
            return {"Fn::GetAtt": [logical, "Arn"]}
    return {"Ref": name[text]} if name.get(text) in {"Headers", "LogoHeaders", "Logs"} else text


def _id(ids: Ids, name: str) -> str:
    return re.escape(ids.get(name, "\0"))

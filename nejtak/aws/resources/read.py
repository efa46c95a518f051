"""Asks AWS, and brings its answers into CloudFormation's form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from nejtak.aws.account import Account, RefusedError
from nejtak.aws.resources.view import Seen, Unseen, at

Ids = Mapping[str, str]


def ask(
    account: Account, service: str, method: str, pick: str, /, *missing: str, **values: object
) -> Any:
    """The value at the path `pick` of AWS's answer; Unseen if we may not ask.

    None if AWS answers with one of the codes in `missing`, or if there is no value.
    """
    try:
        answer = account.call(service, method, **values)
    except RefusedError as error:
        if error.denied:
            return Unseen(error.denied)
        if error.code in missing:
            return None
        raise
    return at(answer, pick) if pick else dict(answer)


def if_seen(value: Any, change: Callable[[Any], Any]) -> Any:
    """The changed value; an unseen one stays unseen."""
    return value if isinstance(value, Unseen) else change(value)


def properties(base: Any, values: Mapping[str, Any]) -> Seen:
    """Properties from one answer, which may be Unseen as a whole, and from further questions.

    Values that are None or empty are left out, as a template leaves them out.
    """
    if isinstance(base, Unseen):
        return Seen(_without_empty(values), base)
    return Seen(_without_empty({**(base or {}), **values}))


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    empty: tuple[Any, ...] = (None, "", [], {})
    return {key: value for key, value in values.items() if value not in empty}


def plain(value: Any) -> Any:
    """CloudFront's lists, `{"Quantity": 1, "Items": [...]}`, as CloudFormation has them."""
    if isinstance(value, Mapping):
        if "Quantity" in value:
            return [plain(item) for item in value.get("Items", [])]
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def referring(value: Any, ids: Ids) -> Any:
    """The same, with names and ARNs of the stack's own as the references that a template holds."""
    if isinstance(value, Seen):
        # Through its raw values: to read what was not seen would raise here already.
        return value.mapped(lambda one: referring(one, ids))
    if isinstance(value, Mapping):
        return {key: referring(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [referring(one, ids) for one in value]
    return _reference(value, ids) if isinstance(value, str) else value


def _reference(text: str, ids: Ids) -> Any:
    name = {place: logical for logical, place in ids.items()}
    ends = {
        rf"arn:[^:]+:dynamodb:[^:]+:\d+:table/{_id(ids, 'Inbox')}": {"Fn::GetAtt": "Inbox.Arn"},
        rf"arn:[^:]+:logs:[^:]+:\d+:log-group:{_id(ids, 'Logs')}(:\*)?": {"Fn::GetAtt": "Logs.Arn"},
        rf"arn:[^:]+:iam::\d+:role/{_id(ids, 'ApiHandlerRole')}": {
            "Fn::GetAtt": ["ApiHandlerRole", "Arn"]
        },
    }
    for pattern, reference in ends.items():
        if re.fullmatch(pattern, text):
            return reference
    return {"Ref": name[text]} if name.get(text) in {"Headers", "Logs"} else text


def _id(ids: Ids, name: str) -> str:
    return re.escape(ids.get(name, "\0"))

"""The policy of response headers: what CloudFront adds to every page and every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.names import cdn_name
from nejtak.aws.resources.read import Ids, ask, plain, properties
from nejtak.aws.resources.view import Check, Seen, Unseen, View


def header_resources(headers: Mapping[str, str]) -> dict[str, Any]:
    """The policy for these headers, name to value."""
    return {
        "Headers": {
            "Type": "AWS::CloudFront::ResponseHeadersPolicy",
            "Properties": {"ResponseHeadersPolicyConfig": header_policy(headers)},
        }
    }


def header_policy(headers: Mapping[str, str]) -> dict[str, Any]:
    """The headers as CloudFront takes them: some have places of their own, and no other."""
    security: dict[str, Any] = {}
    custom = []
    for name, value in headers.items():
        match name.lower():
            case "content-security-policy":
                own = {"ContentSecurityPolicy": value}
                security["ContentSecurityPolicy"] = {**own, "Override": True}
            case "x-content-type-options":
                security["ContentTypeOptions"] = {"Override": True}
            case "referrer-policy":
                security["ReferrerPolicy"] = {"ReferrerPolicy": value, "Override": True}
            case "strict-transport-security":
                security["StrictTransportSecurity"] = _transport(value)
            case "cache-control":
                # Assets, which are named after their content, say otherwise and may.
                custom.append({"Header": name, "Value": value, "Override": False})
            case _:
                custom.append({"Header": name, "Value": value, "Override": True})
    return {
        "Name": cdn_name("headers"),
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": {"Items": custom},
    }


def _transport(value: str) -> dict[str, Any]:
    age = re.search(r"max-age=([0-9]+)", value)
    return {
        "AccessControlMaxAgeSec": int(age[1]) if age else 0,
        "IncludeSubdomains": "includeSubDomains" in value,
        "Preload": "preload" in value,
        "Override": True,
    }


def _as_built(view: View) -> Iterator[str]:
    """Each header on its own, since a wrong one is as bad as one that is missing."""
    wanted = header_policy(view.headers)
    found = view.of("Headers").get("ResponseHeadersPolicyConfig", {})
    for part in ("SecurityHeadersConfig", "CustomHeadersConfig"):
        if found.get(part) != wanted[part]:
            yield from _differing(wanted[part], found.get(part) or {})
    for behaviour in view.behaviours():
        if behaviour.get("ResponseHeadersPolicyId") != {"Ref": "Headers"}:
            yield f"{behaviour.get('PathPattern', 'the default behaviour')} adds none"


def _differing(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    if "Items" not in wanted:
        yield from (
            f"{key} is {found.get(key)!r}" for key in wanted if found.get(key) != wanted[key]
        )
        return
    items = {item["Header"]: item for item in found.get("Items", [])}
    for item in wanted["Items"]:
        if items.get(item["Header"]) != item:
            yield f"{item['Header']} is {items.get(item['Header'], {}).get('Value')!r}"


CHECKS = (Check("cdn-headers", "CloudFront adds every security header", _as_built),)


def live_headers(account: Account, ids: Ids) -> Seen:
    """The policy as it runs."""
    found = ask(account, "cloudfront", "get_response_headers_policy_config",
                "ResponseHeadersPolicyConfig", Id=ids["Headers"])  # fmt: skip
    if isinstance(found, Unseen):
        return Seen({}, found)
    custom = {"Items": plain(found.get("CustomHeadersConfig", {"Quantity": 0}))}
    return properties({}, {"ResponseHeadersPolicyConfig": {**found, "CustomHeadersConfig": custom}})

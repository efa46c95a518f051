"""The policies of response headers: those that CloudFront adds to every page, answer and logo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.cloudformation import JsonObject, Resources
from nejtak.aws.resources.names import cdn_name
from nejtak.aws.resources.read import Ids, ask, properties, without_quantities
from nejtak.aws.resources.view import Check, Properties, Seen, Unseen, View
from nejtak.site.headers import LOGOS, logo_headers

LOGO_PATHS = f"{LOGOS}*"  # of the second policy


def header_resources(headers: Mapping[str, str]) -> Resources:
    """The policies for these headers, name to value, and for those of logos."""
    return {
        name: {
            "Type": "AWS::CloudFront::ResponseHeadersPolicy",
            "Properties": {"ResponseHeadersPolicyConfig": policy},
        }
        for name, policy in _policies(headers).items()
    }


def _policies(headers: Mapping[str, str]) -> dict[str, Properties]:
    """Each policy by the name of its resource."""
    return {
        "Headers": header_policy(headers, "headers"),
        "LogoHeaders": header_policy(logo_headers(headers), "logo-headers"),
    }


def header_policy(headers: Mapping[str, str], name: str) -> Properties:
    """The headers as CloudFront takes them: some have places of their own, and no other."""
    security: dict[str, object] = {}
    custom = []
    for header, value in headers.items():
        match header.lower():
            case "content-security-policy":
                own = {"ContentSecurityPolicy": value}
                security["ContentSecurityPolicy"] = {**own, "Override": True}
            case "x-content-type-options":
                security["ContentTypeOptions"] = {"Override": True}
            case "referrer-policy":
                security["ReferrerPolicy"] = {"ReferrerPolicy": value, "Override": True}
            case "x-frame-options":
                security["FrameOptions"] = {"FrameOption": value, "Override": True}
            case "strict-transport-security":
                security["StrictTransportSecurity"] = _transport(value)
            case "cache-control":
                # Assets, which are named after their content, say otherwise and may.
                custom.append({"Header": header, "Value": value, "Override": False})
            case _:
                custom.append({"Header": header, "Value": value, "Override": True})
    return {
        "Name": cdn_name(name),
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": {"Items": custom},
    }


def _transport(value: str) -> JsonObject:
    age = re.search(r"max-age=([0-9]+)", value)
    return {
        "AccessControlMaxAgeSec": int(age[1]) if age else 0,
        "IncludeSubdomains": "includeSubDomains" in value,
        "Preload": "preload" in value,
        "Override": True,
    }


def _as_built(view: View) -> Iterator[str]:
    """Each header on its own, since a wrong one is as bad as one that is missing."""
    for name, wanted in _policies(view.headers).items():
        found = view.of(name).get("ResponseHeadersPolicyConfig", {})
        for part in ("SecurityHeadersConfig", "CustomHeadersConfig"):
            if found.get(part) != wanted[part]:
                yield from _differing(wanted[part], found.get(part) or {})
    for behaviour in view.behaviours():
        policy = "LogoHeaders" if behaviour.get("PathPattern") == LOGO_PATHS else "Headers"
        if behaviour.get("ResponseHeadersPolicyId") != {"Ref": policy}:
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


def live_headers(account: Account, ids: Ids, name: str = "Headers") -> Seen:
    """A policy as it runs."""
    found = ask(
        account,
        "cloudfront",
        "get_response_headers_policy_config",
        "ResponseHeadersPolicyConfig",
        Id=ids[name],
    )
    if isinstance(found, Unseen):
        return Seen({}, found)
    custom = {"Items": without_quantities(found.get("CustomHeadersConfig", {"Quantity": 0}))}
    return properties({}, {"ResponseHeadersPolicyConfig": {**found, "CustomHeadersConfig": custom}})

"""Checks of what visitors meet: the bucket of pages and the distribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nejtak.deploy.checks.view import Check, View, at
from nejtak.deploy.template import edge

PUBLIC = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def _site_private(view: View) -> Iterator[str]:
    block = view.of("Site").get("PublicAccessBlockConfiguration", {})
    yield from (f"{key} is {block.get(key)!r}" for key in PUBLIC if block.get(key) is not True)
    if view.of("Site").get("WebsiteConfiguration"):
        yield "it is a website of S3's own"


def _site_reader(view: View) -> Iterator[str]:
    statements = at(view.of("SiteAccess"), "PolicyDocument.Statement") or []
    allowed = [s for s in statements if s.get("Effect") != "Deny"]
    for statement in allowed:
        if statement.get("Principal") != {"Service": "cloudfront.amazonaws.com"}:
            yield f"{statement.get('Principal')!r} may read"
        if statement.get("Action") != "s3:GetObject":
            yield f"{statement.get('Action')!r} is allowed"
        if "AWS:SourceArn" not in (at(statement, "Condition.StringEquals") or {}):
            yield "any distribution of anybody may read"


def _site_quiet(view: View) -> Iterator[str]:
    bad = ("LoggingConfiguration", "NotificationConfiguration", "MetricsConfigurations")
    yield from (f"it has {key}" for key in bad if view.of("Site").get(key))


def _site_key(view: View) -> Iterator[str]:
    path = "BucketEncryption.ServerSideEncryptionConfiguration"
    rules = at(view.of("Site"), path) or []
    found = [at(rule, "ServerSideEncryptionByDefault.SSEAlgorithm") for rule in rules]
    if found != ["AES256"]:
        yield f"it is encrypted with {found}"


def _cdn_access_logs(view: View) -> Iterator[str]:
    if view.distribution().get("Logging"):
        yield "it has Logging"
    if any(behaviour.get("RealtimeLogConfigArn") for behaviour in view.behaviours()):
        yield "a behaviour has RealtimeLogConfigArn"


def _cdn_https(view: View) -> Iterator[str]:
    found = [b.get("ViewerProtocolPolicy") for b in view.behaviours()]
    if found[0] not in {"redirect-to-https", "https-only"} or set(found[1:]) - {"https-only"}:
        yield f"ViewerProtocolPolicy is {found}"
    custom = [o["CustomOriginConfig"] for o in view.distribution().get("Origins", [])
              if "CustomOriginConfig" in o]  # fmt: skip
    if any(origin.get("OriginProtocolPolicy") != "https-only" for origin in custom):
        yield "an origin is asked without HTTPS"


def _cdn_headers(view: View) -> Iterator[str]:
    """Each header on its own, since a wrong one is as bad as one that is missing."""
    wanted = edge.policy(view.headers)
    found = view.of("Headers").get("ResponseHeadersPolicyConfig", {})
    for part in ("SecurityHeadersConfig", "CustomHeadersConfig"):
        if found.get(part) != wanted[part]:
            yield from _differing(wanted[part], found.get(part) or {})
    for behaviour in view.behaviours():
        if behaviour.get("ResponseHeadersPolicyId") != {"Ref": "Headers"}:
            yield f"{behaviour.get('PathPattern', 'the default')} goes without them"


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


def _cdn_answers_uncached(view: View) -> Iterator[str]:
    for behaviour in view.behaviours()[1:]:
        if behaviour.get("CachePolicyId") != edge.CACHING_DISABLED:
            yield (
                f"{behaviour.get('PathPattern')} has the cache policy "
                f"{behaviour.get('CachePolicyId')!r}"
            )


def _cdn_errors(view: View) -> Iterator[str]:
    mapped = {m.get("ErrorCode") for m in view.distribution().get("CustomErrorResponses", [])}
    if mapped - {403}:
        yield f"{sorted(mapped - {403})} would hide what the collector says"


def _cdn_no_firewall(view: View) -> Iterator[str]:
    if view.distribution().get("WebACLId"):
        yield "it has a WebACLId"


def _cdn_code(view: View) -> Iterator[str]:
    if any(behaviour.get("LambdaFunctionAssociations") for behaviour in view.behaviours()):
        yield "a Lambda@Edge function runs"
    if view.of("Index").get("FunctionCode") != edge.INDEX:
        yield "the index function is not ours"
    if any(b.get("FunctionAssociations") for b in view.behaviours()[1:]):
        yield "a function sees answers"


CHECKS = (
    Check("site-private", "pages are read through the CDN only", _site_private),
    Check("site-reader", "by our distribution only", _site_reader),
    Check("site-quiet", "no log of who read what", _site_quiet),
    Check("site-key", "no use of a key is noted", _site_key),
    Check("cdn-access-logs-off", "no log has address, agent or time", _cdn_access_logs),
    Check("cdn-https-only", "nothing goes in the clear", _cdn_https),
    Check("cdn-headers", "every page has its security headers", _cdn_headers),
    Check("cdn-answers-uncached", "no cache holds an answer", _cdn_answers_uncached),
    Check("cdn-errors-kept", "refusals reach the candidate as they are", _cdn_errors),
    Check("cdn-firewall-off", "no firewall keeps samples of requests", _cdn_no_firewall),
    Check("cdn-code", "no code of others sees a request", _cdn_code),
)  # fmt: skip

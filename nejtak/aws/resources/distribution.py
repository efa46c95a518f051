"""The site's host: one CloudFront distribution for pages and answers alike.

One host means no CORS, `connect-src 'self'` and `form-action 'self'`, and a host name
that does not identify the client in a network's logs.
"""

from __future__ import annotations

from collections.abc import Iterator

from nejtak.aws.account import Account
from nejtak.aws.resources.cloudformation import JsonObject, Resources
from nejtak.aws.resources.headers import LOGO_PATHS
from nejtak.aws.resources.names import cdn_name
from nejtak.aws.resources.read import Ids, ask, properties, without_quantities
from nejtak.aws.resources.view import Check, Seen, Unseen, View
from nejtak.project.stages import Stage

# AWS's own policies have the same ids in every account.
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# Everything but Host, which the REST API would not know. Chalice needs Content-Type; no
# other header is read or kept.
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]  # CloudFront's one set

# S3 says 403 for a page that is not there, as for one that may not be read. Nothing else is
# mapped: the mapping applies to /api/* too, and the collector's own refusals (400, 404, 409, 410,
# 413, 415, 503) must reach the candidate unchanged.
NOT_THERE = {
    "ErrorCode": 403,
    "ResponseCode": 404,
    "ResponsePagePath": "/404.html",
    "ErrorCachingMinTTL": 10,
}


def control_resources() -> Resources:
    """How the distribution reads the bucket of pages."""
    return {
        "SiteControl": {
            "Type": "AWS::CloudFront::OriginAccessControl",
            "Properties": {
                "OriginAccessControlConfig": {
                    "Name": cdn_name("site"),
                    "OriginAccessControlOriginType": "s3",
                    "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                }
            },
        }
    }


def distribution_resources(stage: Stage) -> Resources:
    """The distribution."""
    return {
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": _distribution(stage)},
        }
    }


def _distribution(stage: Stage) -> JsonObject:
    config: dict[str, object] = {
        "Enabled": True,
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_100",
        "Origins": [_pages_origin(), _answers_origin()],
        "DefaultCacheBehavior": _pages_behaviour(),
        "CacheBehaviors": [_answers_behaviour(), _logos_behaviour()],
        "CustomErrorResponses": [NOT_THERE],
        # No Logging: CloudFront's logs have 33 fields, with address, time, agent and referrer.
        # No WebACLId: AWS WAF keeps samples of requests readable for three hours.
    }
    if stage.domain is not None:
        config["Aliases"] = [stage.domain]
        config["ViewerCertificate"] = {
            "AcmCertificateArn": stage.certificate,
            "SslSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        }
    return config


def _pages_behaviour() -> JsonObject:
    return {
        "TargetOriginId": "pages",
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": ["GET", "HEAD"],
        "CachePolicyId": CACHING_OPTIMIZED,
        "ResponseHeadersPolicyId": {"Ref": "Headers"},
        "Compress": True,
        "FunctionAssociations": [
            {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": ["Index", "FunctionARN"]}}
        ],
    }


def _logos_behaviour() -> JsonObject:
    """As pages, but for the headers; without folders no function is needed."""
    pages = {k: v for k, v in _pages_behaviour().items() if k != "FunctionAssociations"}
    return {
        **pages,
        "PathPattern": LOGO_PATHS,
        "ViewerProtocolPolicy": "https-only",
        "ResponseHeadersPolicyId": {"Ref": "LogoHeaders"},
    }


def _answers_behaviour() -> JsonObject:
    return {
        "PathPattern": "/api/*",
        "TargetOriginId": "answers",
        # Not a redirect: an answer never goes over the wire in the clear and then again.
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": METHODS,
        "CachePolicyId": CACHING_DISABLED,
        "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST,
        "ResponseHeadersPolicyId": {"Ref": "Headers"},
    }


def _pages_origin() -> JsonObject:
    return {
        "Id": "pages",
        "DomainName": {"Fn::GetAtt": ["Site", "RegionalDomainName"]},
        "OriginAccessControlId": {"Ref": "SiteControl"},
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }


def _answers_origin() -> JsonObject:
    host = "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    return {
        "Id": "answers",
        "DomainName": {"Fn::Sub": host},
        "CustomOriginConfig": {
            "OriginProtocolPolicy": "https-only",
            "OriginSSLProtocols": ["TLSv1.2"],
        },
    }


def _access_logs_off(view: View) -> Iterator[str]:
    if view.distribution().get("Logging"):
        yield "it has Logging"
    if any(behaviour.get("RealtimeLogConfigArn") for behaviour in view.behaviours()):
        yield "a behaviour has RealtimeLogConfigArn"


def _https_only(view: View) -> Iterator[str]:
    found = [b.get("ViewerProtocolPolicy") for b in view.behaviours()]
    if found[0] not in {"redirect-to-https", "https-only"} or set(found[1:]) - {"https-only"}:
        yield f"ViewerProtocolPolicy is {found}"
    origins = view.distribution().get("Origins", [])
    custom = [origin["CustomOriginConfig"] for origin in origins if "CustomOriginConfig" in origin]
    if any(origin.get("OriginProtocolPolicy") != "https-only" for origin in custom):
        yield "an origin is asked without HTTPS"


def _answers_uncached(view: View) -> Iterator[str]:
    for behaviour in view.behaviours()[1:]:
        path, policy = behaviour.get("PathPattern"), behaviour.get("CachePolicyId")
        of_pages = path == LOGO_PATHS and behaviour.get("TargetOriginId") == "pages"
        if policy != CACHING_DISABLED and not of_pages:
            yield f"{path} has the cache policy {policy!r}"


def _errors_kept(view: View) -> Iterator[str]:
    mapped = {m.get("ErrorCode") for m in view.distribution().get("CustomErrorResponses", [])}
    if mapped - {403}:
        yield f"it has a page of its own for {sorted(mapped - {403})}"


def _firewall_off(view: View) -> Iterator[str]:
    if view.distribution().get("WebACLId"):
        yield "it has a WebACLId"


CHECKS = (
    Check("cdn-access-logs-off", "CloudFront keeps no access log", _access_logs_off),
    Check("cdn-https-only", "pages and answers travel by HTTPS only", _https_only),
    Check("cdn-answers-uncached", "CloudFront caches no answer", _answers_uncached),
    Check(
        "cdn-errors-kept", "CloudFront hands the collector's refusals on unchanged", _errors_kept
    ),
    Check("cdn-firewall-off", "no firewall keeps samples of requests", _firewall_off),
)


def live_distribution(account: Account, ids: Ids) -> Seen:
    """The distribution as it runs, in template form: settings that are off are left out."""
    found = ask(
        account,
        "cloudfront",
        "get_distribution_config",
        "DistributionConfig",
        Id=ids["Distribution"],
    )
    if isinstance(found, Unseen):
        return Seen({}, found)
    config = without_quantities(found)
    if not config.get("Logging", {}).get("Enabled"):
        config.pop("Logging", None)
    return properties({}, {"DistributionConfig": config})

"""What visitors meet: one CloudFront distribution for pages and answers alike.

One host means no CORS, `connect-src 'self'` and `form-action 'self'`, and a name in a network's
logs that tells no client from another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nejtak.project.stages import Stage

# AWS's own policies have the same ids in every account.
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# Everything but Host, which the REST API would not know. Chalice needs Content-Type; what comes
# besides is neither read nor kept.
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]  # CloudFront's one set

# A folder is its index.html. An address without its last slash gets it; only addresses made of
# ids, so that "//elsewhere.example" is never a redirect to another host. Nothing after "?" goes on.
INDEX = """\
function handler(event) {
  var request = event.request;
  request.querystring = {};
  if (request.uri.endsWith('/')) {
    request.uri += 'index.html';
  } else if (/^(\\/[a-z0-9]+(-[a-z0-9]+)*)+$/.test(request.uri)) {
    return {
      statusCode: 301,
      statusDescription: 'Moved Permanently',
      headers: { location: { value: request.uri + '/' } }
    };
  }
  return request;
}
"""


def resources(stage: Stage, headers: Mapping[str, str]) -> dict[str, Any]:
    """The distribution, how it reads the bucket, its headers, and its one small function."""
    return {
        "SiteControl": {
            "Type": "AWS::CloudFront::OriginAccessControl",
            "Properties": {
                "OriginAccessControlConfig": {
                    "Name": _name("site"),
                    "OriginAccessControlOriginType": "s3",
                    "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                }
            },
        },
        "Headers": {
            "Type": "AWS::CloudFront::ResponseHeadersPolicy",
            "Properties": {"ResponseHeadersPolicyConfig": policy(headers)},
        },
        "Index": {
            "Type": "AWS::CloudFront::Function",
            "Properties": {
                "Name": _name("index"),
                "AutoPublish": True,
                "FunctionCode": INDEX,
                "FunctionConfig": {
                    "Comment": "a folder is its index.html",
                    "Runtime": "cloudfront-js-2.0",
                },
            },
        },
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": _distribution(stage)},
        },
    }


def _name(part: str) -> dict[str, str]:
    """A name that is the stage's own in the account, where CloudFormation makes none."""
    return {"Fn::Sub": "${AWS::StackName}-${AWS::Region}-" + part}


def policy(headers: Mapping[str, str]) -> dict[str, Any]:
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
        "Name": _name("headers"),
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


def _distribution(stage: Stage) -> dict[str, Any]:
    config: dict[str, Any] = {
        "Enabled": True,
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_100",
        "Origins": [_pages(), _answers()],
        "DefaultCacheBehavior": {
            "TargetOriginId": "pages",
            "ViewerProtocolPolicy": "redirect-to-https",
            "AllowedMethods": ["GET", "HEAD"],
            "CachePolicyId": CACHING_OPTIMIZED,
            "ResponseHeadersPolicyId": {"Ref": "Headers"},
            "Compress": True,
            "FunctionAssociations": [
                {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": "Index.FunctionARN"}}
            ],
        },
        "CacheBehaviors": [
            {
                "PathPattern": "/api/*",
                "TargetOriginId": "answers",
                # Not a redirect: an answer never goes over the wire in the clear and then again.
                "ViewerProtocolPolicy": "https-only",
                "AllowedMethods": METHODS,
                "CachePolicyId": CACHING_DISABLED,
                "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST,
                "ResponseHeadersPolicyId": {"Ref": "Headers"},
            }
        ],
        # S3 says 403 for a page that is not there, since it may not tell the two apart. Nothing
        # else is mapped: the mapping holds for /api/* too, and the collector's own refusals
        # (400, 404, 409, 410, 413, 415, 503) must reach the candidate as they are.
        "CustomErrorResponses": [
            {
                "ErrorCode": 403,
                "ResponseCode": 404,
                "ResponsePagePath": "/404.html",
                "ErrorCachingMinTTL": 10,
            }
        ],
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


def _pages() -> dict[str, Any]:
    return {
        "Id": "pages",
        "DomainName": {"Fn::GetAtt": "Site.RegionalDomainName"},
        "OriginAccessControlId": {"Ref": "SiteControl"},
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }


def _answers() -> dict[str, Any]:
    host = "${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    return {
        "Id": "answers",
        "DomainName": {"Fn::Sub": host},
        "CustomOriginConfig": {
            "OriginProtocolPolicy": "https-only",
            "OriginSSLProtocols": ["TLSv1.2"],
        },
    }

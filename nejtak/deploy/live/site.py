"""What visitors meet, as it runs: the bucket of pages and the distribution."""

from __future__ import annotations

import json
from typing import Any

from nejtak.deploy.account import Account
from nejtak.deploy.checks.view import Seen, Unseen
from nejtak.deploy.live.read import Ids, ask, plain, properties


def bucket(account: Account, ids: Ids) -> Seen:
    """The site's bucket."""
    name = {"Bucket": ids["Site"]}
    rules = ask(account, "s3", "get_bucket_encryption", "ServerSideEncryptionConfiguration.Rules",
                "ServerSideEncryptionConfigurationNotFoundError", **name)  # fmt: skip
    if isinstance(rules, list):
        key = "ApplyServerSideEncryptionByDefault"
        rules = {"ServerSideEncryptionConfiguration": [
            {"ServerSideEncryptionByDefault": rule.get(key)} for rule in rules
        ]}  # fmt: skip
    events = ask(account, "s3", "get_bucket_notification_configuration", "", **name)
    if isinstance(events, dict):
        events = {k: v for k, v in events.items() if k != "ResponseMetadata"}
    return properties({}, {
        "PublicAccessBlockConfiguration": ask(
            account, "s3", "get_public_access_block", "PublicAccessBlockConfiguration",
            "NoSuchPublicAccessBlockConfiguration", **name),
        "WebsiteConfiguration": _website(account, name),
        "BucketEncryption": rules,
        "LoggingConfiguration": ask(account, "s3", "get_bucket_logging", "LoggingEnabled", **name),
        "NotificationConfiguration": events,
        "MetricsConfigurations": ask(account, "s3", "list_bucket_metrics_configurations",
                                     "MetricsConfigurationList", **name),
    })  # fmt: skip


def _website(account: Account, name: dict[str, str]) -> Any:
    found = ask(account, "s3", "get_bucket_website", "", "NoSuchWebsiteConfiguration", **name)
    return found if isinstance(found, Unseen) else found is not None


def access(account: Account, ids: Ids) -> Seen:
    """Who may read the bucket."""
    text = ask(
        account, "s3", "get_bucket_policy", "Policy", "NoSuchBucketPolicy", Bucket=ids["Site"]
    )
    if isinstance(text, Unseen):
        return Seen({}, text)
    return properties({}, {"PolicyDocument": json.loads(text) if text else None})


def distribution(account: Account, ids: Ids) -> Seen:
    """The distribution; what is switched off is left out, as a template leaves it out."""
    found = ask(account, "cloudfront", "get_distribution_config", "DistributionConfig",
                Id=ids["Distribution"])  # fmt: skip
    if isinstance(found, Unseen):
        return Seen({}, found)
    config = plain(found)
    if not config.get("Logging", {}).get("Enabled"):
        config.pop("Logging", None)
    return properties({}, {"DistributionConfig": config})


def headers(account: Account, ids: Ids) -> Seen:
    """The policy of the headers that go with every response."""
    found = ask(account, "cloudfront", "get_response_headers_policy_config",
                "ResponseHeadersPolicyConfig", Id=ids["Headers"])  # fmt: skip
    if isinstance(found, Unseen):
        return Seen({}, found)
    custom = {"Items": plain(found.get("CustomHeadersConfig", {"Quantity": 0}))}
    return properties({}, {"ResponseHeadersPolicyConfig": {**found, "CustomHeadersConfig": custom}})


def index(account: Account, ids: Ids) -> Seen:
    """The code of the small function that visitors pass."""
    name = ids["Index"].rpartition("/")[2]
    code = ask(account, "cloudfront", "get_function", "FunctionCode", Name=name, Stage="LIVE")
    if isinstance(code, Unseen):
        return Seen({}, code)
    return properties({}, {"FunctionCode": code.read().decode()})

"""Our part of the CloudFormation template: pure functions that return resources.

Chalice's packager makes the function and the REST API from the collector's routes; this is
merged onto it. Each property that matters for anonymity has its reason as a comment, and a check in
the same file compares the finished template with it.

Names of resources are left to CloudFormation wherever it can make them, so that a stack can be
taken down, its inbox kept, and a new one put up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from nejtak.aws.resources.alarms import alarm_resources, budget
from nejtak.aws.resources.api import api_resources
from nejtak.aws.resources.bucket import bucket_resources
from nejtak.aws.resources.cloudformation import Resources, Template
from nejtak.aws.resources.distribution import control_resources, distribution_resources
from nejtak.aws.resources.function import function_resources, log_resources
from nejtak.aws.resources.headers import header_resources
from nejtak.aws.resources.inbox import inbox_resources
from nejtak.aws.resources.index import index_resources
from nejtak.aws.resources.role import role_resources
from nejtak.project.stages import Stage

# The bucket and key of the function's code: the deployment sets both.
CODE = ("CodeBucket", "CodeKey")


def overlay(stage: Stage, headers: Mapping[str, str]) -> Template:
    """The resources that are merged onto Chalice's template of the collector.

    `headers` are the pages' security headers, name to value, as the build writes them.
    """
    resources: Resources = {
        **inbox_resources(),
        **bucket_resources(),
        **function_resources(stage),
        **role_resources(stage),
        **api_resources(stage),
        **log_resources(stage),
        **control_resources(),
        **header_resources(headers),
        **index_resources(),
        **distribution_resources(stage),
        **alarm_resources(stage),
    }
    return {
        "Description": "nejtak: an anonymous survey of candidates who declined an offer",
        "Parameters": {name: {"Type": "String"} for name in CODE},
        "Resources": resources,
        "Outputs": {
            "Host": {"Value": stage.domain or {"Fn::GetAtt": ["Distribution", "DomainName"]}},
            "DistributionHost": {"Value": {"Fn::GetAtt": ["Distribution", "DomainName"]}},
            "Distribution": {"Value": {"Ref": "Distribution"}},
            "Site": {"Value": {"Ref": "Site"}},
            "Inbox": {"Value": {"Ref": "Inbox"}},
        },
    }


def signed(template: Mapping[str, Any], stage: Stage, code_key: str) -> Mapping[str, Any]:
    """The template with a digest of all that a deployment sets, code and budget included.

    It is an output of the stack, so that a later plan needs one read to see if anything changes.
    """
    own = {"Budget": {"Value": budget_digest(stage)}}
    marked = {**template, "Outputs": {**template["Outputs"], **own}}
    digest = _digest([marked, code_key])
    return {**marked, "Outputs": {**marked["Outputs"], "Digest": {"Value": digest}}}


def budget_digest(stage: Stage) -> str:
    """A mark of the stage's budget, which is no part of the stack: "none" if it has none."""
    wanted = budget(stage)
    return "none" if wanted is None else _digest(wanted)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

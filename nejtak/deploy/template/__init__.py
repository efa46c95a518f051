"""Our part of the CloudFormation template: pure functions that return resources.

Chalice's packager makes the function and the REST API from the collector's routes; this is
merged onto it. The why stands beside each property that matters for anonymity, and
`nejtak.deploy.checks` holds the finished template against the same reasons.

Names of resources are left to CloudFormation wherever it can make them, so that a stack can be
taken down, its inbox kept, and a new one put up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from nejtak.deploy.template import api, edge, store, watch
from nejtak.project.stages import Stage

Resources = dict[str, Any]
Template = dict[str, Any]

# Where CloudFormation finds the function's code: the deployment gives both.
CODE = ("CodeBucket", "CodeKey")


def overlay(stage: Stage, headers: Mapping[str, str]) -> Template:
    """What is merged onto Chalice's template of the collector.

    `headers` are the pages' security headers, name to value, as the build writes them.
    """
    resources: Resources = {
        **store.resources(),
        **api.resources(stage),
        **edge.resources(stage, headers),
        **watch.resources(stage),
    }
    return {
        "Description": "nejtak: an anonymous survey of candidates who declined an offer",
        "Parameters": {name: {"Type": "String"} for name in CODE},
        "Resources": resources,
        "Outputs": {
            "Host": {"Value": stage.domain or {"Fn::GetAtt": "Distribution.DomainName"}},
            "DistributionHost": {"Value": {"Fn::GetAtt": "Distribution.DomainName"}},
            "Distribution": {"Value": {"Ref": "Distribution"}},
            "Site": {"Value": {"Ref": "Site"}},
            "Inbox": {"Value": {"Ref": "Inbox"}},
        },
    }


def signed(template: Mapping[str, Any], stage: Stage, code_key: str) -> Template:
    """The template with a digest of all that a deployment sets, the code and budget included.

    It is an output of the stack, so that a later plan tells with one read whether anything of it
    would change.
    """
    text = json.dumps([template, watch.budget(stage), code_key], sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {**template, "Outputs": {**template["Outputs"], "Digest": {"Value": digest}}}

"""A deployed stage, described in template form, so that the same checks look at it.

AWS's answers are brought into CloudFormation's form, and names that AWS made are turned back into
the references that the template contains. A value that we may not read becomes `Unseen`: a check
that needs it says so, and never passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from nejtak.aws import stack
from nejtak.aws.account import Account
from nejtak.aws.resources import api, bucket, distribution, function, headers, inbox, index, role
from nejtak.aws.resources.pages import served
from nejtak.aws.resources.read import Ids, ask, referring, understood
from nejtak.aws.resources.surroundings import live_surroundings
from nejtak.aws.resources.view import Seen, Unseen, View
from nejtak.aws.web import Web
from nejtak.errors import NejtakError, StateError

# The types that SAM translates into others; further resources that it makes belong to those.
OF_SAM = {
    "AWS::Lambda::Function": "AWS::Serverless::Function",
    "AWS::ApiGateway::RestApi": "AWS::Serverless::Api",
}
PARTS_OF_SAM = {"RestAPIapiStage": "AWS::ApiGateway::Stage"}
READERS: Mapping[str, Callable[[Account, Ids], Seen]] = {
    "Inbox": inbox.live_inbox,
    "ApiHandlerRole": role.live_role,
    "APIHandler": function.live_function,
    "Logs": function.live_logs,
    "RestAPI": api.live_api,
    "Site": bucket.live_bucket,
    "SiteAccess": bucket.live_access,
    "Distribution": distribution.live_distribution,
    "Headers": headers.live_headers,
    "LogoHeaders": partial(headers.live_headers, name="LogoHeaders"),
    "Index": index.live_index,
}


def live_view(account: Account, wanted: Mapping[str, str], web: Web, paths: Sequence[str]) -> View:
    """Read a stage and look at `paths` of its site; raise StateError if nothing is deployed.

    `wanted` are the headers that every response must have.
    """
    try:
        running = understood(lambda: stack.describe_stack(account))
    except NejtakError as error:
        running = Unseen(str(error))
    if isinstance(running, Unseen):
        return View(Seen({}, running), wanted, Seen({}, running))
    if running is None or not running.there:
        raise StateError(f"Nothing is deployed on {account.stage.name!r}.")
    found = served(web, f"https://{running.outputs['DistributionHost']}", paths)
    template = understood(lambda: _live(account, running))
    if isinstance(template, Unseen):
        return View(Seen({}, template), wanted, Seen(found, template))
    return View(template[0], wanted, Seen({**template[1], **found}))


def _live(
    account: Account, running: stack.Stack
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | Unseen:
    """The template with the running properties, and the surroundings."""
    resources = ask(
        account,
        "cloudformation",
        "describe_stack_resources",
        "StackResources",
        StackName=account.stage.stack,
    )
    if isinstance(resources, Unseen):
        return resources
    ids = {one["LogicalResourceId"]: str(one["PhysicalResourceId"]) for one in resources}
    around = live_surroundings(account, ids, running.parameters.get("CodeKey", ""))
    return _template(account, resources, ids), around


def _template(
    account: Account, resources: Sequence[Mapping[str, Any]], ids: Mapping[str, str]
) -> Mapping[str, Any]:
    """The stack's template with the running properties."""
    template = ask(
        account,
        "cloudformation",
        "get_template",
        "TemplateBody",
        StackName=account.stage.stack,
        TemplateStage="Original",
    )
    if not isinstance(template, Mapping | Unseen):
        template = Unseen("AWS has no template of this stack")
    types = {one["LogicalResourceId"]: _type(one) for one in resources}
    found = {
        logical: _resource(account, logical, kind, ids, template)
        for logical, kind in types.items()
        if kind is not None
    }
    return {**_sections(template), "Resources": found}


def _type(resource: Mapping[str, Any]) -> str | None:
    """A resource's type as the template has it; None for the further resources of SAM."""
    name, kind = resource["LogicalResourceId"], str(resource["ResourceType"])
    deployment = kind == "AWS::ApiGateway::Deployment" and name.startswith("RestAPIDeployment")
    if deployment or PARTS_OF_SAM.get(name) == kind:
        return None
    return OF_SAM.get(kind, kind)


def _sections(template: Any) -> Mapping[str, Any]:
    """The sections of the deployed template; its resources are replaced later."""
    return {"Transform": template} if isinstance(template, Unseen) else dict(template)


def _resource(
    account: Account, name: str, kind: str, ids: Mapping[str, str], template: Any
) -> Mapping[str, Any]:
    """One resource: its running properties, and all else from the deployed template."""
    other = {}
    if not isinstance(template, Unseen):
        other = {k: v for k, v in template["Resources"].get(name, {}).items() if k != "Properties"}
    blind = template if isinstance(template, Unseen) else None
    reader = READERS.get(name)
    properties = understood(lambda: reader(account, ids)) if reader else Seen({})
    if isinstance(properties, Unseen):
        properties = Seen({}, properties)
    return Seen({**other, "Type": kind, "Properties": referring(properties, ids)}, blind)

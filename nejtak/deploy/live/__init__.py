"""A running stage, told in the words of its template, so that the same checks look at it.

What AWS answers is brought into the form that CloudFormation has, and names that AWS made are
turned back into the references that the template holds. What we were not allowed to read becomes
`Unseen`: a check that needs it says so, and never passes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nejtak.deploy import stack
from nejtak.deploy.account import Account
from nejtak.deploy.checks.view import Seen, Unseen, View
from nejtak.deploy.live import around, collector, pages, site
from nejtak.deploy.live.read import ask, referring
from nejtak.deploy.web import Web
from nejtak.errors import StateError

# SAM's resources, by what it makes of them; what else it makes belongs to those.
OF_SAM = {
    "AWS::Lambda::Function": "AWS::Serverless::Function",
    "AWS::ApiGateway::RestApi": "AWS::Serverless::Api",
}
PARTS_OF_SAM = {"RestAPIapiStage": "AWS::ApiGateway::Stage"}
READERS = {
    "Inbox": collector.inbox,
    "ApiHandlerRole": collector.role,
    "APIHandler": collector.function,
    "RestAPI": collector.rest_api,
    "Logs": collector.logs,
    "Site": site.bucket,
    "SiteAccess": site.access,
    "Distribution": site.distribution,
    "Headers": site.headers,
    "Index": site.index,
}


def view(account: Account, headers: Mapping[str, str], web: Web, paths: Sequence[str]) -> View:
    """Read a stage and look at `paths` of its site; raise StateError where nothing is deployed."""
    running = stack.describe(account)
    if running is None or not running.there:
        raise StateError(f"Nothing is deployed on {account.stage.name!r}.")
    served = pages.served(web, f"https://{running.outputs['DistributionHost']}", paths)
    name = account.stage.stack
    resources = ask(
        account, "cloudformation", "describe_stack_resources", "StackResources", StackName=name
    )
    if isinstance(resources, Unseen):
        return View(Seen({}, resources), headers, Seen(served, resources))
    ids = {one["LogicalResourceId"]: str(one["PhysicalResourceId"]) for one in resources}
    types = {one["LogicalResourceId"]: _type(one) for one in resources}
    template = ask(
        account, "cloudformation", "get_template", "TemplateBody", StackName=name,
        TemplateStage="Original",
    )  # fmt: skip
    found = {
        logical: _resource(account, logical, kind, ids, template)
        for logical, kind in types.items() if kind is not None
    }  # fmt: skip
    around_it = around.read(account, ids, running.parameters.get("CodeKey", ""))
    return View({**_sections(template), "Resources": found}, headers, Seen({**around_it, **served}))


def _type(resource: Mapping[str, Any]) -> str | None:
    """A resource's type as the template has it; None for what SAM made besides."""
    name, kind = resource["LogicalResourceId"], str(resource["ResourceType"])
    deployment = kind == "AWS::ApiGateway::Deployment" and name.startswith("RestAPIDeployment")
    if deployment or PARTS_OF_SAM.get(name) == kind:
        return None
    return OF_SAM.get(kind, kind)


def _sections(template: Any) -> Mapping[str, Any]:
    """What the deployed template has beside its resources."""
    return {"Transform": template} if isinstance(template, Unseen) else dict(template)


def _resource(
    account: Account, name: str, kind: str, ids: Mapping[str, str], template: Any
) -> Mapping[str, Any]:
    """One resource: what only a template tells from there, its properties from what runs."""
    told = {}
    if not isinstance(template, Unseen):
        told = {k: v for k, v in template["Resources"].get(name, {}).items() if k != "Properties"}
    blind = template if isinstance(template, Unseen) else None
    reader = READERS.get(name)
    properties = reader(account, ids) if reader else Seen({})
    return Seen({**told, "Type": kind, "Properties": referring(properties, ids)}, blind)

"""The role of the collector's function: it may write to the inbox, and read nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.resources.cloudformation import PolicyDocument, Resources, Statement
from nejtak.aws.resources.read import Ids, ask, if_seen, properties
from nejtak.aws.resources.view import Check, Seen, Unseen, View, at, listed
from nejtak.project.stages import Stage

# The name of the permissions boundary, a managed policy that `nejtak.aws.policy` writes.
BOUNDARY = "nejtak-boundary"
LOGGING = ["logs:CreateLogStream", "logs:PutLogEvents"]
LIMIT = "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/" + BOUNDARY
RETURNS_NOTHING = {"StringEqualsIfExists": {"dynamodb:ReturnValues": "NONE"}}


def role_resources(stage: Stage) -> Resources:
    """The properties of the role that Chalice's template leaves open."""
    statements: list[Statement] = [
        {
            "Sid": "WriteToTheInboxAndReadNothing",
            "Effect": "Allow",
            "Action": "dynamodb:PutItem",
            # By attribute, so that the role can never name another table than the one there is.
            "Resource": {"Fn::GetAtt": ["Inbox", "Arn"]},
            # PutItem can be asked to hand back the item that it replaces: reading by writing.
            "Condition": RETURNS_NOTHING,
        }
    ]
    # Without `log_days` the role may not write a log at all, so nothing can be logged by mistake.
    if stage.log_days is not None:
        statements.append(
            {
                "Sid": "WriteWarnings",
                "Effect": "Allow",
                "Action": LOGGING,
                "Resource": {"Fn::GetAtt": ["Logs", "Arn"]},
            }
        )
    document: PolicyDocument = {"Version": "2012-10-17", "Statement": statements}
    properties = {
        # Whatever a policy of the role says, it can do no more than this one.
        "PermissionsBoundary": {"Fn::Sub": LIMIT},
        "Policies": [{"PolicyName": "Collector", "PolicyDocument": document}],
    }
    return {"ApiHandlerRole": {"Type": "AWS::IAM::Role", "Properties": properties}}


def statements(view: View) -> list[Mapping[str, Any]]:
    """Every statement of the role."""
    policies = view.of("ApiHandlerRole").get("Policies", [])
    return [s for policy in policies for s in listed(policy["PolicyDocument"]["Statement"])]


def _puts_only(view: View) -> Iterator[str]:
    others = [s for s in statements(view) if s.get("Action") != LOGGING]
    if [s.get("Action") for s in others] != ["dynamodb:PutItem"]:
        yield f"it allows {[s.get('Action', s.get('NotAction')) for s in others]}"
    if any(s.get("Effect") != "Allow" for s in others):
        yield "a statement is no Allow"


def _one_table(view: View) -> Iterator[str]:
    for statement in statements(view):
        name = "Logs" if statement.get("Action") == LOGGING else "Inbox"
        if statement.get("Resource") != {"Fn::GetAtt": [name, "Arn"]}:
            yield (
                f"it allows {statement.get('Action')} on "
                f"{statement.get('Resource', 'all but some resources')!r}"
            )


def _returns_nothing(view: View) -> Iterator[str]:
    for statement in statements(view):
        if statement.get("Action") != LOGGING and statement.get("Condition") != RETURNS_NOTHING:
            yield f"the condition is {statement.get('Condition')!r}"


def _has_no_more(view: View) -> Iterator[str]:
    role, function = view.of("ApiHandlerRole"), view.of("APIHandler")
    yield from (f"the role has {key}" for key in ("ManagedPolicyArns",) if role.get(key))
    yield from (f"the function has {key}" for key in ("Policies", "VpcConfig") if function.get(key))
    if function.get("Role") != {"Fn::GetAtt": ["ApiHandlerRole", "Arn"]}:
        yield f"the function's role is {function.get('Role')!r}"


def _for_lambda(view: View) -> Iterator[str]:
    trust = view.of("ApiHandlerRole").get("AssumeRolePolicyDocument", {}).get("Statement", [])
    if [s.get("Principal") for s in trust] != [{"Service": "lambda.amazonaws.com"}]:
        yield f"it trusts {[s.get('Principal') for s in trust]}"


def _bounded(view: View) -> Iterator[str]:
    found = view.of("ApiHandlerRole").get("PermissionsBoundary")
    name = found.rpartition("/")[2] if isinstance(found, str) else None
    if name != BOUNDARY and found != {"Fn::Sub": LIMIT}:
        yield f"PermissionsBoundary is {found!r}"


CHECKS = (
    Check("role-puts-only", "the collector's role can write answers and not read them", _puts_only),
    Check("role-one-table", "the collector's role reaches the inbox table only", _one_table),
    Check("role-returns-nothing", "a write cannot hand a stored answer back", _returns_nothing),
    Check("role-has-no-more", "nothing else widens the collector's role", _has_no_more),
    Check("role-bounded", f"the role stays under the boundary {BOUNDARY}", _bounded),
    Check("role-for-lambda", "only Lambda can assume the role", _for_lambda),
)


def live_role(account: Account, ids: Ids) -> Seen:
    """The role with every policy that it has, those put on by hand too."""
    name = {"RoleName": ids["ApiHandlerRole"]}
    role = ask(account, "iam", "get_role", "Role", **name)
    names = ask(account, "iam", "list_role_policies", "PolicyNames", **name)
    attached = ask(account, "iam", "list_attached_role_policies", "AttachedPolicies", **name)
    return properties(
        {},
        {
            "AssumeRolePolicyDocument": if_seen(role, lambda r: r.get("AssumeRolePolicyDocument")),
            "PermissionsBoundary": if_seen(
                role, lambda r: at(r, "PermissionsBoundary.PermissionsBoundaryArn")
            ),
            "Policies": if_seen(names, lambda names: _policies(account, name, names)),
            "ManagedPolicyArns": if_seen(attached, lambda found: [p["PolicyArn"] for p in found]),
        },
    )


def _policies(account: Account, role: Mapping[str, str], names: list[str]) -> Any:
    found = []
    for name in names:
        document = ask(account, "iam", "get_role_policy", "PolicyDocument", PolicyName=name, **role)
        if isinstance(document, Unseen):
            return document
        found.append({"PolicyName": name, "PolicyDocument": document})
    return found

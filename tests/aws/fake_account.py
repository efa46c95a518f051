"""An account in memory whose CloudFormation behaves as AWS describes it, late answers included.

It refuses what AWS refuses in a state, answers with an older state for a while after each order,
and keeps what a stack retains. What a change does is one word in `outcomes`, first come first
served: the state in which it ends.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3

from nejtak.aws.account import AwsError
from nejtak.aws.prepare import Deployment
from nejtak.aws.resources import alarms
from nejtak.aws.resources.template import signed
from nejtak.project.stages import Stage

UPDATABLE = {
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
}
ENDS = {
    "CREATE_IN_PROGRESS": "CREATE_COMPLETE",
    "ROLLBACK_IN_PROGRESS": "ROLLBACK_COMPLETE",
    "DELETE_IN_PROGRESS": "DELETE_COMPLETE",
    "UPDATE_IN_PROGRESS": "UPDATE_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_IN_PROGRESS": "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_IN_PROGRESS": "IMPORT_ROLLBACK_COMPLETE",
}
# States in which nothing of the stack is left but its retained resources.
HOLDS_NOTHING = {"REVIEW_IN_PROGRESS", "DELETE_COMPLETE"}


class StoppedError(BaseException):
    """As if the process were killed here."""


class FakeAccount:
    """Stands for `Account`: one stage's stack, its tables, a bucket and a budget."""

    id = "123456789012"
    LAG = 2  # answers that still show the state before an order
    STEPS = 2  # answers that show a change under way

    def __init__(self, stage: Stage, status: str | None = None) -> None:
        self.stage = stage
        self.private_bucket = f"{stage.stack}-{self.id}-{stage.region}"
        self.stacks: dict[str, dict[str, Any]] = {}
        self.tables: set[str] = set()
        self.objects: dict[str, bytes] = {}
        self.bucket = False
        self.budget: dict[str, Any] | None = None
        self.outcomes: list[str] = []
        self.made: list[str] = []
        self.left: int | None = None
        self._numbers = itertools.count(1)
        self._change_sets: dict[str, dict[str, Any]] = {}
        if status is not None:
            self._put(status)

    def call(self, service: str, method: str, /, **values: Any) -> Any:
        """Answer as boto3 does; stop once `left` calls have been made."""
        if service != "sts":
            if self.left == 0:
                raise StoppedError
            self.left = None if self.left is None else self.left - 1
        self.made.append(f"{service}:{method}")
        answer = getattr(self, f"_{service}_{method}", None)
        assert answer is not None, f"{service}:{method} is not known here"
        return answer(**values)

    def in_region(self, _: str) -> FakeAccount:
        """One region is all that there is here."""
        return self

    # For a test to look at.

    @property
    def stack(self) -> dict[str, Any] | None:
        """The stack that bears the stage's name now."""
        alive = [one for one in self.stacks.values() if one["StackStatus"] != "DELETE_COMPLETE"]
        return alive[-1] if alive else None

    @property
    def inbox(self) -> str | None:
        """The table of the stack that is there."""
        found = self.stack
        return found["table"] if found is not None else None

    # CloudFormation

    def _put(self, status: str) -> dict[str, Any]:
        number = next(self._numbers)
        arn = f"arn:aws:cloudformation:eu-north-1:{self.id}:stack/{self.stage.stack}/{number}"
        made = {
            "StackId": arn,
            "StackStatus": status,
            "CreationTime": next(self._numbers),
            "Outputs": [],
            "table": None,
            "shown": [],
            "next": None,
        }
        self.stacks[arn] = made
        if status not in HOLDS_NOTHING:
            self._fill(made, {"Digest": "an earlier digest"})
        if status.endswith("_IN_PROGRESS") and status in ENDS:
            self._begin(made, status, ENDS[status], lag=False)
        return made

    def _fill(self, stack: dict[str, Any], own: dict[str, str]) -> None:
        if stack["table"] is None:
            stack["table"] = f"{self.stage.stack}-Inbox-{next(self._numbers)}"
            self.tables.add(stack["table"])
        outputs = {
            "Inbox": stack["table"],
            "Site": "site",
            "Host": "x.example",
            "DistributionHost": "x.example",
            "Distribution": "D",
            **own,
        }
        stack["Outputs"] = [{"OutputKey": k, "OutputValue": v} for k, v in outputs.items()]

    def _begin(
        self,
        stack: dict[str, Any],
        during: str,
        end: str,
        *,
        lag: bool = True,
        before: dict[str, Any] | None = None,
    ) -> None:
        """Show the old state for a while, then the change, then its end."""
        stack["shown"] = [before or self._seen(stack)] * (self.LAG if lag else 0)
        if lag:
            stack["LastUpdatedTime"] = next(self._numbers)
        stack["StackStatus"] = during
        stack["shown"] += [self._seen(stack)] * self.STEPS
        stack["next"] = end

    @staticmethod
    def _seen(stack: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in stack.items() if k[0].isupper()}

    def _find(self, name: str) -> dict[str, Any]:
        found = self.stacks.get(name) or (self.stack if name == self.stage.stack else None)
        if found is None:
            raise AwsError(f"Stack with id {name} does not exist", "ValidationError")
        return found

    def _finish(self, stack: dict[str, Any]) -> None:
        """Go on to the end, as AWS would have meanwhile."""
        if stack["next"] is None:
            return
        stack["StackStatus"], stack["next"], stack["shown"] = stack["next"], None, []

    def _cloudformation_describe_stacks(self, StackName: str) -> Any:
        found = self._find(StackName)
        if found["shown"]:
            return {"Stacks": [found["shown"].pop(0)]}
        self._finish(found)
        if found["StackStatus"] == "DELETE_COMPLETE" and StackName == self.stage.stack:
            raise AwsError("Stack does not exist", "ValidationError")
        return {"Stacks": [self._seen(found)]}

    def _cloudformation_create_change_set(
        self, StackName: str, ChangeSetName: str, ChangeSetType: str, **more: Any
    ) -> Any:
        found = self.stack
        if found is not None:
            self._refuse_unless(found["next"] is None, found)
        if ChangeSetType == "UPDATE":
            self._refuse_unless(found is not None and found["StackStatus"] in UPDATABLE, found)
        else:
            free = found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS"
            self._refuse_unless(free, found)
            found = found or self._put("REVIEW_IN_PROGRESS")
        assert found is not None
        arn = f"arn:changeset/{ChangeSetName}/{next(self._numbers)}"
        self._change_sets[arn] = {"stack": found["StackId"], "type": ChangeSetType, **more}
        return {"Id": arn, "StackId": found["StackId"]}

    def _refuse_unless(self, right: bool, stack: dict[str, Any] | None) -> None:
        if not right:
            state = stack["StackStatus"] if stack else "not there"
            raise AwsError(f"Stack is in {state} state", "ValidationError")

    def _cloudformation_describe_change_set(self, StackName: str, ChangeSetName: str) -> Any:
        return {"Status": "CREATE_COMPLETE", "Changes": []}

    def _cloudformation_delete_change_set(self, StackName: str, ChangeSetName: str) -> Any:
        return {}

    def _cloudformation_execute_change_set(self, StackName: str, ChangeSetName: str) -> Any:
        order = self._change_sets.pop(ChangeSetName, None)
        if order is None:
            raise AwsError("gone", "ChangeSetNotFound")
        found, kind = self.stacks[order["stack"]], order["type"]
        before = self._seen(found)
        end = self.outcomes.pop(0) if self.outcomes else f"{kind}_COMPLETE"
        for one in order.get("ResourcesToImport", ()):
            found["table"] = one["ResourceIdentifier"]["TableName"]
        if end == f"{kind}_COMPLETE":
            outputs = json.loads(order["TemplateBody"]).get("Outputs", {})
            marks = {name: outputs[name]["Value"] for name in ("Digest", "Budget") if outputs}
            self._fill(found, marks)
        elif kind == "CREATE":
            self._fill(found, {})  # the inbox was made before the failure, and stays
        self._begin(found, f"{kind}_IN_PROGRESS", end, before=before)
        return {}

    def _cloudformation_delete_stack(self, StackName: str) -> Any:
        found = self._find(StackName)
        self._refuse_unless(found["next"] is None, found)
        before = self._seen(found)
        found["DeletionTime"] = next(self._numbers)
        end = self.outcomes.pop(0) if self.outcomes else "DELETE_COMPLETE"
        self._begin(found, "DELETE_IN_PROGRESS", end, before=before)
        return {}

    def _cloudformation_continue_update_rollback(self, StackName: str) -> Any:
        found = self._find(StackName)
        self._refuse_unless(found["StackStatus"] == "UPDATE_ROLLBACK_FAILED", found)
        end = self.outcomes.pop(0) if self.outcomes else "UPDATE_ROLLBACK_COMPLETE"
        self._begin(found, "UPDATE_ROLLBACK_IN_PROGRESS", end)
        return {}

    def _cloudformation_describe_stack_resources(self, StackName: str) -> Any:
        found = self._find(StackName)
        inbox = {
            "LogicalResourceId": "Inbox",
            "PhysicalResourceId": found["table"],
            "ResourceStatus": "CREATE_COMPLETE",
        }
        return {"StackResources": [inbox]}

    def _cloudformation_describe_stack_events(self, StackName: str) -> Any:
        return {
            "StackEvents": [
                {
                    "LogicalResourceId": "Distribution",
                    "ResourceStatus": "CREATE_FAILED",
                    "ResourceStatusReason": "Your account must be verified",
                },
            ]
        }

    # The other services, as far as a deployment without pages goes.

    def _dynamodb_list_tables(self) -> Any:
        return {"TableNames": sorted(self.tables | {"payroll"})}

    def _dynamodb_update_table(self, TableName: str, **_: Any) -> Any:
        return {}

    def _dynamodb_delete_table(self, TableName: str) -> Any:
        self.tables.discard(TableName)
        return {}

    def _s3_head_bucket(self, **_: Any) -> Any:
        if not self.bucket:
            raise AwsError("none", "404")
        return {}

    def _s3_create_bucket(self, **_: Any) -> Any:
        self.bucket = True
        return {}

    def _s3_put_public_access_block(self, **_: Any) -> Any:
        return {}

    def _s3_put_bucket_policy(self, **_: Any) -> Any:
        return {}

    def _s3_put_object(self, Key: str, Body: bytes, **_: Any) -> Any:
        self.objects[Key] = Body
        return {"ETag": str(next(self._numbers))}

    def _s3_get_object(self, Key: str, **_: Any) -> Any:
        if Key not in self.objects:
            raise AwsError("none", "NoSuchKey")
        return {"Body": io.BytesIO(self.objects[Key]), "ETag": "etag"}

    def _s3_list_objects_v2(self, Prefix: str = "", **_: Any) -> Any:
        return {"Contents": [{"Key": key} for key in self.objects if key.startswith(Prefix)]}

    def _s3_delete_objects(self, Delete: Any, **_: Any) -> Any:
        for one in Delete["Objects"]:
            self.objects.pop(one["Key"], None)
        return {}

    def _s3_delete_bucket(self, **_: Any) -> Any:
        self.bucket = False
        return {}

    def _budgets_create_budget(self, Budget: dict[str, Any], **_: Any) -> Any:
        self.budget = Budget
        return {}

    def _budgets_delete_budget(self, **_: Any) -> Any:
        if self.budget is None:
            raise AwsError("none", "NotFoundException")
        self.budget = None
        return {}


def no_files(
    stage: Stage, template: dict[str, Any], waves: dict[str, str] | None = None
) -> Deployment:
    """A deployment without pages."""
    marked = signed({**template, "Outputs": {}}, stage, "collector/0.zip")
    return Deployment(
        stage,
        Path(),
        {},
        marked,
        b"zip",
        "collector/0.zip",
        True,
        alarms.budget(stage),
        {},
        waves or {},
    )


def statuses() -> Iterable[str]:
    """Every state that botocore's model of CloudFormation knows."""
    model = boto3.client("cloudformation", region_name="eu-north-1").meta.service_model
    found: list[str] = model.shape_for("StackStatus").enum
    return found

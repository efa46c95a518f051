"""Alarms and a budget, which send an e-mail if the stage names an address.

They count requests and identify nobody. An alarm looks at a whole hour and needs five failures,
so that no e-mail says when a single candidate tried to answer.
"""

from __future__ import annotations

from nejtak.aws.resources.cloudformation import JsonObject, Resource, Resources
from nejtak.project.stages import Stage

HOUR = 3600  # seconds
FAILURES = 5  # answers that could not be stored in an hour, for another reason than a limit
REFUSALS = 50  # requests in an hour above a limit, or that fit nothing: a flood, or low limits


def alarm_resources(stage: Stage) -> Resources:
    """Two alarms; none if the stage names no address."""
    if stage.alarm is None:
        return {}
    api = {"ApiName": stage.stack, "Stage": "api"}
    failed = _metric("AWS/ApiGateway", "5XXError", api)
    unfit = _metric("AWS/ApiGateway", "4XXError", api)
    above = _metric("AWS/Lambda", "Throttles", {"FunctionName": {"Ref": "APIHandler"}})
    return {
        "Watch": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
                "Subscription": [{"Protocol": "email", "Endpoint": stage.alarm.address}]
            },
        },
        # Requests above the number of functions are 5XX, too, and no failures.
        "FailureAlarm": _alarm(
            "FILL(failed, 0) - FILL(above, 0)", FAILURES, failed=failed, above=above
        ),
        "RefusalAlarm": _alarm(
            "FILL(unfit, 0) + FILL(above, 0)", REFUSALS, unfit=unfit, above=above
        ),
    }


def _metric(namespace: str, name: str, dimensions: JsonObject) -> JsonObject:
    """A metric's sum over an hour."""
    listed = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": listed}
    return {"Metric": metric, "Period": HOUR, "Stat": "Sum"}


def _alarm(expression: str, least: int, **metrics: JsonObject) -> Resource:
    asked = [{"Id": id_, "MetricStat": one, "ReturnData": False} for id_, one in metrics.items()]
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "Metrics": [{"Id": "counted", "Expression": expression, "ReturnData": True}, *asked],
            "EvaluationPeriods": 1,
            "Threshold": least,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [{"Ref": "Watch"}],
        },
    }


def budget_name(stage: Stage) -> str:
    """The budget's name, which is the account's and not the region's."""
    return f"{stage.stack}-{stage.region}"


def budget(stage: Stage) -> JsonObject | None:
    """A request for AWS Budgets, without the account; None if the stage names no address.

    It is no part of the stack, since CloudFormation knows budgets in some regions only. AWS counts
    the whole account, with all else that runs there.
    """
    if stage.alarm is None:
        return None
    return {
        "Budget": {
            "BudgetName": budget_name(stage),
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": str(stage.alarm.amount), "Unit": "USD"},
        },
        "NotificationsWithSubscribers": [
            _notification(kind, stage.alarm.address) for kind in ("ACTUAL", "FORECASTED")
        ],
    }


def _notification(kind: str, address: str) -> JsonObject:
    return {
        "Notification": {
            "NotificationType": kind,
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": 100,
            "ThresholdType": "PERCENTAGE",
        },
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": address}],
    }

"""Alarms and a budget, which send an e-mail if the stage names an address.

They count and tell nothing about anybody. An alarm looks at a whole hour and needs five failures,
so that no e-mail says when a single candidate tried to answer.
"""

from __future__ import annotations

from typing import Any

from nejtak.project.stages import Stage

HOUR = 3600  # seconds
FAILURES = 5  # answers that could not be stored in an hour
REFUSALS = 50  # requests in an hour above the concurrency: a flood, or limits that are too low


def alarm_resources(stage: Stage) -> dict[str, Any]:
    """Two alarms; none if the stage names no address."""
    if stage.alarm is None:
        return {}
    api = {"ApiName": stage.stack, "Stage": "api"}
    function = {"FunctionName": {"Ref": "APIHandler"}}
    return {
        "Watch": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
                "Subscription": [{"Protocol": "email", "Endpoint": stage.alarm.address}]
            },
        },
        "FailureAlarm": _alarm("AWS/ApiGateway", "5XXError", api, FAILURES),
        "RefusalAlarm": _alarm("AWS/Lambda", "Throttles", function, REFUSALS),
    }


def _alarm(namespace: str, metric: str, dimensions: dict[str, Any], least: int) -> dict[str, Any]:
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "Namespace": namespace,
            "MetricName": metric,
            "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
            "Statistic": "Sum",
            "Period": HOUR,
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


def budget(stage: Stage) -> dict[str, Any] | None:
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


def _notification(kind: str, address: str) -> dict[str, Any]:
    return {
        "Notification": {
            "NotificationType": kind,
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": 100,
            "ThresholdType": "PERCENTAGE",
        },
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": address}],
    }

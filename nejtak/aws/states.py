"""The states of a stack, as CloudFormation names them, and the next step from each.

A deployment can be stopped anywhere, and so can CloudFormation: every state has an answer here.
"""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """The step that comes next."""

    WAIT = "it is changing; wait until it is done"
    CREATE = "it holds nothing yet; create it"
    UPDATE = "it runs; update it"
    RECREATE = "its first creation or its deletion failed; delete it, then create it"
    CONTINUE = "an update failed, and so did its rollback; continue the rollback, then update it"
    ROLL_BACK = "an update by hand was left half done; roll it back by hand"
    LOOK = "an import failed, and so did its rollback; look at it in the console of AWS"


STEPS = {
    "CREATE_IN_PROGRESS": Step.WAIT,
    "CREATE_COMPLETE": Step.UPDATE,
    "CREATE_FAILED": Step.RECREATE,
    "ROLLBACK_IN_PROGRESS": Step.WAIT,
    "ROLLBACK_COMPLETE": Step.RECREATE,
    "ROLLBACK_FAILED": Step.RECREATE,
    "DELETE_IN_PROGRESS": Step.WAIT,
    "DELETE_COMPLETE": Step.CREATE,
    "DELETE_FAILED": Step.RECREATE,
    "UPDATE_IN_PROGRESS": Step.WAIT,
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": Step.WAIT,
    "UPDATE_COMPLETE": Step.UPDATE,
    "UPDATE_FAILED": Step.ROLL_BACK,
    "UPDATE_ROLLBACK_IN_PROGRESS": Step.WAIT,
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": Step.WAIT,
    "UPDATE_ROLLBACK_COMPLETE": Step.UPDATE,
    "UPDATE_ROLLBACK_FAILED": Step.CONTINUE,
    # A change set was made for it and never executed.
    "REVIEW_IN_PROGRESS": Step.CREATE,
    "IMPORT_IN_PROGRESS": Step.WAIT,
    "IMPORT_COMPLETE": Step.UPDATE,
    "IMPORT_ROLLBACK_IN_PROGRESS": Step.WAIT,
    "IMPORT_ROLLBACK_COMPLETE": Step.UPDATE,
    "IMPORT_ROLLBACK_FAILED": Step.LOOK,
}
# The ends of a change that went well.
DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}


def step(status: str) -> Step:
    """The next step from a state; to look at it, if AWS has a state that is new to us."""
    return STEPS.get(status, Step.WAIT if status.endswith("_IN_PROGRESS") else Step.LOOK)

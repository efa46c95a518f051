"""The columns of a release's figures, as every export has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nejtak.report.figures import ID


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the figures: its name, and its field in the Table Schema."""

    name: str
    title: str
    description: str
    type: str
    constraints: Mapping[str, object]
    width: int  # in characters, on the sheet


# In the CSV, an apostrophe is before ids that a spreadsheet would take for a date or a number.
_ID = {"required": True, "pattern": f"'?{ID.pattern}"}
_ID_OR_NONE = {"required": True, "pattern": f"('?{ID.pattern})?"}
_GUARD = " In the CSV, an apostrophe is before ids that a spreadsheet would take for a date."
_TEXT = {"required": True}
_COUNT = {"required": True, "minimum": 0}
_SHARE = {"required": True, "minimum": 0, "maximum": 100}
FIELDS = (
    Field(
        "group",
        "Group",
        "Id of the group of respondents; empty for all of them." + _GUARD,
        "string",
        _ID_OR_NONE,
        14,
    ),
    Field(
        "group_label", "Group in words", "The group of respondents in words.", "string", _TEXT, 20
    ),
    Field("question", "Question", "Id of the question." + _GUARD, "string", _ID, 16),
    Field(
        "question_title",
        "Question in words",
        "The question as candidates read it.",
        "string",
        _TEXT,
        40,
    ),
    Field(
        "row",
        "Row",
        "Id of the choice, of the grid's row, or of several taken together." + _GUARD,
        "string",
        _ID,
        16,
    ),
    Field("row_label", "Row in words", "The row as candidates read it.", "string", _TEXT, 32),
    Field(
        "members",
        "Members",
        "Ids of the choices that the row takes together, a space between." + _GUARD,
        "string",
        {"required": True, "pattern": f"'?{ID.pattern}( {ID.pattern})*"},
        16,
    ),
    Field(
        "column",
        "Column",
        "Id of the grid's column; empty where a row has one figure." + _GUARD,
        "string",
        _ID_OR_NONE,
        16,
    ),
    Field(
        "column_label",
        "Column in words",
        "The grid's column as candidates read it.",
        "string",
        _TEXT,
        20,
    ),
    Field("low", "At least", "At least so many of the counted answered so.", "integer", _COUNT, 10),
    Field("high", "At most", "At most so many of the counted answered so.", "integer", _COUNT, 10),
    Field(
        "base",
        "Of",
        "All answers counted in the group, those that skip the question too.",
        "integer",
        {"required": True, "minimum": 1},
        10,
    ),
    Field(
        "low_percent",
        "At least, %",
        "`low` as percent of `base`, rounded down.",
        "integer",
        _SHARE,
        12,
    ),
    Field(
        "high_percent",
        "At most, %",
        "`high` as percent of `base`, rounded up.",
        "integer",
        _SHARE,
        12,
    ),
)
HEAD = tuple(field.name for field in FIELDS)
NUMBERS = tuple(field.name for field in FIELDS if field.type == "integer")

"""Figures of a wave worked out from its raw export, by code that shares none with nejtak.

It knows the rule from docs/disclosure.md, and the survey's questions as its page shows them. The
raw export has the answers in the order of the sealed file, which is that of the lot.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

Figures = dict[tuple[str, str, str, str], tuple[int, int]]  # group, table, row, column


def largest(limit: int) -> int:
    """The largest of 5, 8, 11 ... up to a limit."""
    return max((m for m in range(5, limit + 1, 3)), default=0)


def of_export(content: bytes) -> list[dict[str, Any]]:
    """The answers in a raw export, one mapping for each respondent."""
    lines = [json.loads(line) for line in content.decode().splitlines()]
    return [line["answers"] for line in lines if "answers" in line]


def in_sets(
    answers: Sequence[Mapping[str, Any]],
    asked: int,
    question: str,
    sets: Mapping[str, Sequence[str]],
) -> dict[str, list[Mapping[str, Any]]]:
    """The counted answers by set of rivals; under an empty name if none are published."""
    most = min(len(answers), asked - 2)
    first = answers[: max(d for d in range(most + 1) if d % 3 == (2 * len(sets) + 2) % 3)]
    told = {name: [one for one in first if one.get(question) in sets[name]] for name in sets}
    if all(len(own) >= 14 for own in told.values()):
        return {name: own[: largest(len(own))] for name, own in told.items()}
    return {"": list(answers[: largest(most)])}


def chosen(
    answers: Sequence[Mapping[str, Any]], asked: int, question: str, groups: Mapping[str, int]
) -> dict[str, list[Mapping[str, Any]]]:
    """The counted answers by group; under an empty name if none are published."""
    names = list(groups)
    sizes = {**groups, **({names[-1]: asked - sum(groups[n] for n in names[:-1])} if names else {})}
    members: dict[str, list[Mapping[str, Any]]] = {name: [] for name in names}
    for one in answers if names else ():
        members[one[question] if one.get(question) in names else names[-1]].append(one)
    told = {name: own[: largest(min(len(own), sizes[name] - 2))] for name, own in members.items()}
    if told and all(len(own) >= 14 for own in told.values()):
        return told
    limit = min(len(answers), asked - 2)
    if names:
        limit = min(limit, 13 + asked - min(sizes.values()) - 2)
    return {"": list(answers[: largest(limit)])}


def cells(survey: Mapping[str, Any], m: int) -> Iterator[tuple[str, str, str, Any]]:
    """Every cell that is no sum: table, row, column, and who is in it."""
    for id_, asked in survey["questions"].items():
        told = [c for c in asked["choices"] if c != asked.get("untold")]
        if asked["kind"] == "grid":
            for row, column in product(asked["rows"], told):
                yield id_, row, column, _in_grid(id_, row, column)
        elif asked["kind"] == "scale":
            yield from _boxes(id_, asked)
        elif id_ in survey["reasons"] and m < 8:
            yield from _reaches(survey, id_, told) if asked["kind"] == "choice" else ()
        else:
            for choice in told:
                yield id_, choice, "", _picked(id_, choice, survey["beside"].get(id_))


def _boxes(id_: str, asked: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    middle = asked["choices"].index(asked["untold"])
    for box in (asked["choices"][:middle], asked["choices"][middle + 1 :]):
        yield id_, "-".join(dict.fromkeys((box[0], box[-1]))), "", _among(id_, box)


def _reaches(
    survey: Mapping[str, Any], id_: str, told: Sequence[str]
) -> Iterator[tuple[str, str, str, Any]]:
    for reach in ("control", "influence", "outside"):
        box = [c for c in told if survey["reach"].get(c) == reach]
        if box:
            yield f"{id_}/reach", reach, "", _among(id_, box)


def _in_grid(id_: str, row: str, column: str) -> Any:
    return lambda one: one.get(id_, {}).get(row) == column


def _among(id_: str, box: Sequence[str]) -> Any:
    return lambda one: one.get(id_) in box


def _picked(id_: str, choice: str, decided: str | None) -> Any:
    def is_in(one: Mapping[str, Any]) -> bool:
        said = one.get(id_)
        if isinstance(said, list):
            return choice in said and not (decided and one.get(decided) == choice)
        return bool(said == choice)

    return is_in


def blocks(survey: Mapping[str, Any], people: Sequence[Mapping[str, Any]], group: str) -> Figures:
    """The figures of one group: blocks, then reach and family as sums of them."""
    found: Figures = {}
    for table, row, column, is_in in cells(survey, len(people)):
        low = sum(map(is_in, people)) // 3 * 3
        found[group, table, row, column] = (low, low + 2)
    for id_ in survey["reasons"] if len(people) >= 8 else ():
        if survey["questions"][id_]["kind"] == "choice":
            found |= _sums(survey, found, id_, len(people), group)
    return found


def _sums(survey: Mapping[str, Any], found: Figures, id_: str, m: int, group: str) -> Figures:
    own = {row: ends for (_, table, row, _), ends in found.items() if table == id_}
    sums: Figures = {}
    for by in ("reach", "family"):
        for name in dict.fromkeys(survey[by].values()):
            inside = [r for r in own if r in survey["reach"] and survey[by].get(r) == name]
            low = sum(own[r][0] for r in inside)
            others = sum(ends[0] for r, ends in own.items() if r not in inside)
            if inside:
                high = min(sum(own[r][1] for r in inside), m - others)
                sums[group, f"{id_}/{by}", name, ""] = (low, high)
    return sums


def figures(
    survey: Mapping[str, Any],
    answers: Sequence[Mapping[str, Any]],
    asked: int,
    question: str = "",
    groups: Mapping[str, int] | None = None,
    sets: Mapping[str, Sequence[str]] | None = None,
) -> tuple[dict[str, int], Figures]:
    """The numbers counted, and every figure of a release."""
    if sets:
        people = in_sets(answers, asked, question, sets)
    else:
        people = chosen(answers, asked, question, groups or {})
    if groups or sets:
        kept = {id_: own for id_, own in survey["questions"].items() if id_ != question}
        survey = {**survey, "questions": kept}
    found: Figures = {}
    for group, own in people.items():
        found |= blocks(survey, own, group)
    if "" not in people:
        m = sum(map(len, people.values()))
        for place in dict.fromkeys(place[1:] for place in found):
            ends = [found[group, *place] for group in people]
            low, high = (sum(end[i] for end in ends) for i in (0, 1))
            found["", *place] = (low, min(m, high))
    return {group: len(own) for group, own in people.items()}, found

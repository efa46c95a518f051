"""The input of the checks: a template, or a deployed stage described in template form.

A check is written once. Before a deployment it looks at the template; `nejtak.aws.resources.live`
gives it the same resources with the properties that AWS reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Properties = Mapping[str, Any]


class UnseenError(Exception):
    """A check needs a value that could not be read; `reason` says why, as a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Stands for a value that could not be read; `reason` says why, as a sentence."""

    reason: str


class Seen(Mapping[str, Any]):
    """Properties as they were read: to use one that was not read raises UnseenError.

    `blind` replaces everything that is not in `values`, if that was not read either.
    """

    def __init__(self, values: Mapping[str, Any], blind: Unseen | None = None) -> None:
        self._values = values
        self._blind = blind

    def __getitem__(self, key: str) -> Any:
        if key not in self._values and self._blind is not None:
            raise UnseenError(self._blind.reason)
        value = self._values[key]
        if isinstance(value, Unseen):
            raise UnseenError(value.reason)
        return value

    def mapped(self, change: Callable[[Any], Any]) -> Seen:
        """The same with each value changed; unseen ones stay unseen."""
        values = {key: change(value) for key, value in self._values.items()}
        return Seen(values, self._blind)

    def __iter__(self) -> Iterator[str]:
        if self._blind is not None:
            raise UnseenError(self._blind.reason)
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, slots=True)
class View:
    """A template and the headers that the pages need, as the checks look at them.

    `live` are values that only a deployed stage has, by the names that `surroundings` and `pages`
    give; empty for a template.
    """

    template: Mapping[str, Any]
    headers: Mapping[str, str]
    live: Mapping[str, Any] = field(default_factory=dict)

    def resource(self, name: str) -> Mapping[str, Any]:
        """A resource; an empty one if it is missing."""
        found: Mapping[str, Any] = self.template.get("Resources", {}).get(name, {})
        return found

    def of(self, name: str) -> Properties:
        """A resource's properties."""
        found: Properties = self.resource(name).get("Properties", {})
        return found

    def distribution(self) -> Properties:
        """The distribution's configuration."""
        found: Properties = self.of("Distribution").get("DistributionConfig", {})
        return found

    def behaviours(self) -> list[Properties]:
        """All behaviours of the distribution, the default one first."""
        found = self.distribution()
        return [found.get("DefaultCacheBehavior", {}), *found.get("CacheBehaviors", [])]


@dataclass(frozen=True, slots=True)
class Check:
    """A check's name, its promise as a complete sentence, and a function that looks for faults."""

    name: str
    promise: str
    look: Callable[[View], Iterator[str]]


def equals(name: str, promise: str, resource: str, path: str, *wanted: object) -> Check:
    """A check that a property, by its dotted path, is one of the wanted values."""

    def look(view: View) -> Iterator[str]:
        value = at(view.of(resource), path)
        if not any(type(value) is type(want) and value == want for want in wanted):
            yield f"{path} is {value!r}"

    return Check(name, promise, look)


def at(value: Any, path: str) -> Any:
    """The value at a dotted path; None if there is none."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def listed(value: Any) -> list[Any]:
    """IAM writes one value or a list; this is always a list."""
    return value if isinstance(value, list) else [value]

"""What the checks look at: a template, or a live account told in a template's words.

A check is written once. Before a deployment it looks at the template; `nejtak.deploy.live` gives
it the same resources with the properties that AWS tells of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Properties = Mapping[str, Any]


class UnseenError(Exception):
    """A check needs what the account did not let us read; `permission` is what is missing."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(permission)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Stands where a value would, had we been allowed to read it."""

    permission: str


class Seen(Mapping[str, Any]):
    """Properties as they were read: to touch one that was not read raises UnseenError.

    `blind` stands for everything that is not in `values`, where that was not read either.
    """

    def __init__(self, values: Mapping[str, Any], blind: Unseen | None = None) -> None:
        self._values = values
        self._blind = blind

    def __getitem__(self, key: str) -> Any:
        if key not in self._values and self._blind is not None:
            raise UnseenError(self._blind.permission)
        value = self._values[key]
        if isinstance(value, Unseen):
            raise UnseenError(value.permission)
        return value

    def mapped(self, change: Callable[[Any], Any]) -> Seen:
        """The same with each value changed; what was not seen stays so."""
        values = {key: change(value) for key, value in self._values.items()}
        return Seen(values, self._blind)

    def __iter__(self) -> Iterator[str]:
        if self._blind is not None:
            raise UnseenError(self._blind.permission)
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, slots=True)
class View:
    """A template and the headers that the pages need, as the checks look at them.

    `live` is what only a running stage has, by the names that `nejtak.deploy.live` gives; empty
    for a template.
    """

    template: Mapping[str, Any]
    headers: Mapping[str, str]
    live: Mapping[str, Any] = field(default_factory=dict)

    def resource(self, name: str) -> Mapping[str, Any]:
        """A resource; an empty one where it is missing."""
        found: Mapping[str, Any] = self.template.get("Resources", {}).get(name, {})
        return found

    def of(self, name: str) -> Properties:
        """A resource's properties."""
        found: Properties = self.resource(name).get("Properties", {})
        return found

    def statements(self) -> list[Mapping[str, Any]]:
        """Every statement of the function's role."""
        policies = self.of("ApiHandlerRole").get("Policies", [])
        return [s for policy in policies for s in listed(policy["PolicyDocument"]["Statement"])]

    def methods(self) -> Properties:
        """The settings of all methods of the API; empty where they do not hold for all."""
        settings = self.of("RestAPI").get("MethodSettings", [])
        first: Properties = settings[0] if len(settings) == 1 else {}
        everything = (first.get("HttpMethod"), first.get("ResourcePath")) == ("*", "/*")
        return first if everything else {}

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
    """A name to refer to, what it promises, and a look that yields what is wrong."""

    name: str
    promise: str
    look: Callable[[View], Iterator[str]]


def equals(name: str, promise: str, resource: str, path: str, *wanted: object) -> Check:
    """A check that a property, by its dotted path, is one of the wanted values."""

    def look(view: View) -> Iterator[str]:
        value = at(view.of(resource), path)
        if not any(type(value) is type(want) and value == want for want in wanted):
            yield f"{resource}.{path} is {value!r}"

    return Check(name, promise, look)


def at(value: Any, path: str) -> Any:
    """What lies at a dotted path; None where there is nothing."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def listed(value: Any) -> list[Any]:
    """A list of what IAM writes as one thing or as several."""
    return value if isinstance(value, list) else [value]

"""A template as the checks look at it, and what a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """A template and the headers that the pages need, as the checks look at them."""

    template: Mapping[str, Any]
    headers: Mapping[str, str]

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
        return [s for policy in policies for s in policy["PolicyDocument"]["Statement"]]

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

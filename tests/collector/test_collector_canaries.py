"""A word in any place of a request but the answers turns up nowhere, whatever else it holds."""

from __future__ import annotations

from collector_canaries import check_canaries
from collector_support import Built, loaded

EXAMPLES = 200  # `make soak` sends 10,000


def test_no_request_leaves_a_canary(built: Built) -> None:
    """Not in an item, a reply or a line of the log; and requests of every kind were sent."""
    with loaded(built.folder, {"AWS_DEFAULT_REGION": "eu-north-1"}) as app:
        seen = check_canaries(app, built, EXAMPLES)
    assert {201, 303, 400, 404, 415} <= seen.keys()
    assert max(seen) < 500

"""DESIGN's sixth promise in a storm: an acknowledged answer is never lost and never doubled."""

from __future__ import annotations

import contextlib
from pathlib import Path

from collector_faults import campaign, post_to, verdict
from collector_support import Built, loaded
from stage import connect
from storm import LEAST_FAULTS, RULES, storm, weather

from nejtak.local import engine

COUNT = 2000  # `make soak` sends 100,000


def test_no_acknowledged_answer_is_lost_or_doubled(built: Built, tmp_path: Path) -> None:
    """2,000 answers, a fifth of all writes and more met by faults: what got a receipt is there."""
    with engine.running(tmp_path) as environment:
        with contextlib.closing(connect(environment)) as client:
            engine.create_table(client, environment["NEJTAK_TABLE"])
        with storm(environment["AWS_ENDPOINT_URL"]) as address:
            stormy = {**environment, "AWS_ENDPOINT_URL": address}
            with loaded(built.folder, stormy) as app:
                sent = campaign(post_to(app), COUNT, threads=16)
            writes, faults = weather(address)
        found = verdict(built, environment, sent)
    assert found.acknowledged > 0.99 * COUNT
    assert (found.lost, found.doubled, found.unknown, found.replaced) == (0, 0, 0, 0)
    assert {one.changed for one in sent.values()} <= {None, 409, 503}
    assert any(one.changed == 409 for one in sent.values())
    assert sum(faults) >= LEAST_FAULTS * writes
    assert len(faults) == len(RULES)

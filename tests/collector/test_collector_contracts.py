"""What a wave accepts: read once, read again after a rebuild, and never from a name made up."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from chalicelib import contracts
from chalicelib.contracts import ContractQuestion, WaveContract
from collector_support import Built, write_wave


def write(waves: Path, **changes: Any) -> Path:
    """Write a small contract, and say where."""
    path = waves / "nordlys" / "2026-q3" / "contract.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    contract = {
        "format": 2,
        "client": "nordlys",
        "wave": "2026-q3",
        "status": "open",
        "languages": ["da", "en"],
        "expires": 1822435200,
        "shards": 4,
        "recipients": [{"name": "partner", "key": "age1a"}],
        "questions": {},
        **changes,
    }
    path.write_text(json.dumps(contract), encoding="utf-8")
    return path


def load(waves: Path) -> WaveContract:
    """Load it."""
    found = contracts.load_contract("nordlys", "2026-q3", waves)
    assert found
    return found


def test_a_contract_is_read_as_the_build_wrote_it(tmp_path: Path) -> None:
    """Every key arrives; choices are those of choices, scales and a grid's columns."""
    questions = {
        "weights": {"kind": "grid", "rows": ["pay"], "columns": ["no", "yes"], "untold": "no"},
        "rating": {"kind": "scale", "choices": ["1", "2"]},
        "better": {"kind": "text", "max_length": 1000},
    }
    path = write(tmp_path, questions=questions)
    assert load(tmp_path) == WaveContract(
        client="nordlys",
        wave="2026-q3",
        closed=False,
        languages=("da", "en"),
        expires=1822435200,
        shards=4,
        recipients=("age1a",),
        questions={
            "weights": ContractQuestion("grid", frozenset({"no", "yes"}), frozenset({"pay"}), 0),
            "rating": ContractQuestion("scale", frozenset({"1", "2"}), frozenset(), 0),
            "better": ContractQuestion("text", frozenset(), frozenset(), 1000),
        },
        folder=path.parent,
    )


def test_a_closed_wave_is_known_as_closed(tmp_path: Path) -> None:
    """By its status, and by nothing else."""
    write(tmp_path, status="closed")
    assert load(tmp_path).closed


def test_another_format_is_refused(tmp_path: Path) -> None:
    """A contract of another time is not guessed at, the second time neither."""
    write(tmp_path, format=1)
    for _ in range(2):
        with pytest.raises(ValueError, match="contract format"):
            load(tmp_path)


def test_a_contract_is_read_once_and_again_after_a_rebuild(tmp_path: Path) -> None:
    """A rebuild shows at once: by the time of change, and by the size where the time is equal."""
    path = write(tmp_path)
    first = load(tmp_path)
    assert load(tmp_path) is first
    state = path.stat()
    write(tmp_path, shards=8)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert path.stat().st_size == state.st_size
    assert load(tmp_path).shards == 8
    write(tmp_path, shards=16)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert load(tmp_path).shards == 16
    path.unlink()
    assert contracts.load_contract("nordlys", "2026-q3", tmp_path) is None


def test_the_cache_is_limited(tmp_path: Path, built: Built) -> None:
    """Names of waves that are not there leave nothing behind, and of the others some are kept."""
    contracts._read.cache_clear()
    for number in range(100):
        assert contracts.load_contract("nordlys", f"wave-{number}", tmp_path) is None
    assert contracts._read.cache_info().currsize == 0
    for number in range(100):
        write_wave(tmp_path, {**built.contract, "wave": f"wave-{number}", "languages": []})
        assert contracts.load_contract("nordlys", f"wave-{number}", tmp_path)
    assert 10 < contracts._read.cache_info().currsize < 100


@pytest.mark.parametrize(
    ("client", "wave"),
    [
        ("nordlys", "2026-q4"),
        ("Nordlys", "2026-q3"),
        ("..", "2026-q3"),
        ("nordlys", "."),
        ("nordlys", ""),
        ("", "nordlys/2026-q3"),
        ("nordlys", "../nordlys/2026-q3"),
        ("nordlys", "2026-q3/"),
        ("nordlys", "2026-q3\n"),
        ("nordlys", "2026-q3\0"),
        ("nordlys", "2026--q3"),
        ("nordlys", "-2026-q3"),
        ("nordlys", "2026-q3-"),
        ("nordlys", "2026_q3"),
        ("nordlys", "å"),
        ("nordlys", "a" * 41),
        ("nordlys", "a" * 5000),
    ],
)
def test_only_slugs_lead_anywhere(tmp_path: Path, client: str, wave: str) -> None:
    """Whatever else comes in a path builds no path, and is answered as no wave."""
    write(tmp_path)
    for name in ("2026--q3", "-2026-q3", "2026-q3-", "2026_q3", "å", "a" * 41, "Nordlys"):
        (tmp_path / "nordlys" / name).symlink_to("2026-q3")
    (tmp_path / "Nordlys").symlink_to("nordlys")
    assert contracts.load_contract(client, wave, tmp_path) is None


def test_a_slug_of_forty_is_one(tmp_path: Path) -> None:
    """As long as the build lets them be."""
    write(tmp_path)
    (tmp_path / "nordlys" / ("a" * 40)).symlink_to("2026-q3")
    assert contracts.load_contract("nordlys", "a" * 40, tmp_path)

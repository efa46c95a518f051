"""The package for Lambda: exact versions, the same bytes each time, and nothing besides."""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from aws_support import HEADERS, PLAIN, REGION, ROOT, collector_build, packaged, wheels
from emulator import MACHINE
from lambda_host import LambdaHost, lambda_environment, rest_event

from nejtak.aws import package as packages
from nejtak.aws.package import package, pins
from nejtak.aws.resources.function import RUNTIME
from nejtak.aws.resources.template import overlay
from nejtak.errors import EngineError, StateError


def test_the_zip_is_the_same_bytes_wherever_it_is_packed(tmp_path: Path) -> None:
    """Other folders, other modes, leftovers of a run: the same zip, and so the same key."""
    build = collector_build(tmp_path)
    for path in (build / "collector").rglob("*.py"):
        path.chmod(0o600)
        os.utime(path, (1e9, 1e9))
    litter = build / "collector" / "chalicelib" / "__pycache__"
    litter.mkdir()
    (litter / "check.cpython-311.pyc").write_bytes(b"old")
    again = package(build, overlay(PLAIN, HEADERS), REGION)
    assert again == packaged("plain")
    assert again.key.startswith("collector/")


def test_the_zip_holds_code_for_lambdas_processor_and_no_more() -> None:
    """Pyrage for arm64, our code, Chalice's runtime; no boto3, no pip records, under a megabyte."""
    code = packaged("plain").code
    with zipfile.ZipFile(io.BytesIO(code)) as archive:
        names = archive.namelist()
        library = archive.read("pyrage/pyrage.abi3.so")
        times = {entry.date_time for entry in archive.infolist()}
    assert int.from_bytes(library[18:20], "little") == 183  # ELF's number for AArch64
    assert names == sorted(names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "app.py",
        "chalice",
        "chalicelib",
        "pyrage",
    }
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert len(code) < 1_000_000


def test_the_function_runs_compiled_code(
    tmp_path: Path, engine: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each module lies in the zip compiled, and that runs, whatever its source says."""
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "elsewhere"))
    build, compiler = collector_build(tmp_path), sys.executable
    code = package(build, overlay(PLAIN, HEADERS), REGION, MACHINE, compiler).code
    assert code == package(build, overlay(PLAIN, HEADERS), REGION, MACHINE, compiler).code
    assert str(tmp_path).encode() not in code
    with zipfile.ZipFile(io.BytesIO(code)) as archive:
        archive.extractall(tmp_path / "task")
    for source in (tmp_path / "task").rglob("*.py"):
        assert Path(importlib.util.cache_from_source(source)).is_file()
        source.write_text("import no_such_module\n")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX")
    with LambdaHost(tmp_path / "task", lambda_environment(engine)) as host:
        json = {"Content-Type": "application/json"}
        answer = host.invoke(rest_event("nordlys", "2026-q3", b"{}", json))
    assert answer["statusCode"] == 404


def test_a_python_of_another_version_compiles_nothing() -> None:
    """Without Lambda's own Python nothing is compiled."""
    found = packages.lambda_python()
    said = found and subprocess.check_output([found, "--version"], text=True)
    assert said is None or said.startswith(f"Python {RUNTIME.removeprefix('python')}.")


def test_versions_and_hashes_are_those_of_the_lock() -> None:
    """A version that the lock does not hold is refused before anything is fetched."""
    lock = (ROOT / "requirements.lock").read_text()
    pinned = pins("# why\npyrage==1.4.0\n", lock)
    assert pinned.startswith("pyrage==1.4.0 \\\n    --hash=sha256:")
    assert pinned.count("==") == 1
    assert pinned in lock
    with pytest.raises(StateError, match=r"'pyrage==1\.3\.0' with its hashes\. Run: make lock"):
        pins("pyrage==1.3.0\n", lock)


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    """The package index is not trusted."""
    wrong = f"pyrage==1.4.0 --hash=sha256:{'0' * 64}\n"
    with pytest.raises(EngineError, match="could not be fetched"):
        packages._wheels(tmp_path, wrong, "arm64")
    assert list(tmp_path.iterdir()) == []


def test_a_cached_wheel_that_was_changed_is_refused(tmp_path: Path) -> None:
    """A cache that somebody wrote to is not packed: each wheel is held against the lock again."""
    packed = collector_build(tmp_path)
    (packed / "wheels").unlink()
    shutil.copytree(wheels().name, packed / "wheels")
    (wheel, *_) = (packed / "wheels").glob("*/*.whl")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("pyrage/more.py", "import os")
    with pytest.raises(
        StateError, match=r"\.whl has another hash than requirements\.lock\. Remove"
    ):
        package(packed, overlay(PLAIN, HEADERS), REGION, machine_of(wheel))
    wheel.unlink()
    with pytest.raises(StateError, match="is not complete"):
        package(packed, overlay(PLAIN, HEADERS), REGION, machine_of(wheel))


def machine_of(wheel: Path) -> str:
    """The processor that a wheel is for."""
    return "arm64" if "aarch64" in wheel.name else "x86_64"


def test_a_collector_that_does_not_import_says_why(tmp_path: Path) -> None:
    """One line, the last that Chalice said."""
    build = collector_build(tmp_path)
    (build / "collector" / "app.py").write_text("import no_such_module\n")
    with pytest.raises(EngineError, match=r"could not be packaged: .*no_such_module"):
        package(build, {}, REGION)


def test_without_a_build_there_is_nothing_to_pack(tmp_path: Path) -> None:
    """The message names the command that comes first."""
    with pytest.raises(StateError, match="Build it first"):
        package(tmp_path, {}, REGION)

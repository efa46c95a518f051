"""Builds, packs and checks everything that a deployment sets, before AWS is asked anything."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nejtak.aws import objects, other_cdn, smoke, wave_manifest
from nejtak.aws.package import lambda_python, package
from nejtak.aws.resources import alarms, checks, template
from nejtak.base.files import write_file
from nejtak.errors import StateError
from nejtak.project.model import Project
from nejtak.project.stages import Stage
from nejtak.site.build import build

WAVES = "chalicelib/waves/"
CANARY = f"{WAVES}{smoke.CLIENT}/"  # its wave is small, and in every package


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything that a stage is to run and to serve.

    `files` are the site's paths with the SHA-256 of their content; `digest` is the hash of
    template, code and budget together, `site_digest` that of the files. `compiled` says whether
    the code has compiled modules; otherwise Lambda compiles them at every cold start. `waves` are
    the states of the waves, "open" or "closed".
    """

    stage: Stage
    site: Path
    files: Mapping[str, str]
    template: Mapping[str, Any]
    code: bytes
    code_key: str
    compiled: bool
    budget: Mapping[str, Any] | None
    headers: Mapping[str, str]
    waves: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The output `Digest` of the stack once this deployment runs."""
        return str(self.template["Outputs"]["Digest"]["Value"])

    @property
    def budget_digest(self) -> str:
        """The output `Budget` of the stack once this deployment runs."""
        return str(self.template["Outputs"]["Budget"]["Value"])

    @property
    def unpacked(self) -> int:
        """How many bytes the package has on Lambda."""
        return sum(one.file_size for one in self._files())

    @property
    def wave_bytes(self) -> int:
        """How many bytes of the package an open wave takes, on average; 0 without one."""
        folders: dict[str, list[zipfile.ZipInfo]] = {}
        for one in self._files():
            if one.filename.startswith(WAVES) and not one.filename.startswith(CANARY):
                folders.setdefault(one.filename.rpartition("/")[0], []).append(one)
        opened = [files for files in folders.values() if any("/form." in f.filename for f in files)]
        taken = sum(one.file_size for files in opened for one in files)
        return taken // len(opened) if opened else 0

    def _files(self) -> list[zipfile.ZipInfo]:
        with zipfile.ZipFile(io.BytesIO(self.code)) as archive:
            return archive.infolist()

    @property
    def size(self) -> int:
        """The number of bytes in the two buckets."""
        return len(self.code) + sum((self.site / path).stat().st_size for path in self.files)

    @property
    def site_digest(self) -> str:
        """One hash over all paths and contents."""
        return hashlib.sha256(json.dumps(self.files, sort_keys=True).encode()).hexdigest()


def prepare_deployment(
    stage: Stage, source: Path, build_dir: Path, machine: str = "arm64"
) -> Deployment:
    """Build, pack and check everything; nothing has been sent anywhere when this returns.

    Raises SourceError for faults in the sources, StateError for made-up clients on a stage that
    is no demo, and NejtakError if the template would break a promise.
    """
    built = build(source, build_dir)
    refuse_fictional(stage, built.project)
    headers = _headers(build_dir)
    overlay, compiler = template.overlay(stage, headers), lambda_python()
    packed = package(build_dir, overlay, stage.region, machine, compiler)
    checks.require_checks(packed.template, headers)
    site = build_dir / "site"
    wave_manifest.write_wave_manifests(site)
    files = _hashes(site)
    signed = template.signed(packed.template, stage, packed.key)
    budget = alarms.budget(stage)
    return Deployment(
        stage,
        site,
        files,
        signed,
        packed.code,
        packed.key,
        compiler is not None,
        budget,
        headers,
        wave_states(built.project),
    )


def _headers(build_dir: Path) -> dict[str, str]:
    """The build's headers, by name."""
    headers: dict[str, str] = json.loads((build_dir / "headers.json").read_text(encoding="utf-8"))
    return headers


def _hashes(site: Path) -> Mapping[str, str]:
    """The SHA-256 of each file; a file of a type that the site does not have is refused."""
    files = objects.hashes(site)
    for path in files:
        objects.content_type(path)
    return files


def wave_states(project: Project) -> dict[str, str]:
    """The state of each wave that has pages, by its name like `client/wave`."""
    return {
        f"{client.id}/{wave.id}": wave.status
        for client, wave, _ in project.waves()
        if wave.status != "draft"
    }


def prepare_site(stage: Stage, source: Path, build_dir: Path) -> Path:
    """Build and check the site alone, and write its headers as others read them; its folder."""
    built = build(source, build_dir)
    refuse_fictional(stage, built.project)
    headers = _headers(build_dir)
    for name, text in other_cdn.header_files(headers).items():
        write_file(build_dir / name, text.encode())
    wave_manifest.write_wave_manifests(build_dir / "site")
    return build_dir / "site"


def refuse_fictional(stage: Stage, project: Project) -> None:
    """Keep made-up employers off the internet, where people would take them for real ones."""
    made_up = [client.id for client in project.clients.values() if client.fictional]
    if made_up and not stage.demo:
        raise StateError(
            f"{', '.join(made_up)}: fictional, and {stage.name!r} is no demo. Remove them from the "
            f"sources, or set demo = true for {stage.name!r} in nejtak.toml."
        )

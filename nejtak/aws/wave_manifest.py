"""Each wave's public manifest, and a comparison of a site with a manifest.

`/<client>/<wave>/manifest.json` names the pages of that wave and the assets that they use, with
the SHA-256 of each. Anybody with the address of a survey can fetch it, and learns nothing of
other clients. A server that serves other pages to some could serve them another manifest too:
so compare with a manifest that was published elsewhere, or built from the same sources.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from nejtak.aws.objects import ASSETS
from nejtak.aws.web import Web
from nejtak.base.files import write_file
from nejtak.errors import StateError

NAME = "manifest.json"
FORMAT = 1
AT_ONCE = 4
_ASSET = re.compile(rb'["(]/((?:static|logos)/[A-Za-z0-9.-]+)')
_WAVE = re.compile(r"/([a-z0-9-]+)/([a-z0-9-]+)/")
_PATH = re.compile(r"[a-z0-9][A-Za-z0-9./-]*")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A site compared with a manifest.

    `fingerprint` is the SHA-256 of the manifest; `equal` are the paths that are as it says,
    `different` those that are not, each with why.
    """

    fingerprint: str
    equal: tuple[str, ...]
    different: Mapping[str, str]


def write_wave_manifests(site: Path) -> None:
    """Write the manifest of each wave into a built site."""
    for wave in sorted(path for path in site.glob("*/*") if path.is_dir()):
        write_file(wave / NAME, wave_manifest(site, wave))


def wave_manifest(site: Path, wave: Path) -> bytes:
    """The manifest of the wave whose pages are in `wave`."""
    pages = sorted(path for path in wave.rglob("*.html"))
    contents = {path.relative_to(site).as_posix(): path.read_bytes() for path in pages}
    assets = {name.decode() for page in contents.values() for name in _ASSET.findall(page)}
    contents |= {asset: (site / asset).read_bytes() for asset in sorted(assets)}
    files = {path: _hash(content) for path, content in contents.items()}
    return (json.dumps({"format": FORMAT, "files": files}, indent=1) + "\n").encode()


def compare_site(web: Web, url: str, published: bytes | None = None) -> Witnessed:
    """Fetch everything that a manifest names, and compare; without `published`, the site's own.

    `url` is the address of a survey. Raises StateError if it is none, or the manifest is none.
    """
    parts = urlsplit(url)
    wave = _WAVE.match(parts.path if parts.path.endswith("/") else f"{parts.path}/")
    if parts.scheme != "https" or wave is None:
        raise StateError(f"{url} is no address of a survey, like https://HOST/CLIENT/WAVE/da/.")
    origin = f"https://{parts.netloc}"
    place = f"{wave[1]}/{wave[2]}/{NAME}"
    served = web.ask(f"{origin}/{place}")
    different = {}
    if served.code != 200:
        different[place] = f"answers {served.code}"
    elif published not in (None, served.body):
        different[place] = "is another than the published one"
    content = served.body if published is None else published
    files = _files(content, f"{wave[1]}/{wave[2]}/")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = dict(
            zip(
                files,
                pool.map(lambda path: _differs(web, origin, path, files[path]), files),
                strict=True,
            )
        )
    different |= {path: why for path, why in found.items() if why}
    return Witnessed(_hash(content), tuple(p for p, why in found.items() if not why), different)


def _files(content: bytes, folder: str) -> dict[str, str]:
    """The paths of a manifest with their hashes: of this wave and of assets, and no others."""
    try:
        found = json.loads(content)
        files = dict(found["files"])
        if found["format"] != FORMAT:
            raise StateError("The manifest is of another version of nejtak.")
    except (ValueError, TypeError, KeyError) as error:
        raise StateError("There is no manifest, or the file is not one.") from error
    for path in files:
        if not path.startswith((folder, *ASSETS)) or not _PATH.fullmatch(path) or ".." in path:
            raise StateError("The manifest names files of other waves, so it is not this wave's.")
    return files


def _differs(web: Web, origin: str, path: str, expected: str) -> str:
    """Why a path is not as expected; empty if it is."""
    answer = web.ask(f"{origin}/{path.removesuffix('index.html')}")
    if answer.code != 200:
        return f"answers {answer.code}"
    return "" if _hash(answer.body) == expected else "is another page"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

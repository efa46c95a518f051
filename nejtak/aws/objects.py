"""The site's objects, and how they differ from those in the bucket.

A manifest notes the deployed site: each path with the SHA-256 of its content. It is kept
in the private bucket and not with the pages, since it names every client. It is read once; the
site's bucket is never listed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from nejtak.aws.account import Account, AwsError
from nejtak.aws.upload import upload
from nejtak.base.media import TYPES
from nejtak.errors import StateError

MANIFEST = "site.json"
FORMAT = 2
ASSETS = ("static/", "logos/")
# The hash of a path whose upload or removal was begun and perhaps not finished.
UNSURE = ""
BATCH = 1000  # S3 deletes no more in one call

Progress = Callable[[int], None]  # called with the number of files sent since the last call


def no_progress(_: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """Paths to add, to change and to remove, each sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def sent(self) -> tuple[str, ...]:
        """The paths to upload: assets first, since a page must never wait for its style sheet."""
        paths = (*self.added, *self.changed)
        return tuple(sorted(paths, key=lambda path: (not path.startswith(ASSETS), path)))

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class SiteManifest:
    """The objects in a bucket: paths with the SHA-256 of their content.

    `etag` is S3's mark of this version; empty if there is none yet. `waves` are the states of the
    waves, like `client/wave`: "open" or "closed".
    """

    bucket: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    waves: Mapping[str, str] = field(default_factory=dict)


def hashes(site: Path) -> dict[str, str]:
    """Each file of a built site, with the SHA-256 of its content in hex."""
    files = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def site_changes(local: Mapping[str, str], remote: Mapping[str, str]) -> SiteChanges:
    """The changes that make `remote` equal to `local`; unsure paths are changed again."""
    return SiteChanges(
        tuple(sorted(local.keys() - remote.keys())),
        tuple(sorted(p for p in local.keys() & remote.keys() if local[p] != remote[p])),
        tuple(sorted(remote.keys() - local.keys())),
    )


def content_type(path: str) -> str:
    """The media type of a path; raise StateError for a kind of file that no page should need."""
    try:
        return TYPES[PurePosixPath(path).suffix]
    except KeyError:
        raise StateError(f"{path}: nejtak does not know what kind of file this is.") from None


def cache_control(path: str) -> str:
    """Assets are named after their content and kept for ever; pages are not kept at all."""
    return "public, max-age=31536000, immutable" if path.startswith(ASSETS) else "no-store"


def read_manifest(account: Account) -> SiteManifest:
    """The deployed site's manifest, by one request; an empty one if nothing is deployed."""
    try:
        answer = account.call(
            "s3",
            "get_object",
            Bucket=account.private_bucket,
            Key=MANIFEST,
            ExpectedBucketOwner=account.id,
        )
    except AwsError as error:
        if error.code in {"NoSuchKey", "NoSuchBucket"}:
            return SiteManifest()
        raise
    found = json.loads(answer["Body"].read())
    if found["format"] != FORMAT:
        raise StateError("A newer nejtak has deployed this stage. Use that one.")
    return SiteManifest(found["bucket"], found["files"], answer["ETag"], found["waves"])


def write_manifest(account: Account, manifest: SiteManifest) -> SiteManifest:
    """Write it over the version that it was made from; raise StateError if that is gone."""
    content = {
        "format": FORMAT,
        "bucket": manifest.bucket,
        "files": dict(manifest.files),
        "waves": dict(manifest.waves),
    }
    before = {"IfMatch": manifest.etag} if manifest.etag else {"IfNoneMatch": "*"}
    try:
        answer = account.call(
            "s3",
            "put_object",
            Bucket=account.private_bucket,
            Key=MANIFEST,
            **before,
            ExpectedBucketOwner=account.id,
            Body=json.dumps(content, sort_keys=True).encode(),
            ContentType="application/json",
        )
    except AwsError as error:
        if error.code in {"PreconditionFailed", "ConditionalRequestConflict"}:
            text = "Somebody else is deploying this stage. Plan again when they are done."
            raise StateError(text) from error
        raise
    return replace(manifest, etag=answer["ETag"])


def sync_site(
    account: Account,
    site: Path,
    changes: SiteChanges,
    before: SiteManifest,
    waves: Mapping[str, str],
    progress: Progress = no_progress,
) -> SiteManifest:
    """Send assets, then pages, then remove; return the manifest of the result.

    `waves` are the states that the waves have from now on.

    Before anything is touched, the manifest says that it may be: a deploy that is killed is
    finished by the next one.
    """
    touched = {*changes.added, *changes.changed, *changes.removed}
    unsure = {**before.files, **dict.fromkeys(touched, UNSURE)}
    noted = write_manifest(account, SiteManifest(before.bucket, unsure, before.etag, waves))
    sent = upload_site(account, site, changes, before.bucket, progress)
    remove_objects(account, before.bucket, changes.removed)
    kept = {path: hash_ for path, hash_ in before.files.items() if path not in changes.removed}
    return write_manifest(account, replace(noted, files={**kept, **sent}))


def upload_site(
    account: Account,
    site: Path,
    changes: SiteChanges,
    bucket: str,
    progress: Progress = no_progress,
) -> dict[str, str]:
    """Upload assets, and when they are all there, pages; return the hashes of the sent bytes."""
    assets = [path for path in changes.sent if path.startswith(ASSETS)]
    pages = [path for path in changes.sent if not path.startswith(ASSETS)]
    first = upload(account, bucket, site, assets, attributes, progress)
    return {**first, **upload(account, bucket, site, pages, attributes, progress)}


def attributes(path: str) -> dict[str, str]:
    """The headers that S3 serves a path with."""
    return {"Content-Type": content_type(path), "Cache-Control": cache_control(path)}


def remove_objects(account: Account, bucket: str, paths: tuple[str, ...]) -> None:
    """Delete objects; it is no fault if one is gone already."""
    for start in range(0, len(paths), BATCH):
        keys = [{"Key": path} for path in paths[start : start + BATCH]]
        answer = account.call(
            "s3", "delete_objects", Bucket=bucket, Delete={"Objects": keys, "Quiet": True}
        )
        for error in answer.get("Errors", ()):
            raise AwsError(f"S3 did not delete {error['Key']}: {error['Code']}.", error["Code"])

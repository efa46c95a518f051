"""The site alone, for those whose CDN is not CloudFront: objects in a bucket, and headers to set.

There is no stack and no manifest here. The bucket is listed instead: the ETag of an object that was
sent in one piece is the MD5 of its content. The bucket is the site's alone;
objects that are not in the build are removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from nejtak.aws import objects
from nejtak.aws.account import Account
from nejtak.aws.objects import Progress, SiteChanges, no_progress
from nejtak.site.headers import LOGO_POLICY, LOGOS


def bucket_changes(account: Account, folder: Path, bucket: str) -> SiteChanges:
    """The changes that make `bucket` equal to the built site in `folder`."""
    return objects.site_changes(marks(folder), dict(_listed(account, bucket)))


def sync_bucket(
    account: Account,
    folder: Path,
    bucket: str,
    found: SiteChanges,
    progress: Progress = no_progress,
) -> None:
    """Send assets, then pages, then remove objects that are not in the build."""
    objects.upload_site(account, folder, found, bucket, progress)
    objects.remove_objects(account, bucket, found.removed)


def marks(folder: Path) -> dict[str, str]:
    """The MD5 of each file, which is the ETag that S3 gives it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.md5(
            path.read_bytes(), usedforsecurity=False
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _listed(account: Account, bucket: str) -> Iterator[tuple[str, str]]:
    page: dict[str, str] = {}
    while True:
        found = account.call("s3", "list_objects_v2", Bucket=bucket, **page)
        for one in found.get("Contents", ()):
            yield one["Key"], one["ETag"].strip('"')
        if not found.get("IsTruncated"):
            return
        page = {"ContinuationToken": found["NextContinuationToken"]}


# A page says by itself, as an object of the bucket, how long it may be kept.
ON_OBJECTS = {"cache-control"}


def header_files(headers: Mapping[str, str]) -> dict[str, str]:
    """The security headers as others read them: `_headers` of Netlify and its kin, and nginx."""
    own = {k: v for k, v in headers.items() if k.lower() not in ON_OBJECTS}
    lines = [f"  {name}: {value}" for name, value in own.items()]
    # Logos have a policy of their own: after the other one, and it is no looser in anything.
    logos = [f"{LOGOS}*", f"  Content-Security-Policy: {LOGO_POLICY}"]
    policy = own.pop("Content-Security-Policy", "")
    nginx = [
        f'set $policy "{policy}";',
        f'if ($uri ~ "^{LOGOS}") {{ set $policy "{LOGO_POLICY}"; }}',
        "add_header Content-Security-Policy $policy always;",
        *(f'add_header {name} "{value}" always;' for name, value in own.items()),
    ]
    return {
        "_headers": "\n".join(["/*", *lines, *logos, ""]),
        "headers.nginx.conf": "\n".join([*nginx, ""]),
    }

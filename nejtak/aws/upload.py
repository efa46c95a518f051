"""Sends many small files to a bucket at once.

boto3 spends most of a small upload's time on its own side: with sixteen threads it is slower than
the network. obstore does the same requests outside of Python's lock; boto3 still finds the
credentials, and errors become ours as everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from nejtak.aws.account import Account, AwsError, denial, permission, unreachable
from nejtak.errors import EngineError, NejtakError

if TYPE_CHECKING:
    from obstore.store import S3Store

AT_ONCE = 128

Attributes = Callable[[str], Mapping[str, str]]


def upload(
    account: Account,
    bucket: str,
    folder: Path,
    paths: Sequence[str],
    attributes: Attributes,
    progress: Callable[[int], object],
) -> dict[str, str]:
    """Send these files of `folder`; return each with the SHA-256 of the bytes that were sent.

    `attributes` are the headers that S3 serves a path with. Raises AwsError if a
    permission is missing, EngineError if S3 cannot be reached.
    """
    from obstore import exceptions, put

    store = _store(account, bucket)

    def send(path: str) -> str:
        content = (folder / path).read_bytes()
        put(store, path, content, attributes=dict(attributes(path)), use_multipart=False)
        return hashlib.sha256(content).hexdigest()

    sent = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for path, digest in zip(paths, pool.map(send, paths), strict=True):
                sent[path] = digest
                progress(1)
        except exceptions.BaseError as error:
            pool.shutdown(cancel_futures=True)
            raise _ours(account, error) from error
    return sent


def _store(account: Account, bucket: str) -> S3Store:
    from obstore.auth.boto3 import Boto3CredentialProvider
    from obstore.store import S3Store

    endpoint = account.client("s3").meta.endpoint_url
    return S3Store(
        bucket,
        region=account.stage.region,
        endpoint=endpoint,
        client_options={"allow_http": endpoint.startswith("http://")},
        credential_provider=Boto3CredentialProvider(account.session),
    )


def _ours(account: Account, error: Exception) -> NejtakError:
    from botocore.exceptions import BotoCoreError
    from obstore import exceptions

    try:  # a sign-in may run out while files are sent
        account.session.get_credentials().get_frozen_credentials()
    except BotoCoreError as ended:
        return unreachable("s3", ended)
    if isinstance(error, exceptions.PermissionDeniedError | exceptions.UnauthenticatedError):
        action = permission("s3", "PutObject")
        return AwsError(denial(action), "AccessDenied", action)
    name = type(error).__name__
    return EngineError(f"AWS cannot be reached (s3: {name}). Run the same command again.")

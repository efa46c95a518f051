"""Keys and sealing: who can open, who cannot, and what happens to key files."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage import passphrase
from pyrage.x25519 import Identity

from nejtak.base import private_keys
from nejtak.base.recipients import Recipient, is_public_key, seal
from nejtak.errors import StateError

WORDS = "lønnen var for lav".encode()


def mode(path: Path) -> int:
    """The permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def age(*arguments: str | Path, sealed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run Debian's age."""
    return subprocess.run(["age", *arguments], input=sealed, capture_output=True, check=False)


def test_a_new_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Key files are 0600 in a folder that is 0700, and the public half is what was returned."""
    path = tmp_path / "state" / "keys" / "partner.key"
    public = private_keys.new_key(path)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert private_keys.public_keys(path.parent) == (Recipient("partner", public),)
    assert is_public_key(public)


def test_no_umask_opens_a_new_key(tmp_path: Path) -> None:
    """A process that lets others read what it makes still makes a private key."""
    path = tmp_path / "keys" / "partner.key"
    before = os.umask(0)
    try:
        private_keys.new_key(path)
    finally:
        os.umask(before)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """A second key of the same name is refused, and the first one is as it was."""
    path = tmp_path / "partner.key"
    private_keys.new_key(path)
    before = path.read_bytes()
    with pytest.raises(StateError) as refused:
        private_keys.new_key(path)
    assert str(refused.value) == (
        f"{path} exists, and a key is never overwritten. Choose another name."
    )
    assert path.read_bytes() == before


def test_a_key_is_not_written_through_a_link(tmp_path: Path) -> None:
    """A link that waits under the key's name does not lead the key elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "partner.key").symlink_to(elsewhere)
    with pytest.raises(StateError):
        private_keys.new_key(tmp_path / "partner.key")
    assert not elsewhere.exists()


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o644, 0o620, 0o601])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, bits: int) -> None:
    """Any right of group or others is a fault, with the command that mends it."""
    path = tmp_path / "partner.key"
    private_keys.new_key(path)
    path.chmod(bits)
    with pytest.raises(StateError) as refused:
        private_keys.identities(tmp_path)
    assert str(refused.value) == f"{path} can be read by other users. Fix it: chmod 600 {path}"
    path.chmod(0o400)
    assert len(private_keys.identities(tmp_path)) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# public key: age1xyz\n",
        b"AGE-SECRET-KEY-1TRUNCATED",
        b"AGE-SECRET-KEY-PQ-1ABCDEF\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n",
        "AGE-SECRET-KEY-1Æ\n".encode(),
        b"\xff\xfe\x00",
        passphrase.encrypt(b"AGE-SECRET-KEY-1", "secret"),
    ],
    ids=["empty", "comment", "short", "pq", "ssh", "danish", "binary", "password"],
)
def test_a_broken_key_file_is_named_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    """What is no key gets one clear line, which holds nothing of the file."""
    path = tmp_path / "partner.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StateError) as refused:
        private_keys.identities(tmp_path)
    assert (
        str(refused.value)
        == f"{path} contains no age key. Restore it, or move it to another folder."
    )
    assert refused.value.__cause__ is None


def test_a_damaged_key_is_not_quoted(tmp_path: Path) -> None:
    """One wrong letter in a key makes a message without the rest of it, which is nearly the key."""
    path = tmp_path / "partner.key"
    secret = str(Identity.generate())
    path.write_text(secret[:-1] + ("Q" if secret[-1] != "Q" else "P"))
    path.chmod(0o600)
    with pytest.raises(StateError) as refused:
        private_keys.identities(tmp_path)
    assert secret[20:40] not in repr(refused.value)


def test_only_files_that_end_in_key_are_keys(tmp_path: Path) -> None:
    """A folder that is not there has no keys, and a note beside the keys is none."""
    assert private_keys.identities(tmp_path / "nowhere") == ()
    (tmp_path / "readme.txt").write_text("AGE-SECRET-KEY-1")
    assert private_keys.identities(tmp_path) == ()


def test_keys_of_age_keygen_are_accepted(tmp_path: Path) -> None:
    """A key that the age program made, comments and Windows line ends included, is a key here."""
    path = tmp_path / "partner.key"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    public = subprocess.run(
        ["age-keygen", "-y", path], check=True, capture_output=True, text=True
    ).stdout.strip()
    assert private_keys.public_keys(tmp_path) == (Recipient("partner", public),)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert private_keys.public_keys(tmp_path) == (Recipient("partner", public),)
    assert private_keys.unseal(seal(WORDS, [public]), private_keys.identities(tmp_path)) == WORDS


def test_each_recipient_opens_alone(tmp_path: Path) -> None:
    """A lost key is not lost data: of three recipients, any one opens, here and with age."""
    keys = [tmp_path / f"{name}.key" for name in ("partner", "safe", "notary")]
    publics = [private_keys.new_key(path) for path in keys]
    sealed = seal(WORDS, publics)
    for path, identity in zip(sorted(keys), private_keys.identities(tmp_path), strict=True):
        assert private_keys.unseal(sealed, [identity]) == WORDS
        assert age("-d", "-i", path, sealed=sealed).stdout == WORDS


def test_nobody_else_opens(tmp_path: Path) -> None:
    """A key that is no recipient opens nothing, with us or with age; nor does no key at all."""
    sealed = seal(WORDS, [private_keys.new_key(tmp_path / "partner.key")])
    stranger = tmp_path / "other" / "stranger.key"
    private_keys.new_key(stranger)
    for keys in (private_keys.identities(stranger.parent), ()):
        with pytest.raises(private_keys.CannotOpenError):
            private_keys.unseal(sealed, keys)
    refused = age("-d", "-i", stranger, sealed=sealed)
    assert refused.returncode != 0
    assert refused.stdout == b""
    assert WORDS not in sealed


def test_a_file_sealed_by_age_is_opened(tmp_path: Path) -> None:
    """The format is age's in both directions, armour included."""
    public = private_keys.new_key(tmp_path / "partner.key")
    keys = private_keys.identities(tmp_path)
    assert private_keys.unseal(age("-r", public, sealed=WORDS).stdout, keys) == WORDS
    assert private_keys.unseal(age("-a", "-r", public, sealed=WORDS).stdout, keys) == WORDS


def test_equal_words_are_sealed_to_different_bytes(tmp_path: Path) -> None:
    """Two equal answers cannot be seen to be equal."""
    public = private_keys.new_key(tmp_path / "partner.key")
    assert len({seal(WORDS, [public]) for _ in range(50)}) == 50


IDENTITY = Identity.generate()
SEALED = seal(WORDS * 20, [str(IDENTITY.to_public())])


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_an_altered_ciphertext_is_refused(place: int, change: int) -> None:
    """Any byte changed anywhere: refused, never opened to something else."""
    altered = bytearray(SEALED)
    altered[place] ^= change
    with pytest.raises(private_keys.CannotOpenError):
        private_keys.unseal(bytes(altered), [IDENTITY])


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, len(SEALED) - 1))
def test_a_shortened_ciphertext_is_damaged(length: int) -> None:
    """A file that was cut off, by a full disk for instance, does not open as less than it was."""
    with pytest.raises(private_keys.DamagedError):
        private_keys.unseal(SEALED[:length], [IDENTITY])


DAMAGED = "is damaged"
WRONG_KEY = "None of your keys opens"


def told(sealed: bytes, key: Identity) -> str:
    """What is said of a file with that content, sealed to IDENTITY, when that key tries it."""
    recipients = [str(IDENTITY.to_public())]
    with pytest.raises(StateError) as refused:
        private_keys.unseal_file(Path("x.age"), sealed, [key], recipients)
    return str(refused.value)


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, len(SEALED) - 1), st.integers(0, 255))
def test_a_damaged_file_is_not_called_a_wrong_key(place: int, change: int) -> None:
    """With a right key, whichever byte changed and wherever it was cut off, the file is damaged."""
    altered = bytearray(SEALED)
    altered[place] ^= change
    damaged = SEALED[:place] if change == 0 else bytes(altered)
    assert DAMAGED in told(damaged, IDENTITY)
    assert WRONG_KEY not in told(damaged, IDENTITY)


def test_a_wrong_key_is_not_called_a_damaged_file() -> None:
    """A whole file is not called damaged; one whose header is cut off is, by any key."""
    stranger = Identity.generate()
    assert told(SEALED, stranger) == (
        "None of your keys opens x.age. Fetch the key that the wave was opened with, and name its "
        "folder with --keys."
    )
    assert (
        told(SEALED[:100], stranger)
        == told(b"", stranger)
        == ("x.age is damaged: it is incomplete or was changed. Restore it from your backup.")
    )


def test_another_waves_file_is_not_called_a_wrong_key() -> None:
    """A file that was sealed to other keys, in the place of one that was sealed to ours."""
    assert told(seal(WORDS, [str(Identity.generate().to_public())]), IDENTITY) == (
        "x.age is damaged, or belongs to another wave: your key is right for this one. "
        "Restore it from your backup."
    )


@settings(deadline=None)  # a busy machine is no fault
@given(st.binary(max_size=400) | st.binary(max_size=300).map(b"age-encryption.org/v1\n".__add__))
def test_garbage_is_refused(garbage: bytes) -> None:
    """Whatever bytes lie there, the answer is the one error."""
    with pytest.raises(private_keys.CannotOpenError):
        private_keys.unseal(garbage, [IDENTITY])


@pytest.mark.parametrize(
    "text",
    ["", "age1", "age1xyz", str(IDENTITY), "ssh-ed25519 AAAA", "age1\udc80", "nej tak"],
    ids=["empty", "prefix", "short", "private", "ssh", "no-text", "words"],
)
def test_only_public_keys_are_sealed_to(text: str) -> None:
    """A private key, a cut-off key and bytes that are no text are no recipients."""
    assert not is_public_key(text)
    with pytest.raises(StateError) as refused:
        seal(WORDS, [str(IDENTITY.to_public()), text])
    assert str(refused.value) == (
        "The recipients in the contract are not age public keys. Restore it."
    )


def test_sealing_to_nobody_is_refused() -> None:
    """An empty list of recipients would make a file that nobody can open."""
    with pytest.raises(StateError):
        seal(WORDS, [])


def test_the_key_that_fits_soonest_is_tried_first() -> None:
    """Keys stand as the recipients do, and those that open nothing come last; none is lost."""
    keys = [Identity.generate() for _ in range(4)]
    recipients = [str(key.to_public()) for key in (keys[2], keys[0], keys[3])]
    found = private_keys.in_order(keys, recipients)
    assert [str(key) for key in found] == [str(keys[place]) for place in (2, 0, 3, 1)]

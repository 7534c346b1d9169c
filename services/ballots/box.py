"""The ballot box: how a vote is kept so that nobody can tell who cast it, not even with the database in hand (A18, D8).

What is kept. A voter's row says whether, not when. The vote itself, sealed with the ballot's public key (HPKE, RFC
9180), joins the other sealed votes on the ballot's row, in an order drawn anew each time. All seals are equally long
and look random. The key that opens them lies in a file of its own beside the database, not in it nor its
backups. It is read once, when the ballot ends: the votes are counted, the box is emptied, and the key is destroyed.

Why not plain counters. The transaction that counts a vote also answers the voter: two copies of the database, a
row PostgreSQL has not swept yet, or the write-ahead log would show which counter moved beside whose answer. Here such
copies show one seal more, and after the end nothing opens it any more: neither the office, nor a stolen backup.

Where else a vote could stay. The inbox does not keep its words (`models/inbox.py`), also when its handling broke; of
somebody to whom a ballot is open it keeps no few words in any spelling (`bot/router.py`). Until
确认 the voter's draft holds the vote sealed, as the box will: nothing opens it to be read back, and the read-back, the
same for every vote, names no grade. Every answer to a vote is the same, and no refusal repeats a grade.
Errors and logs name message keys. Votes are no transitions. Nobody sees counts before the end, and below five votes
nobody ever does. A vote cannot be changed, as it cannot be found.

What remains, told honestly. Who has the key file *and* a copy of the database, both taken while the ballot is open,
knows the counts so far, by comparing several copies the votes between them, and from drafts the votes that waited for
确认. So does whoever watches the program's memory, the voter's phone, or WeCom. The time at which somebody wrote is in
inbox and outbox. A callback waits for its answer among the arrivals, under WeCom's encryption: whoever has a copy of
those, deleted rows included, and the app's key from the settings can read it. A unanimous result
tells everybody's vote, and all but one voter together know the last one's. Who may write to the database can replace
sealed votes by own ones. A key that is lost (another machine, a dead disk) voids the ballot: it has to be held again.
"""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlalchemy.orm import Session

from bot.beside import folder_beside
from models.ballots import has_ended

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
FOLDER: Final = "ballots"
# Long and short grades make seals of one length.
SEALED_BYTES: Final = 128
ENDING: Final = ".key"


class NoKey(Exception):
    """The key of a ballot is not on this machine."""


class SpoiltBox(Exception):
    """Something in a box was not sealed for it."""


def new_key(session: Session) -> tuple[str, str]:
    """Make a ballot's key, kept in a file only its owner can read; returns the key's name and the public key."""
    key, name = X25519PrivateKey.generate(), secrets.token_hex(16)
    folder = _folder(session)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{name}{ENDING}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    return name, b64encode(key.public_key().public_bytes_raw()).decode()


def seal(public_key: str, grade: str) -> str:
    """Seal a vote so that only the ballot's key opens it. Raises ValueError for a grade longer than a seal holds."""
    padded = grade.encode().ljust(SEALED_BYTES)
    if len(padded) > SEALED_BYTES:
        raise ValueError(f"the grade {grade!r} is too long to be sealed; shorten it in the policy")
    return b64encode(SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(b64decode(public_key)))).decode()


def with_vote(box: Sequence[str], sealed: str) -> list[str]:
    """Put a sealed vote among the others of a box, in an order that tells nothing."""
    shuffled = [*box, sealed]
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled


def counted(session: Session, key_name: str, box: Sequence[str]) -> Counter[str]:
    """Open every vote of a box and count the grades. Raises NoKey and SpoiltBox."""
    try:
        key = X25519PrivateKey.from_private_bytes((_folder(session) / f"{key_name}{ENDING}").read_bytes())
    except FileNotFoundError:
        raise NoKey(key_name) from None
    try:
        return Counter(SUITE.decrypt(b64decode(vote), key).decode().rstrip() for vote in box)
    except (InvalidTag, ValueError) as error:
        raise SpoiltBox(key_name) from error


def destroy_keys(session: Session) -> None:
    """Destroy the keys of ballots that have ended, as far as they are on this machine.

    A later sweep does it than the one that counts: were the counting undone, nobody could count again.
    """
    for file in _folder(session).glob(f"*{ENDING}"):
        if has_ended(session, file.stem):
            file.unlink(missing_ok=True)


def _folder(session: Session) -> Path:
    """Name the folder of the keys: beside an SQLite file or under var/."""
    url = session.connection().engine.url
    return folder_beside(url.render_as_string(hide_password=False)) / FOLDER

"""Informants' details: AES-256-GCM under a key a person, wrapped by the installation's own."""

import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg_pool import AsyncConnectionPool

from application.vault import Details, KeyDestroyed
from domain.lead.events import SealedInformant

NONCE = 12
KEY_BITS = 256

KEEP = "INSERT INTO informant_keys (person, wrapped_key) VALUES (%s, %s)"
FETCH = "SELECT wrapped_key FROM informant_keys WHERE person = %s"
DESTROY = (
    "UPDATE informant_keys SET wrapped_key = NULL, destroyed_at = now()"
    " WHERE person = %s AND wrapped_key IS NOT NULL"
)


class PostgresVault:
    """Keys in the table informant_keys, wrapped with `master` (application.vault.Vault).

    Destroying a key leaves the event as it is and its details unreadable. Backups of the table
    made before still hold the wrapped key: docs/operations.md says how to treat them.
    """

    def __init__(self, pool: AsyncConnectionPool[Any], master: bytes) -> None:
        self._pool = pool
        self._master = AESGCM(master)

    async def seal(self, lead: UUID, details: Details) -> SealedInformant:
        """Details under a new person's key; the key is durable before this returns."""
        person, key = uuid4(), AESGCM.generate_key(KEY_BITS)
        async with self._pool.connection() as connection:
            await connection.execute(KEEP, [person, encrypt(self._master, key, person.bytes)])
        sealed = encrypt(AESGCM(key), msgspec.json.encode(details), lead.bytes + person.bytes)
        named = details.name is not None
        return SealedInformant(person=person, named=named, ciphertext=b64encode(sealed).decode())

    async def open(self, lead: UUID, sealed: SealedInformant) -> Details:
        """The details. Raises KeyDestroyed, or InvalidTag if they were tampered with."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FETCH, [sealed.person])).fetchone()
        if found is None or found[0] is None:
            raise KeyDestroyed
        key = AESGCM(decrypt(self._master, bytes(found[0]), sealed.person.bytes))
        plain = decrypt(key, b64decode(sealed.ciphertext), lead.bytes + sealed.person.bytes)
        return msgspec.json.decode(plain, type=Details)

    async def destroy(self, person: UUID) -> None:
        """Destroys a person's key."""
        async with self._pool.connection() as connection:
            await connection.execute(DESTROY, [person])


def encrypt(cipher: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    """A random nonce, then the ciphertext, which can't be moved to another `bound_to`."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, bound_to)


def decrypt(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    """What `encrypt` was given. Raises InvalidTag if anything was changed or moved."""
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)


def master_key(path: Path, given: str | None) -> bytes:
    """The installation's key: given as base64, or kept in a file that only its owner can read.

    The file is made the first time. Raises ValueError when the given one is not 32 bytes.
    """
    if given:
        key = b64decode(given, validate=True)
        if len(key) * 8 != KEY_BITS:
            raise ValueError("the master key must be 32 bytes in base64")
        return key
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(AESGCM.generate_key(KEY_BITS))
    return path.read_bytes()

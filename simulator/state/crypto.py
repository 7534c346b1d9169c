"""Callback signature and AES envelope, as the platform computes them (protocol sections 1.4 and 1.5)."""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
PREFIX_LENGTH = 16
_HEAD = PREFIX_LENGTH + 4


class CryptoError(ValueError):
    """A reply from the app cannot be read; `code` is the local code Tencent's sample library uses."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class CallbackCrypto:
    """Signs, encrypts and decrypts for one app."""

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        self._token = token
        self._key = base64.b64decode(aes_key + "=")
        self._receive_id = receive_id

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Return the lower-case SHA-1 over the four sorted values."""
        joined = "".join(sorted([self._token, timestamp, nonce, encrypted]))
        return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()

    def encrypt(self, message: str, prefix: bytes | None = None) -> str:
        """Return base64 ciphertext; `prefix` is the 16 random bytes, given only to reproduce a known answer."""
        content = message.encode()
        head = (secrets.token_bytes(PREFIX_LENGTH) if prefix is None else prefix) + struct.pack(">I", len(content))
        plain = head + content + self._receive_id.encode()
        pad = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted: str) -> str:
        """Return the message text; raise CryptoError for anything that was not encrypted for this app."""
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(sealed) + decryptor.finalize()
        except (binascii.Error, ValueError) as error:
            raise CryptoError(-40007, f"the reply cannot be decrypted: {error}") from error
        return self._unpack(plain)

    def check(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
        """Raise CryptoError when the signature does not belong to these values."""
        if not hmac.compare_digest(self.sign(timestamp, nonce, encrypted).encode(), signature.encode()):
            raise CryptoError(-40001, "the signature of the reply is wrong")

    def _unpack(self, plain: bytes) -> str:
        pad = plain[-1] if plain else 0
        body = plain[:-pad] if pad else b""
        if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad or len(body) < _HEAD:
            raise CryptoError(-40008, "the reply has a wrong padding")
        (length,) = struct.unpack(">I", body[PREFIX_LENGTH:_HEAD])
        content, receive_id = body[_HEAD : _HEAD + length], body[_HEAD + length :]
        if receive_id != self._receive_id.encode():
            raise CryptoError(-40005, "the reply was encrypted for another company (receiveid)")
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise CryptoError(-40008, "the reply is not UTF-8") from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:PREFIX_LENGTH]))

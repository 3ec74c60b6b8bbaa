"""Keys, certificates and a small authority."""

from __future__ import annotations

import ctypes
from typing import Callable, Optional

from ._native import Data, Object, call, pair, taken


_SIGN = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint8), ctypes.c_size_t,
    ctypes.POINTER(ctypes.c_uint8), ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t),
)


class Certificates(Object):
    """X.509 certificates; for a signer its own first."""

    _free = "sidian_certificates_free"

    @classmethod
    def read(cls, file: Data) -> "Certificates":
        return cls._made("sidian_certificates_read", *pair(file))

    def __len__(self) -> int:
        count = ctypes.c_size_t()
        call("sidian_certificates_count", self._handle, ctypes.byref(count))
        return count.value

    def der(self, index: int) -> bytes:
        return taken("sidian_certificates_der", self._handle, ctypes.c_size_t(index))

    def subject(self, index: int) -> str:
        return taken("sidian_certificates_subject", self._handle, ctypes.c_size_t(index)).decode()


class Key(Object):
    """A private key, in memory or behind a function."""

    _free = "sidian_key_free"

    @classmethod
    def generate(cls, suite: str) -> "Key":
        return cls._made("sidian_key_generate", *pair(suite))

    @classmethod
    def read(cls, file: Data, password: Optional[str] = None) -> "Key":
        return cls._made("sidian_key_read", *pair(file), *pair(password))

    @classmethod
    def elsewhere(cls, algorithm: str, spki: bytes, sign: Callable[[bytes], bytes]) -> "Key":
        """A key that only ``sign`` can reach; it is called with the bytes to be signed."""

        def call(_, message, size, value, capacity, value_size):
            try:
                made = sign(ctypes.string_at(message, size))
                if len(made) > capacity:
                    return 2
                ctypes.memmove(value, made, len(made))
                value_size[0] = len(made)
                return 0
            except Exception:  # noqa: BLE001 - nothing may unwind into C
                return 1

        callback = _SIGN(call)
        key = cls._made(
            "sidian_key_from_callback", *pair(algorithm), *pair(spki), callback, ctypes.c_void_p(None))
        key._callback = callback
        return key

    @property
    def spki(self) -> bytes:
        return taken("sidian_key_public", self._handle)

    @property
    def algorithm(self) -> str:
        return taken("sidian_key_algorithm", self._handle).decode()

    def sign(self, message: bytes) -> bytes:
        return taken("sidian_key_sign", self._handle, *pair(message))

    def pem(self, password: Optional[str] = None) -> str:
        return taken("sidian_key_write", self._handle, *pair(password)).decode()


class CertificateDraft(Object):
    """A certificate in the making; times are Unix seconds."""

    _free = "sidian_certificate_draft_free"

    def __init__(self, name: str, start: int, end: int) -> None:
        super().__init__()
        call("sidian_certificate_draft_new", *pair(name), ctypes.c_int64(start), ctypes.c_int64(end),
              ctypes.byref(self._handle))

    def organisation(self, name: str, code: str) -> "CertificateDraft":
        call("sidian_certificate_draft_set_organisation", self._handle, *pair(name), *pair(code))
        return self

    def crl_url(self, url: str) -> "CertificateDraft":
        call("sidian_certificate_draft_add_crl_url", self._handle, *pair(url))
        return self

    def purpose(self, purpose: int) -> "CertificateDraft":
        """0 for signing, 1 for timestamps and nothing else, 2 for an authority."""
        call("sidian_certificate_draft_set_purpose", self._handle, ctypes.c_int32(purpose))
        return self

    def request(self, key: Key) -> bytes:
        """A request for a certificate (PKCS#10) for the key."""
        return taken("sidian_certificate_draft_request", self._handle, key._handle)

    def issue_request(self, request: bytes, authority_key: Key, authority: Certificates) -> Certificates:
        return Certificates._made("sidian_certificate_draft_issue_request", self._handle, *pair(request),
                                  authority_key._handle, authority._handle)

    def self_sign(self, key: Key) -> Certificates:
        return Certificates._made("sidian_certificate_draft_self_sign", self._handle, key._handle)

    def issue(self, spki: bytes, authority_key: Key, authority: Certificates) -> Certificates:
        return Certificates._made("sidian_certificate_draft_issue", self._handle, *pair(spki),
                                  authority_key._handle, authority._handle)


class CrlDraft(Object):
    """A revocation list in the making."""

    _free = "sidian_crl_draft_free"

    def __init__(self, number: int, now: int, next_update: int) -> None:
        super().__init__()
        call("sidian_crl_draft_new", ctypes.c_uint64(number), ctypes.c_int64(now),
              ctypes.c_int64(next_update), ctypes.byref(self._handle))

    def revoke(self, certificates: Certificates, at: int, reason: int = 0) -> "CrlDraft":
        call("sidian_crl_draft_revoke", self._handle, certificates._handle, ctypes.c_int64(at),
              ctypes.c_uint32(reason))
        return self

    def sign(self, authority_key: Key, authority: Certificates) -> bytes:
        return taken("sidian_crl_draft_sign", self._handle, authority_key._handle, authority._handle)

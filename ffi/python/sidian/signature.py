"""Signatures on documents: made, prepared for a key elsewhere, dated and extended."""

from __future__ import annotations

import ctypes
import json
from typing import Callable, Optional

from ._native import Object, call, handle, int64, pair, taken
from .judge import Evidence, Trust
from .keys import Certificates, Key


class Prepared(Object):
    """A signature that lacks nothing but its value."""

    _free = "sidian_prepared_free"

    @property
    def to_be_signed(self) -> bytes:
        data, size = ctypes.c_void_p(), ctypes.c_size_t()
        call("sidian_prepared_to_be_signed", self._handle, ctypes.byref(data), ctypes.byref(size))
        return ctypes.string_at(data, size.value)

    def complete(self, value: bytes) -> bytes:
        return taken("sidian_prepared_complete", self._handle, *pair(value))


class SignatureDraft(Object):
    """What a signature is to say, and where."""

    _free = "sidian_signature_draft_free"

    def __init__(self, pdf: bytes, field: Optional[str] = None, reason: Optional[str] = None,
                 location: Optional[str] = None) -> None:
        super().__init__()
        call("sidian_signature_draft_new", *pair(pdf), ctypes.byref(self._handle))
        for name, text in (("field", field), ("reason", reason), ("location", location)):
            if text is not None:
                call(f"sidian_signature_draft_set_{name}", self._handle, *pair(text))

    def sign(self, key: Key, chain: Certificates, now: int) -> bytes:
        return taken("sidian_signature_sign", self._handle, key._handle, chain._handle,
                      ctypes.c_int64(now))

    def prepare(self, chain: Certificates, algorithm: str, now: int) -> Prepared:
        return Prepared._made("sidian_signature_prepare", self._handle, chain._handle,
                              *pair(algorithm), ctypes.c_int64(now))

    def sign_and_stamp(self, key: Key, chain: Certificates, authority: "Authority", now: int) -> bytes:
        """Signs and has the signature dated at once (PAdES B-T)."""
        return taken("sidian_signature_sign_and_stamp", self._handle, key._handle, chain._handle,
                     authority._handle, int64(now))


_ASK = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint8), ctypes.c_size_t,
    ctypes.POINTER(ctypes.c_uint8), ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t),
)


class Authority(Object):
    """A timestamp authority (RFC 3161): one of your own, or one that a function brings requests to."""

    _free = "sidian_tsa_free"

    def __init__(self, key: Key, chain: Certificates, policy: str, state: Optional[bytes] = None) -> None:
        super().__init__()
        call("sidian_tsa_new", key._handle, chain._handle, *pair(policy), *pair(state),
             ctypes.byref(self._handle))

    @classmethod
    def elsewhere(cls, ask: Callable[[bytes], bytes]) -> "Authority":
        """``ask`` gets a request (DER) and gives the authority's answer, over whatever network."""

        def bring(_, request, size, response, capacity, response_size):
            try:
                answer = ask(ctypes.string_at(request, size))
                if len(answer) > capacity:
                    return 2
                ctypes.memmove(response, answer, len(answer))
                response_size[0] = len(answer)
                return 0
            except Exception:  # noqa: BLE001 - nothing may unwind into C
                return 1

        callback = _ASK(bring)
        authority = cls._made("sidian_tsa_from_callback", callback, ctypes.c_void_p(None))
        authority._callback = callback
        return authority

    def answer(self, request: bytes, now: int) -> bytes:
        return taken("sidian_tsa_answer", self._handle, *pair(request), int64(now))

    @property
    def state(self) -> bytes:
        """To be kept, and written before an answer leaves the house."""
        return taken("sidian_tsa_state", self._handle)


LEVELS = ["-", "B-B", "B-T", "B-LT", "B-LTA"]


class Extender(Object):
    """Takes signed documents up the PAdES levels, by appending alone."""

    _free = "sidian_extender_free"

    def __init__(self, trust: Trust, evidence: Optional[Evidence] = None, hash: str = "SHA-256") -> None:
        super().__init__()
        call("sidian_extender_new", trust._handle, handle(evidence), None, *pair(hash),
             ctypes.byref(self._handle))

    def level(self, pdf: bytes, now: int) -> str:
        level = ctypes.c_int32()
        call("sidian_extender_level", self._handle, *pair(pdf), int64(now), ctypes.byref(level))
        return LEVELS[level.value]

    def extend(self, pdf: bytes, level: str, authority: Authority, now: int) -> bytes:
        return taken("sidian_extender_extend", self._handle, *pair(pdf),
                     ctypes.c_int32(LEVELS.index(level)), authority._handle, int64(now))

    def renew(self, pdf: bytes, authority: Authority, now: int) -> bytes:
        return taken("sidian_extender_renew", self._handle, *pair(pdf), authority._handle, int64(now))

    def renewals(self, pdf: bytes, now: int) -> list:
        return json.loads(taken("sidian_extender_renewals", self._handle, *pair(pdf), int64(now)))

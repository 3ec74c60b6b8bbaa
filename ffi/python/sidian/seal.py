"""Electronic seals: draw, make, apply."""

from __future__ import annotations

import ctypes
from typing import Optional

from ._native import Object, call, int64, pair, taken
from .keys import Certificates, Key


def draw_seal(name: str, line: str = "", diameter_mm: float = 42.0) -> bytes:
    """The picture of a round official seal, as SVG."""
    return taken("sidian_seal_draw", *pair(name), *pair(line), ctypes.c_double(diameter_mm))


class Seal(Object):
    """A seal. Holding one proves nothing."""

    _free = "sidian_seal_free"

    @classmethod
    def read(cls, file: bytes) -> "Seal":
        return cls._made("sidian_seal_read", *pair(file))

    @property
    def der(self) -> bytes:
        return taken("sidian_seal_write", self._handle)

    @property
    def name(self) -> str:
        return taken("sidian_seal_name", self._handle).decode()


class SealDraft(Object):
    """A seal in the making."""

    _free = "sidian_seal_draft_free"

    def __init__(self, id: str, name: str, picture: bytes, width_mm: int, height_mm: int) -> None:
        super().__init__()
        call("sidian_seal_draft_new", *pair(id), *pair(name), *pair(picture), ctypes.c_uint32(width_mm),
             ctypes.c_uint32(height_mm), ctypes.byref(self._handle))

    def validity(self, start: int, end: int) -> "SealDraft":
        call("sidian_seal_draft_set_validity", self._handle, int64(start), int64(end))
        return self

    def signer(self, certificates: Certificates) -> "SealDraft":
        call("sidian_seal_draft_add_signer", self._handle, certificates._handle)
        return self

    def make(self, key: Key, chain: Certificates, now: int) -> Seal:
        return Seal._made("sidian_seal_make", self._handle, key._handle, chain._handle, int64(now))


class _Sealing(Object):
    _free = "sidian_sealing_free"


def apply_seal(seal: Seal, pdf: bytes, key: Key, chain: Certificates, now: int, page: int = 1,
               at_mm: Optional[tuple] = None, reason: str = "", case: str = "") -> bytes:
    """Seals a PDF; without a place the seal shows nowhere. Page 0 means every page."""
    with _Sealing._made("sidian_sealing_new", seal._handle, *pair(pdf)) as sealing:
        for name, text in (("reason", reason), ("case", case)):
            if text:
                call(f"sidian_sealing_set_{name}", sealing._handle, *pair(text))
        if at_mm is not None:
            call("sidian_sealing_place", sealing._handle, ctypes.c_size_t(page),
                 ctypes.c_double(at_mm[0]), ctypes.c_double(at_mm[1]))
        return taken("sidian_sealing_sign", sealing._handle, key._handle, chain._handle, int64(now))

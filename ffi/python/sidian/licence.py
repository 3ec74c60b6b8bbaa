"""Licences: issuing them, and the register of their states."""

from __future__ import annotations

import ctypes
import json
from typing import Optional, Union

from ._native import Data, Object, call, handle, int64, pair, taken
from .keys import Certificates, Key


class LicenceType(Object):
    """A licence type: a built-in one by name or code, or one from its JSON."""

    _free = "sidian_licence_type_free"

    def __init__(self, name_or_json: str) -> None:
        super().__init__()
        call("sidian_licence_type_read", *pair(name_or_json), ctypes.byref(self._handle))


class Register(Object):
    """An authority's register of the states of its licences."""

    _free = "sidian_register_free"

    def __init__(self, uri: str) -> None:
        super().__init__()
        call("sidian_register_new", *pair(uri), ctypes.byref(self._handle))

    @classmethod
    def read(cls, json: Data) -> "Register":
        return cls._made("sidian_register_read", *pair(json))

    def write(self) -> bytes:
        return taken("sidian_register_write", self._handle)

    def record(self, id: str, event: str, reason: str, now: int) -> None:
        call("sidian_register_record", self._handle, *pair(id), *pair(event), *pair(reason),
              ctypes.c_int64(now))

    def sign(self, key: Key, chain: Certificates, seconds: int, now: int) -> bytes:
        return taken("sidian_register_sign", self._handle, key._handle, chain._handle,
                      ctypes.c_int64(seconds), ctypes.c_int64(now))


def issue(kind: LicenceType, data: Union[str, dict], record: Optional[Register], key: Key,
          chain: Certificates, now: int, font: Optional[bytes] = None) -> bytes:
    """Issues a licence and gives its PDF."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return taken("sidian_licence_issue", kind._handle, *pair(text), record._handle if record else None,
                  *pair(font), key._handle, chain._handle, ctypes.c_int64(now))

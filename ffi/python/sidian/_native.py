"""The C library: found, loaded, called."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Optional, Union


ABI_VERSION = 1
OK, FAILED, INDETERMINATE = 0, 100, 101
WORDS = {OK: "passed", FAILED: "failed", INDETERMINATE: "indeterminate"}
LANGUAGES = {"zh": 0, "en": 1}
Data = Union[bytes, bytearray, memoryview, str]


def _load() -> ctypes.CDLL:
    here = Path(__file__).parent
    names = [os.environ.get("SIDIAN_LIBRARY"), *map(str, here.glob("libsidian_ffi.*"))]
    names += ["libsidian_ffi.so.1", "libsidian_ffi.dylib", "sidian_ffi.dll"]
    problems = []
    for name in filter(None, names):
        try:
            return ctypes.CDLL(name)
        except OSError as error:
            problems.append(str(error))
    raise ImportError("the sidian library was not found: " + "; ".join(problems))


_lib = _load()
_lib.sidian_abi_version.restype = ctypes.c_uint32
if _lib.sidian_abi_version() != ABI_VERSION:
    raise ImportError(f"the library's ABI is {_lib.sidian_abi_version()}, not {ABI_VERSION}")

class Text(ctypes.Structure):
    """A text as a struct, as ``sidian_text``."""

    _fields_ = [("data", ctypes.c_char_p), ("len", ctypes.c_size_t)]


def said(text: Optional[Data]) -> Text:
    data = encoded(text)
    return Text(data, len(data) if data else 0)


def encoded(data: Optional[Data]) -> Optional[bytes]:
    if isinstance(data, str):
        return data.encode()
    return None if data is None else bytes(data)


class Error(Exception):
    """The question could not be asked. ``status`` is the stable number of the reason."""

    def __init__(self, status: int) -> None:
        text, size = ctypes.c_void_p(), ctypes.c_size_t()
        _lib.sidian_last_error_message(ctypes.byref(text), ctypes.byref(size))
        super().__init__(ctypes.string_at(text, size.value).decode() if size.value else "")
        self.status = status


def raw(name: str, *arguments) -> int:
    function = getattr(_lib, name)
    function.restype = ctypes.c_int32
    return function(*arguments)


def call(name: str, *arguments) -> None:
    status = raw(name, *arguments)
    if status != OK:
        raise Error(status)


def pair(data: Optional[Data]):
    """Bytes and their length, as two arguments."""
    data = encoded(data)
    if data is None:
        return ctypes.c_void_p(None), ctypes.c_size_t(0)
    return ctypes.c_char_p(data), ctypes.c_size_t(len(data))


def taken(name: str, *arguments) -> bytes:
    out = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(out))
    try:
        data, size = ctypes.c_void_p(), ctypes.c_size_t()
        call("sidian_bytes_view", out, ctypes.byref(data), ctypes.byref(size))
        return ctypes.string_at(data, size.value) if size.value else b""
    finally:
        raw("sidian_bytes_free", out)


class Object:
    _free = ""

    def __init__(self) -> None:
        self._handle = ctypes.c_void_p()

    def close(self) -> None:
        """Frees it now; otherwise it is freed when nobody has it any more. Twice is fine."""
        handle, self._handle = getattr(self, "_handle", None), ctypes.c_void_p()
        if handle:
            raw(self._free, handle)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    @classmethod
    def _made(cls, name: str, *arguments):
        out = cls.__new__(cls)
        Object.__init__(out)
        call(name, *arguments, ctypes.byref(out._handle))
        return out


def handle(thing: Optional[Object]):
    """The handle of an object that may be left out."""
    return thing._handle if thing is not None else None


def int64(value: int) -> ctypes.c_int64:
    return ctypes.c_int64(value)


def version() -> str:
    """The version of the library that is loaded."""
    text, size = ctypes.c_void_p(), ctypes.c_size_t()
    call("sidian_version", ctypes.byref(text), ctypes.byref(size))
    return ctypes.string_at(text, size.value).decode()

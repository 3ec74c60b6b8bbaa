"""sidian for Python: electronic licences, seals, signatures and materials.

The library is found beside this file, by ``SIDIAN_LIBRARY``, or where the system finds libraries.
A question that could not be asked raises :class:`Error`; a verification answers with a
:class:`Report`, and only ``report.passed`` is good.
"""

from __future__ import annotations

import ctypes
import json as _json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional, Union

__all__ = [
    "CertificateDraft", "Certificates", "CrlDraft", "Error", "Evidence", "Finding", "Key", "Licence",
    "LicenceType", "Prepared", "Register", "Report", "SignatureDraft", "Trust", "Verifier", "issue",
    "version",
]

ABI_VERSION = 1
OK, FAILED, INDETERMINATE = 0, 100, 101
_WORDS = {OK: "passed", FAILED: "failed", INDETERMINATE: "indeterminate"}
_LANGUAGES = {"zh": 0, "en": 1}
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

_SIGN = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint8), ctypes.c_size_t,
    ctypes.POINTER(ctypes.c_uint8), ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t),
)


class _Policy(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("revocation", ctypes.c_int32)]


class _Finding(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint32), ("severity", ctypes.c_int32), ("signature", ctypes.c_int64)]


class Error(Exception):
    """The question could not be asked. ``status`` is the stable number of the reason."""

    def __init__(self, status: int) -> None:
        text, size = ctypes.c_void_p(), ctypes.c_size_t()
        _lib.sidian_last_error_message(ctypes.byref(text), ctypes.byref(size))
        super().__init__(ctypes.string_at(text, size.value).decode() if size.value else "")
        self.status = status


def _raw(name: str, *arguments) -> int:
    function = getattr(_lib, name)
    function.restype = ctypes.c_int32
    return function(*arguments)


def _call(name: str, *arguments) -> None:
    status = _raw(name, *arguments)
    if status != OK:
        raise Error(status)


class _Buffer:
    """An argument of bytes or text, kept alive for the call."""

    def __init__(self, data: Optional[Data]) -> None:
        if isinstance(data, str):
            data = data.encode()
        self.data = None if data is None else bytes(data)

    def pair(self):
        if self.data is None:
            return ctypes.c_void_p(None), ctypes.c_size_t(0)
        return ctypes.c_char_p(self.data), ctypes.c_size_t(len(self.data))


def _in(data: Optional[Data]):
    return _Buffer(data).pair()


def _bytes(name: str, *arguments) -> bytes:
    out = ctypes.c_void_p()
    _call(name, *arguments, ctypes.byref(out))
    try:
        data, size = ctypes.c_void_p(), ctypes.c_size_t()
        _call("sidian_bytes_view", out, ctypes.byref(data), ctypes.byref(size))
        return ctypes.string_at(data, size.value) if size.value else b""
    finally:
        _raw("sidian_bytes_free", out)


class _Object:
    _free = ""

    def __init__(self) -> None:
        self._handle = ctypes.c_void_p()

    def __del__(self) -> None:
        handle = getattr(self, "_handle", None)
        if handle:
            _raw(self._free, handle)

    @classmethod
    def _made(cls, name: str, *arguments):
        out = cls.__new__(cls)
        _Object.__init__(out)
        _call(name, *arguments, ctypes.byref(out._handle))
        return out


class Certificates(_Object):
    """X.509 certificates; for a signer its own first."""

    _free = "sidian_certificates_free"

    @classmethod
    def read(cls, file: Data) -> "Certificates":
        return cls._made("sidian_certificates_read", *_in(file))

    def __len__(self) -> int:
        count = ctypes.c_size_t()
        _call("sidian_certificates_count", self._handle, ctypes.byref(count))
        return count.value

    def der(self, index: int) -> bytes:
        return _bytes("sidian_certificates_der", self._handle, ctypes.c_size_t(index))

    def subject(self, index: int) -> str:
        return _bytes("sidian_certificates_subject", self._handle, ctypes.c_size_t(index)).decode()


class Key(_Object):
    """A private key, in memory or behind a function."""

    _free = "sidian_key_free"

    @classmethod
    def generate(cls, suite: str) -> "Key":
        return cls._made("sidian_key_generate", *_in(suite))

    @classmethod
    def read(cls, file: Data, password: Optional[str] = None) -> "Key":
        return cls._made("sidian_key_read", *_in(file), *_in(password))

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
            "sidian_key_from_callback", *_in(algorithm), *_in(spki), callback, ctypes.c_void_p(None))
        key._callback = callback
        return key

    @property
    def spki(self) -> bytes:
        return _bytes("sidian_key_public", self._handle)

    @property
    def algorithm(self) -> str:
        return _bytes("sidian_key_algorithm", self._handle).decode()

    def sign(self, message: bytes) -> bytes:
        return _bytes("sidian_key_sign", self._handle, *_in(message))

    def pem(self, password: Optional[str] = None) -> str:
        return _bytes("sidian_key_write", self._handle, *_in(password)).decode()


class CertificateDraft(_Object):
    """A certificate in the making; times are Unix seconds."""

    _free = "sidian_certificate_draft_free"

    def __init__(self, name: str, start: int, end: int) -> None:
        super().__init__()
        _call("sidian_certificate_draft_new", *_in(name), ctypes.c_int64(start), ctypes.c_int64(end),
              ctypes.byref(self._handle))

    def organisation(self, name: str, code: str) -> "CertificateDraft":
        _call("sidian_certificate_draft_set_organisation", self._handle, *_in(name), *_in(code))
        return self

    def crl_url(self, url: str) -> "CertificateDraft":
        _call("sidian_certificate_draft_add_crl_url", self._handle, *_in(url))
        return self

    def self_sign(self, key: Key) -> Certificates:
        return Certificates._made("sidian_certificate_draft_self_sign", self._handle, key._handle)

    def issue(self, spki: bytes, authority_key: Key, authority: Certificates) -> Certificates:
        return Certificates._made("sidian_certificate_draft_issue", self._handle, *_in(spki),
                                  authority_key._handle, authority._handle)


class CrlDraft(_Object):
    """A revocation list in the making."""

    _free = "sidian_crl_draft_free"

    def __init__(self, number: int, now: int, next_update: int) -> None:
        super().__init__()
        _call("sidian_crl_draft_new", ctypes.c_uint64(number), ctypes.c_int64(now),
              ctypes.c_int64(next_update), ctypes.byref(self._handle))

    def revoke(self, certificates: Certificates, at: int, reason: int = 0) -> "CrlDraft":
        _call("sidian_crl_draft_revoke", self._handle, certificates._handle, ctypes.c_int64(at),
              ctypes.c_uint32(reason))
        return self

    def sign(self, authority_key: Key, authority: Certificates) -> bytes:
        return _bytes("sidian_crl_draft_sign", self._handle, authority_key._handle, authority._handle)


class Trust(_Object):
    """Trust anchors in named lists."""

    _free = "sidian_trust_free"

    def __init__(self) -> None:
        super().__init__()
        _call("sidian_trust_new", ctypes.byref(self._handle))

    def add(self, name: str, file: Data) -> "Trust":
        _call("sidian_trust_add", self._handle, *_in(name), *_in(file))
        return self


class Evidence(_Object):
    """What the caller fetched: CRLs, OCSP responses, certificates, status lists."""

    _free = "sidian_evidence_free"

    def __init__(self) -> None:
        super().__init__()
        _call("sidian_evidence_new", ctypes.byref(self._handle))

    def crl(self, file: Data) -> "Evidence":
        _call("sidian_evidence_add_crl", self._handle, *_in(file))
        return self

    def ocsp(self, file: Data) -> "Evidence":
        _call("sidian_evidence_add_ocsp", self._handle, *_in(file))
        return self

    def certificates(self, file: Data) -> "Evidence":
        _call("sidian_evidence_add_certificates", self._handle, *_in(file))
        return self

    def status_list(self, file: Data) -> "Evidence":
        _call("sidian_evidence_add_status_list", self._handle, *_in(file))
        return self


@dataclass(frozen=True)
class Finding:
    """One finding, with its words in the language that was asked for."""

    code: int
    severity: int
    signature: int
    message: str
    next_step: str


class Licence(_Object):
    """A licence that passed: the only place where its fields can be read."""

    _free = "sidian_licence_free"

    @property
    def id(self) -> str:
        return _bytes("sidian_licence_id", self._handle).decode()

    @property
    def metadata(self) -> dict:
        return _json.loads(_bytes("sidian_licence_json", self._handle))


class Report(_Object):
    """The answer about one file, with its reasons."""

    _free = "sidian_report_free"

    @property
    def verdict(self) -> str:
        verdict = ctypes.c_int32(INDETERMINATE)
        _call("sidian_report_verdict", self._handle, ctypes.byref(verdict))
        return _WORDS[verdict.value]

    @property
    def passed(self) -> bool:
        return self.verdict == "passed"

    def json(self, file: str = "", language: str = "zh") -> dict:
        out = _bytes("sidian_report_json", self._handle, *_in(file), ctypes.c_int32(_LANGUAGES[language]))
        return _json.loads(out)

    def findings(self, language: str = "zh") -> list:
        count, words = ctypes.c_size_t(), ctypes.c_int32(_LANGUAGES[language])
        _call("sidian_report_finding_count", self._handle, ctypes.byref(count))
        found = []
        for index in map(ctypes.c_size_t, range(count.value)):
            one = _Finding()
            _call("sidian_report_finding", self._handle, index, ctypes.byref(one))
            message = _bytes("sidian_report_finding_message", self._handle, index, words).decode()
            step = _bytes("sidian_report_finding_next_step", self._handle, index, words).decode()
            found.append(Finding(one.code, one.severity, one.signature, message, step))
        return found

    @property
    def licence(self) -> Licence:
        """The licence, if and only if the report passed and the file is one."""
        return Licence._made("sidian_report_licence", self._handle)


class Verifier(_Object):
    """Judges files; shared by threads freely."""

    _free = "sidian_verifier_free"

    def __init__(self, trust: Trust, evidence: Optional[Evidence] = None, revocation: int = 0) -> None:
        super().__init__()
        policy = _Policy(ctypes.sizeof(_Policy), revocation)
        _call("sidian_verifier_new", trust._handle, evidence._handle if evidence else None,
              ctypes.byref(policy), ctypes.byref(self._handle))

    def document(self, file: bytes, now: int) -> Report:
        return self._ask("sidian_verify_document", file, now)

    def licence(self, file: bytes, now: int) -> Report:
        return self._ask("sidian_verify_licence", file, now)

    def _ask(self, name: str, file: bytes, now: int) -> Report:
        out = Report()
        status = _raw(name, self._handle, *_in(file), ctypes.c_int64(now), ctypes.byref(out._handle))
        if status not in _WORDS:
            raise Error(status)
        return out


class LicenceType(_Object):
    """A licence type: a built-in one by name or code, or one from its JSON."""

    _free = "sidian_licence_type_free"

    def __init__(self, name_or_json: str) -> None:
        super().__init__()
        _call("sidian_licence_type_read", *_in(name_or_json), ctypes.byref(self._handle))


class Register(_Object):
    """An authority's register of the states of its licences."""

    _free = "sidian_register_free"

    def __init__(self, uri: str) -> None:
        super().__init__()
        _call("sidian_register_new", *_in(uri), ctypes.byref(self._handle))

    @classmethod
    def read(cls, json: Data) -> "Register":
        return cls._made("sidian_register_read", *_in(json))

    def write(self) -> bytes:
        return _bytes("sidian_register_write", self._handle)

    def record(self, id: str, event: str, reason: str, now: int) -> None:
        _call("sidian_register_record", self._handle, *_in(id), *_in(event), *_in(reason),
              ctypes.c_int64(now))

    def sign(self, key: Key, chain: Certificates, seconds: int, now: int) -> bytes:
        return _bytes("sidian_register_sign", self._handle, key._handle, chain._handle,
                      ctypes.c_int64(seconds), ctypes.c_int64(now))


def issue(kind: LicenceType, data: Union[str, dict], record: Optional[Register], key: Key,
          chain: Certificates, now: int, font: Optional[bytes] = None) -> bytes:
    """Issues a licence and gives its PDF."""
    text = data if isinstance(data, str) else _json.dumps(data, ensure_ascii=False)
    return _bytes("sidian_licence_issue", kind._handle, *_in(text), record._handle if record else None,
                  *_in(font), key._handle, chain._handle, ctypes.c_int64(now))


class Prepared(_Object):
    """A signature that lacks nothing but its value."""

    _free = "sidian_prepared_free"

    @property
    def to_be_signed(self) -> bytes:
        data, size = ctypes.c_void_p(), ctypes.c_size_t()
        _call("sidian_prepared_to_be_signed", self._handle, ctypes.byref(data), ctypes.byref(size))
        return ctypes.string_at(data, size.value)

    def complete(self, value: bytes) -> bytes:
        return _bytes("sidian_prepared_complete", self._handle, *_in(value))


class SignatureDraft(_Object):
    """What a signature is to say, and where."""

    _free = "sidian_signature_draft_free"

    def __init__(self, pdf: bytes, field: Optional[str] = None, reason: Optional[str] = None,
                 location: Optional[str] = None) -> None:
        super().__init__()
        _call("sidian_signature_draft_new", *_in(pdf), ctypes.byref(self._handle))
        for name, text in (("field", field), ("reason", reason), ("location", location)):
            if text is not None:
                _call(f"sidian_signature_draft_set_{name}", self._handle, *_in(text))

    def sign(self, key: Key, chain: Certificates, now: int) -> bytes:
        return _bytes("sidian_signature_sign", self._handle, key._handle, chain._handle,
                      ctypes.c_int64(now))

    def prepare(self, chain: Certificates, algorithm: str, now: int) -> Prepared:
        return Prepared._made("sidian_signature_prepare", self._handle, chain._handle,
                              *_in(algorithm), ctypes.c_int64(now))


def version() -> str:
    """The version of the library that is loaded."""
    text, size = ctypes.c_void_p(), ctypes.c_size_t()
    _call("sidian_version", ctypes.byref(text), ctypes.byref(size))
    return ctypes.string_at(text, size.value).decode()

"""Trust, evidence, the verifier and its reports."""

from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from typing import Optional

from ._native import (
    INDETERMINATE, LANGUAGES, OK, WORDS, Data, Error, Object, call, handle, int64, pair, raw, said, taken,
)
from .keys import Certificates


class _Policy(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("revocation", ctypes.c_int32), ("remember_codes", ctypes.c_int32),
        ("weak_algorithms", ctypes.c_int32), ("has_asked_at", ctypes.c_int32),
        ("asked_at", ctypes.c_int64), ("ledger", ctypes.c_void_p),
    ]


class _Finding(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint32), ("severity", ctypes.c_int32), ("signature", ctypes.c_int64)]


class Trust(Object):
    """Trust anchors in named lists."""

    _free = "sidian_trust_free"

    def __init__(self) -> None:
        super().__init__()
        call("sidian_trust_new", ctypes.byref(self._handle))

    def add(self, name: str, file: Data) -> "Trust":
        call("sidian_trust_add", self._handle, *pair(name), *pair(file))
        return self

    def seal_makers(self, name: str, file: Data) -> "Trust":
        """Who may make seals; from then on nobody else may."""
        call("sidian_trust_add_seal_makers", self._handle, *pair(name), *pair(file))
        return self

    def signed_list(self, file: Data, signers: Certificates, now: int, sequence: int = 0) -> "Trust":
        call("sidian_trust_add_signed_list", self._handle, *pair(file), signers._handle,
             ctypes.c_uint32(sequence), int64(now))
        return self


class Evidence(Object):
    """What the caller fetched: CRLs, OCSP responses, certificates, status lists."""

    _free = "sidian_evidence_free"

    def __init__(self) -> None:
        super().__init__()
        call("sidian_evidence_new", ctypes.byref(self._handle))

    def crl(self, file: Data) -> "Evidence":
        call("sidian_evidence_add_crl", self._handle, *pair(file))
        return self

    def ocsp(self, file: Data) -> "Evidence":
        call("sidian_evidence_add_ocsp", self._handle, *pair(file))
        return self

    def certificates(self, file: Data) -> "Evidence":
        call("sidian_evidence_add_certificates", self._handle, *pair(file))
        return self

    def statement(self, file: Data) -> "Evidence":
        """A list of what was withdrawn, or which key a holder uses."""
        call("sidian_evidence_add_statement", self._handle, *pair(file))
        return self

    def seal_register(self, file: Data) -> "Evidence":
        call("sidian_evidence_add_seal_register", self._handle, *pair(file))
        return self

    def status_list(self, file: Data) -> "Evidence":
        call("sidian_evidence_add_status_list", self._handle, *pair(file))
        return self


class Ledger(Object):
    """Counts uses, remembers show codes and copies, in memory."""

    _free = "sidian_ledger_free"

    def __init__(self) -> None:
        super().__init__()
        call("sidian_ledger_new", ctypes.byref(self._handle))


@dataclass(frozen=True)
class Finding:
    """One finding, with its words in the language that was asked for."""

    code: int
    severity: int
    signature: int
    message: str
    next_step: str


class Licence(Object):
    """A licence that passed: the only place where its fields can be read."""

    _free = "sidian_licence_free"

    @property
    def id(self) -> str:
        return taken("sidian_licence_id", self._handle).decode()

    @property
    def metadata(self) -> dict:
        return json.loads(taken("sidian_licence_json", self._handle))


class Report(Object):
    """The answer about one file, with its reasons."""

    _free = "sidian_report_free"

    @property
    def verdict(self) -> str:
        verdict = ctypes.c_int32(INDETERMINATE)
        call("sidian_report_verdict", self._handle, ctypes.byref(verdict))
        return WORDS[verdict.value]

    @property
    def passed(self) -> bool:
        return self.verdict == "passed"

    def json(self, file: str = "", language: str = "zh") -> dict:
        out = taken("sidian_report_json", self._handle, *pair(file), ctypes.c_int32(LANGUAGES[language]))
        return json.loads(out)

    def findings(self, language: str = "zh") -> list:
        count, words = ctypes.c_size_t(), ctypes.c_int32(LANGUAGES[language])
        call("sidian_report_finding_count", self._handle, ctypes.byref(count))
        found = []
        for index in map(ctypes.c_size_t, range(count.value)):
            one = _Finding()
            call("sidian_report_finding", self._handle, index, ctypes.byref(one))
            message = taken("sidian_report_finding_message", self._handle, index, words).decode()
            step = taken("sidian_report_finding_next_step", self._handle, index, words).decode()
            found.append(Finding(one.code, one.severity, one.signature, message, step))
        return found

    def shared(self, field: str):
        """The value of a field that was presented, if and only if the report passed."""
        return json.loads(taken("sidian_report_shared_field", self._handle, *pair(field)))

    @property
    def licence(self) -> Licence:
        """The licence, if and only if the report passed and the file is one."""
        return Licence._made("sidian_report_licence", self._handle)


class Verifier(Object):
    """Judges files; shared by threads freely."""

    _free = "sidian_verifier_free"

    def __init__(self, trust: Trust, evidence: Optional[Evidence] = None, revocation: int = 0,
                 ledger: Optional[Ledger] = None) -> None:
        super().__init__()
        policy = _Policy(size=ctypes.sizeof(_Policy), revocation=revocation, ledger=handle(ledger))
        call("sidian_verifier_new", trust._handle, handle(evidence), ctypes.byref(policy),
             ctypes.byref(self._handle))

    def document(self, file: bytes, now: int) -> Report:
        return self._ask("sidian_verify_document", *pair(file), int64(now))

    def licence(self, file: bytes, now: int) -> Report:
        return self._ask("sidian_verify_licence", *pair(file), int64(now))

    def seal(self, file: bytes, now: int) -> Report:
        """A seal by itself, or the use of one on data."""
        return self._ask("sidian_verify_seal", *pair(file), int64(now))

    def package(self, file: bytes, now: int) -> Report:
        return self._ask("sidian_verify_package", *pair(file), int64(now))

    def grant(self, token: Data, licence: Licence, recipient: str, item: str, purpose: str, now: int,
              fields: str = "", case: str = "", use: bool = False) -> Report:
        """An authorisation; ``use`` takes one of its uses from the ledger."""
        name = "sidian_verify_grant_use" if use else "sidian_verify_grant"
        return self._ask(name, said(token), licence._handle, said(recipient), said(item), said(purpose),
                         said(fields), said(case), int64(now))

    def show_code(self, code: Data, licence: Licence, now: int, department: Optional[str] = None) -> Report:
        return self._ask("sidian_verify_show", *pair(code), licence._handle, *pair(department), int64(now))

    def share(self, presented: Data, audience: str, nonce: str, now: int, purpose: str = "",
              fields: str = "") -> Report:
        return self._ask("sidian_verify_share", said(presented), said(audience), said(nonce), said(purpose),
                         said(fields), int64(now))

    def fact(self, token: Data, recipient: str, item: str, now: int) -> Report:
        """What another department tells ``recipient``, for one service item."""
        return self._ask("sidian_verify_fact", said(token), said(recipient), said(item), int64(now))

    def receipt(self, receipt: Data, now: int, document: Optional[bytes] = None,
                case: Optional[str] = None) -> Report:
        return self._ask("sidian_verify_receipt", *pair(receipt), *pair(document), *pair(case), int64(now))

    def copy(self, pdf: bytes, recipient: str, purpose: str, original: Optional[bytes], now: int,
             case: str = "") -> Report:
        return self._ask("sidian_verify_copy", *pair(pdf), said(recipient), said(purpose), said(case),
                         *pair(original), int64(now))

    def _ask(self, name: str, *arguments) -> Report:
        out = Report()
        status = raw(name, self._handle, *arguments, ctypes.byref(out._handle))
        if status not in WORDS:
            raise Error(status)
        return out

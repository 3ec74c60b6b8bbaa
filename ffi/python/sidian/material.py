"""Materials: authorisations, show codes, shared fields, receipts, copies and packages."""

from __future__ import annotations

import ctypes
from typing import Iterable, Optional

from ._native import Data, Object, Text, call, encoded, handle, int64, pair, said, taken
from .judge import Ledger, Licence, Report, Verifier
from .keys import Certificates, Key
from .signature import Authority


class _Grant(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("holder", Text), ("recipient", Text), ("item", Text),
        ("item_name", Text), ("purpose", Text), ("licence", Text), ("fields", Text),
        ("case_number", Text), ("uses", ctypes.c_uint32), ("start", ctypes.c_int64),
        ("until", ctypes.c_int64), ("materials", Text), ("revocations", Text), ("revocations_by", Text),
    ]


class _Receipt(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("name", Text), ("document", Text), ("department", Text),
        ("case_number", Text), ("judged_at", ctypes.c_int64), ("item", Text), ("item_name", Text),
        ("operator_account", Text), ("operator_name", Text), ("operator_unit", Text),
    ]


class _Copy(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("original", Text), ("maker", Text), ("recipient_name", Text),
        ("cause", Text), ("until", ctypes.c_int64), ("most", ctypes.c_uint32), ("days", ctypes.c_uint16),
    ]


class _Material(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("name", Text), ("kind", Text), ("media_type", Text),
        ("source", ctypes.c_int32), ("vouched_by", Text),
    ]


def sign_grant(holder: str, recipient: str, item: tuple, purpose: str, licence: str, key: Key,
               chain: Optional[Certificates], start: int, end: int, fields: str = "", case: str = "",
               uses: int = 0, revocations: str = "", revocations_by: str = "") -> bytes:
    """Lets a department use a licence: ``item`` is code and name; parties are kind and code."""
    grant = _Grant(size=ctypes.sizeof(_Grant), holder=said(holder), recipient=said(recipient),
                   item=said(item[0]), item_name=said(item[1]), purpose=said(purpose),
                   licence=said(licence), fields=said(fields), case_number=said(case), uses=uses,
                   start=start, until=end, revocations=said(revocations),
                   revocations_by=said(revocations_by))
    return taken("sidian_grant_sign", ctypes.byref(grant), key._handle, handle(chain))


def sign_show_code(licence: str, key: Key, now: int, department: Optional[str] = None,
                   seconds: int = 300) -> str:
    """The text of a QR code that shows a licence once."""
    return taken("sidian_show_sign", *pair(licence), *pair(department), int64(seconds), key._handle,
                 int64(now)).decode()


def qr_png(content: str, scale: int = 6) -> bytes:
    """A text as a QR code, PNG."""
    return taken("sidian_qr_draw", *pair(content), ctypes.c_uint32(scale))


def qr_text(png: bytes) -> str:
    """The text of the first QR code in a PNG picture."""
    return taken("sidian_qr_read", *pair(png)).decode()


def sign_share(licence: Licence, spki: bytes, start: int, end: int, key: Key, chain: Certificates,
               decoys: int = 0) -> bytes:
    """Makes a licence shareable field by field, as its issuer; for the holder alone."""
    return taken("sidian_share_sign", licence._handle, *pair(spki), int64(start), int64(end),
                 ctypes.c_uint32(decoys), key._handle, chain._handle)


def present(share: Data, fields: str, audience: str, nonce: str, key: Key, now: int,
            purpose: str = "") -> bytes:
    """Discloses chosen fields to one verifier, as the holder."""
    return taken("sidian_share_present", said(share), said(fields), said(audience), said(nonce),
                 said(purpose), key._handle, int64(now))


def share_fields(share: Data) -> list:
    """The names of the fields that can be disclosed; nothing is judged."""
    return taken("sidian_share_fields", *pair(share)).decode().split(",")


def sign_receipt(report: Report, verifier: Verifier, name: str, document: bytes, department: str,
                 case: str, key: Key, chain: Certificates, now: int, item: tuple = ("", ""),
                 operator: tuple = ("", "", "")) -> bytes:
    """What a department verified, signed, for the file: ``item`` is code and name of the service item,
    ``operator`` account, name and unit."""
    about = _Receipt(size=ctypes.sizeof(_Receipt), name=said(name), document=said(document),
                     department=said(department), case_number=said(case), judged_at=now,
                     item=said(item[0]), item_name=said(item[1]), operator_account=said(operator[0]),
                     operator_name=said(operator[1]), operator_unit=said(operator[2]))
    return taken("sidian_receipt_sign", report._handle, verifier._handle, ctypes.byref(about),
                 key._handle, chain._handle, int64(now))


def stamp_receipt(receipt: Data, authority: Authority, now: int) -> bytes:
    """A receipt with a timestamp in it."""
    return taken("sidian_receipt_stamp", *pair(receipt), authority._handle, int64(now))


def draw_receipt(receipt: Data, now: int, font: Optional[bytes] = None) -> bytes:
    """A receipt as one page (PDF), with the receipt inside."""
    return taken("sidian_receipt_draw", *pair(receipt), *pair(font), int64(now))


def copy_licence(licence: Licence, original: bytes, grant: Report, maker: str, recipient_name: str,
                 cause: str, until: int, ledger: Ledger, key: Key, chain: Certificates, now: int,
                 most: int = 0, days: int = 0) -> bytes:
    """An annotated copy, under an authorisation that passed; at most ``most`` within ``days``."""
    what = _Copy(size=ctypes.sizeof(_Copy), original=said(original), maker=said(maker),
                 recipient_name=said(recipient_name), cause=said(cause), until=until, most=most, days=days)
    return taken("sidian_copy_make", licence._handle, grant._handle, ctypes.byref(what), ledger._handle,
                 key._handle, chain._handle, int64(now))


class _Draft(Object):
    _free = "sidian_package_draft_free"


def sign_package(title: str, materials: Iterable[tuple], key: Key, chain: Certificates, now: int,
                 case: str = "", package: Optional[bytes] = None) -> bytes:
    """A package (ASiC-E) of ``(name, kind, media type, content)``; ``package`` is one to go on from."""
    draft = _Draft._made("sidian_package_draft_new", said(title), said(case), said(key.algorithm),
                         *pair(package))
    with draft:
        for name, kind, media_type, content in materials:
            what = _Material(size=ctypes.sizeof(_Material), name=said(name), kind=said(kind),
                             media_type=said(media_type))
            call("sidian_package_draft_add", draft._handle, ctypes.byref(what),
                 *pair(encoded(content)))
        return taken("sidian_package_sign", draft._handle, key._handle, chain._handle, int64(now))

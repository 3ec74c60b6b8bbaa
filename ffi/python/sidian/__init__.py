"""sidian for Python: electronic licences, seals, signatures and materials.

The library is found beside this file, by ``SIDIAN_LIBRARY``, or where the system finds libraries.
A question that could not be asked raises :class:`Error`; a verification answers with a
:class:`Report`, and only ``report.passed`` is good. Objects are context managers; what is not closed
is freed when nobody has it any more. Times are Unix seconds.
"""

from ._native import ABI_VERSION, FAILED, INDETERMINATE, OK, Error, version
from .exempt import Exemption, Item, Paper, exempt, sign_fact
from .judge import Evidence, Finding, Ledger, Licence, Report, Trust, Verifier
from .keys import CertificateDraft, Certificates, CrlDraft, Key
from .licence import LicenceType, Register, issue
from .material import (
    copy_licence, draw_receipt, present, qr_png, qr_text, share_fields, sign_grant, sign_package, sign_receipt,
    sign_share, sign_show_code, stamp_receipt,
)
from .seal import Seal, SealDraft, apply_seal, draw_seal
from .signature import Authority, Extender, Prepared, SignatureDraft

__all__ = [
    "ABI_VERSION", "FAILED", "INDETERMINATE", "OK", "Authority", "CertificateDraft", "Certificates",
    "CrlDraft", "Error", "Evidence", "Exemption", "Extender", "Finding", "Item", "Key", "Ledger",
    "Licence", "LicenceType", "Paper", "Prepared", "Register", "Report", "Seal", "SealDraft",
    "SignatureDraft", "Trust", "Verifier", "apply_seal", "copy_licence", "draw_receipt",
    "draw_seal", "exempt", "issue", "present", "qr_png", "qr_text", "share_fields", "sign_fact",
    "sign_grant", "sign_package", "sign_receipt", "sign_share", "sign_show_code", "stamp_receipt",
    "version",
]

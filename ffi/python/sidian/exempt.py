"""Exemption: which papers of a service item's list need not be handed in."""

from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from typing import Iterable, Mapping, Optional

from ._native import LANGUAGES, Object, Text, call, int64, pair, said, taken
from .judge import Report
from .keys import Certificates, Key

OUTCOMES = ("satisfied", "needs_grant", "stale", "expired", "refused", "hand_in")


class _Fact(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("teller", Text), ("recipient", Text), ("about", Text), ("item", Text),
        ("code", Text), ("name", Text), ("holds", ctypes.c_int32), ("start", ctypes.c_int64),
        ("until", ctypes.c_int64),
    ]


class _Paper(ctypes.Structure):
    _fields_ = [("outcome", ctypes.c_int32), ("required", ctypes.c_int32), ("findings", ctypes.c_size_t)]


def sign_fact(teller: str, recipient: str, about: str, item: str, code: str, name: str, holds: bool,
              start: int, end: int, key: Key, chain: Certificates) -> bytes:
    """What a department tells another about somebody; parties are kind and code."""
    fact = _Fact(size=ctypes.sizeof(_Fact), teller=said(teller), recipient=said(recipient), about=said(about),
                 item=said(item), code=said(code), name=said(name), holds=int(holds), start=start, until=end)
    return taken("sidian_fact_sign", ctypes.byref(fact), key._handle, chain._handle)


class Item(Object):
    """The list of a service item: a built-in one by its code or name, or one from its JSON."""

    _free = "sidian_item_free"

    def __init__(self, name_or_json: str) -> None:
        super().__init__()
        call("sidian_item_read", *pair(name_or_json), ctypes.byref(self._handle))

    @property
    def code(self) -> str:
        return taken("sidian_item_code", self._handle).decode()

    @property
    def department(self) -> str:
        """Who decides: kind and code."""
        return taken("sidian_item_department", self._handle).decode()


class _Applicant(Object):
    _free = "sidian_applicant_free"


class _Exemption(Object):
    _free = "sidian_exemption_free"


@dataclass(frozen=True)
class Paper:
    """The answer about one paper; ``outcome`` is one of ``OUTCOMES``."""

    name: str
    outcome: str
    required: bool


@dataclass(frozen=True)
class Exemption:
    """The answer about a list. The decision is the department's."""

    complete: bool
    papers: tuple
    json: dict


def exempt(item: Item, who: str, brought: Iterable[Report], now: int, case: Optional[str] = None,
           parties: Mapping[str, str] = {}, licence_type: str = "", language: str = "zh") -> Exemption:
    """Compares what was brought with the list; ``licence_type`` explains licences that did not pass."""
    with _Applicant._made("sidian_applicant_new", said(who), said(case)) as applicant:
        for role, party in parties.items():
            call("sidian_applicant_add_party", applicant._handle, said(role), said(party))
        for report in brought:
            call("sidian_applicant_add_report", applicant._handle, report._handle, said(licence_type))
        with _Exemption._made("sidian_exempt", item._handle, applicant._handle, int64(now)) as answer:
            return _read(answer, language)


def _read(answer: _Exemption, language: str) -> Exemption:
    complete, count = ctypes.c_int32(), ctypes.c_size_t()
    call("sidian_exemption_complete", answer._handle, ctypes.byref(complete))
    call("sidian_exemption_count", answer._handle, ctypes.byref(count))
    papers = []
    for index in map(ctypes.c_size_t, range(count.value)):
        paper = _Paper()
        call("sidian_exemption_paper", answer._handle, index, ctypes.byref(paper))
        name = taken("sidian_exemption_paper_name", answer._handle, index).decode()
        papers.append(Paper(name, OUTCOMES[paper.outcome], bool(paper.required)))
    text = taken("sidian_exemption_json", answer._handle, ctypes.c_int32(LANGUAGES[language]))
    return Exemption(bool(complete.value), tuple(papers), json.loads(text))

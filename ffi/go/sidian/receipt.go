package sidian

/*
#include "sidian.h"
*/
import "C"

import "runtime"

// Ledger counts uses, remembers show codes and copies, in memory.
type Ledger struct{ c *C.sidian_ledger }

// NewLedger begins an empty one.
func NewLedger() (*Ledger, error) {
	ledger := &Ledger{}
	if err := call(func() C.sidian_status { return C.sidian_ledger_new(&ledger.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(ledger, (*Ledger).Close)
	return ledger, nil
}

// Close frees the ledger; a verifier that uses it keeps it.
func (l *Ledger) Close() { C.sidian_ledger_free(l.c); l.c = nil }

// Receipt is what a department verified, to be signed for the file; parties are kind and code.
type Receipt struct {
	Name             string
	Document         []byte
	Department, Case string
	JudgedAt         int64
	Item, ItemName   string
	// The operator; no account leaves them out.
	OperatorAccount, OperatorName, OperatorUnit string
}

// Sign signs a receipt about the answer in report, which verifier gave; it may say "failed".
func (r Receipt) Sign(report *Report, verifier *Verifier, key *Key, chain *Certificates, now int64) ([]byte, error) {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(report)
	defer runtime.KeepAlive(verifier)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	document := all.add(string(r.Document))
	about := C.sidian_receipt{
		size: C.sizeof_sidian_receipt, name: all.add(r.Name), document: document.data, document_len: document.len,
		department: all.add(r.Department), case_number: all.add(r.Case), judged_at: C.int64_t(r.JudgedAt),
		item: all.add(r.Item), item_name: all.add(r.ItemName), operator_account: all.add(r.OperatorAccount),
		operator_name: all.add(r.OperatorName), operator_unit: all.add(r.OperatorUnit),
	}
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_receipt_sign(report.c, verifier.c, &about, key.c, chain.c, C.int64_t(now), out)
	})
}

// StampReceipt has a receipt dated: the same with a timestamp.
func StampReceipt(receipt []byte, authority *Authority, now int64) ([]byte, error) {
	defer runtime.KeepAlive(authority)
	data, size := pair(receipt)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_receipt_stamp(data, size, authority.c, C.int64_t(now), out)
	})
}

// DrawReceipt draws a receipt as one page (PDF) with the receipt inside; font may be nil.
func DrawReceipt(receipt, font []byte, now int64) ([]byte, error) {
	data, size := pair(receipt)
	face, faceSize := pair(font)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_receipt_draw(data, size, face, faceSize, C.int64_t(now), out)
	})
}

// Receipt judges a receipt; document is what it must be about and caseNumber what it must belong to,
// either may be empty.
func (v *Verifier) Receipt(receipt, document []byte, caseNumber string, now int64) (*Report, error) {
	data, size := pair(receipt)
	about, aboutSize := pair(document)
	text, textLen := pair([]byte(caseNumber))
	return v.judge(func(out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_receipt(v.c, data, size, about, aboutSize, text, textLen, C.int64_t(now), out)
	})
}

// Copy is what an annotated copy of a licence is for: one recipient, one purpose, marked on every page.
type Copy struct {
	Original                    []byte
	Maker, RecipientName, Cause string
	Until                       int64
	// Most copies within Days; 0 for the defaults.
	Most uint32
	Days uint16
	// Font is a TrueType or OpenType file; nil for the best one installed.
	Font []byte
}

// Make makes it under an authorisation that passed, which names recipient, purpose and case. The ledger
// counts it before it is signed.
func (c Copy) Make(licence *Licence, grant *Report, ledger *Ledger, key *Key, chain *Certificates, now int64) ([]byte, error) {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(licence)
	defer runtime.KeepAlive(grant)
	defer runtime.KeepAlive(ledger)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	original, font := all.add(string(c.Original)), all.add(string(c.Font))
	what := C.sidian_copy{
		size: C.sizeof_sidian_copy, original: original.data, original_len: original.len,
		maker: all.add(c.Maker), recipient_name: all.add(c.RecipientName), cause: all.add(c.Cause),
		until: C.int64_t(c.Until), most: C.uint32_t(c.Most), days: C.uint16_t(c.Days),
		font: font.data, font_len: font.len,
	}
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_copy_make(licence.c, grant.c, &what, ledger.c, key.c, chain.c, C.int64_t(now), out)
	})
}

// Copy judges an annotated copy for a use; without the original (nil) the answer stays open. The item of
// the use is not looked at: the copy names none.
func (v *Verifier) Copy(pdf []byte, use Use, original []byte, now int64) (*Report, error) {
	var all texts
	defer all.free()
	data, size := pair(pdf)
	first, firstSize := pair(original)
	return v.judge(func(out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_copy(v.c, data, size, all.add(use.Recipient), all.add(use.Purpose),
			all.add(use.Case), first, firstSize, C.int64_t(now), out)
	})
}

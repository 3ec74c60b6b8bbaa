package sidian

/*
#include "sidian.h"
*/
import "C"

import "runtime"

// Item is the list of papers of a service item, and what may stand in for each.
type Item struct{ c *C.sidian_item }

// ReadItem takes a built-in list by its code or name, or one from its JSON.
func ReadItem(nameOrJSON string) (*Item, error) {
	item := &Item{}
	data, size := pair([]byte(nameOrJSON))
	if err := call(func() C.sidian_status { return C.sidian_item_read(data, size, &item.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(item, func(i *Item) { C.sidian_item_free(i.c) })
	return item, nil
}

// Code is the item's.
func (i *Item) Code() (string, error) {
	defer runtime.KeepAlive(i)
	code, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_item_code(i.c, out) })
	return string(code), err
}

// Department decides about the item: kind and code.
func (i *Item) Department() (string, error) {
	defer runtime.KeepAlive(i)
	code, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_item_department(i.c, out) })
	return string(code), err
}

// Fact is what a department tells another about somebody; parties are kind and code.
type Fact struct {
	Teller, Recipient, About, Item, Code, Name string
	Holds                                      bool
	From, Until                                int64
}

// Sign signs it: a compact JWS.
func (f Fact) Sign(key *Key, chain *Certificates) ([]byte, error) {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	fact := C.sidian_fact{
		size: C.sizeof_sidian_fact, teller: all.add(f.Teller), recipient: all.add(f.Recipient),
		about: all.add(f.About), item: all.add(f.Item), code: all.add(f.Code), name: all.add(f.Name),
		from: C.int64_t(f.From), until: C.int64_t(f.Until),
	}
	if f.Holds {
		fact.holds = 1
	}
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_fact_sign(&fact, key.c, chain.c, out)
	})
}

// Fact judges what another department tells recipient for one service item.
func (v *Verifier) Fact(token []byte, recipient, item string, now int64) (*Report, error) {
	var all texts
	defer all.free()
	return v.judge(func(out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_fact(v.c, all.add(string(token)), all.add(recipient), all.add(item), C.int64_t(now), out)
	})
}

// Applicant is somebody who applies, and everything that was verified for the case.
type Applicant struct{ c *C.sidian_applicant }

// NewApplicant has brought nothing yet; caseNumber may be empty.
func NewApplicant(who, caseNumber string) (*Applicant, error) {
	var all texts
	defer all.free()
	applicant := &Applicant{}
	err := call(func() C.sidian_status {
		return C.sidian_applicant_new(all.add(who), all.add(caseNumber), &applicant.c)
	})
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(applicant, func(a *Applicant) { C.sidian_applicant_free(a.c) })
	return applicant, nil
}

// Party names another party of the case by its role in the list.
func (a *Applicant) Party(role, who string) error {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(a)
	return call(func() C.sidian_status { return C.sidian_applicant_add_party(a.c, all.add(role), all.add(who)) })
}

// Brings enters what a report proves; licenceType explains a licence that did not pass, or is empty.
func (a *Applicant) Brings(report *Report, licenceType string) error {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(a)
	defer runtime.KeepAlive(report)
	return call(func() C.sidian_status {
		return C.sidian_applicant_add_report(a.c, report.c, all.add(licenceType))
	})
}

// Outcome is what becomes of a paper.
type Outcome int32

// The outcomes.
const (
	Satisfied  Outcome = C.SIDIAN_OUTCOME_SATISFIED
	NeedsGrant Outcome = C.SIDIAN_OUTCOME_NEEDS_GRANT
	Stale      Outcome = C.SIDIAN_OUTCOME_STALE
	Expired    Outcome = C.SIDIAN_OUTCOME_EXPIRED
	Refused    Outcome = C.SIDIAN_OUTCOME_REFUSED
	HandIn     Outcome = C.SIDIAN_OUTCOME_HAND_IN
)

// Paper is the answer about one paper of the list.
type Paper struct {
	Name     string
	Outcome  Outcome
	Required bool
}

// Exemption is the answer about a list. The decision is the department's.
type Exemption struct{ c *C.sidian_exemption }

// Exempt compares what was brought with the list.
func Exempt(item *Item, applicant *Applicant, now int64) (*Exemption, error) {
	defer runtime.KeepAlive(item)
	defer runtime.KeepAlive(applicant)
	answer := &Exemption{}
	err := call(func() C.sidian_status { return C.sidian_exempt(item.c, applicant.c, C.int64_t(now), &answer.c) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(answer, func(e *Exemption) { C.sidian_exemption_free(e.c) })
	return answer, nil
}

// Complete says whether nothing that everybody needs is left to hand in.
func (e *Exemption) Complete() (bool, error) {
	defer runtime.KeepAlive(e)
	var complete C.int32_t
	err := call(func() C.sidian_status { return C.sidian_exemption_complete(e.c, &complete) })
	return complete != 0, err
}

// Papers are the answers paper by paper.
func (e *Exemption) Papers() ([]Paper, error) {
	defer runtime.KeepAlive(e)
	var count C.size_t
	if err := call(func() C.sidian_status { return C.sidian_exemption_count(e.c, &count) }); err != nil {
		return nil, err
	}
	papers := make([]Paper, 0, int(count))
	for i := C.size_t(0); i < count; i++ {
		var paper C.sidian_paper
		if err := call(func() C.sidian_status { return C.sidian_exemption_paper(e.c, i, &paper) }); err != nil {
			return nil, err
		}
		name, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status {
			return C.sidian_exemption_paper_name(e.c, i, out)
		})
		if err != nil {
			return nil, err
		}
		papers = append(papers, Paper{string(name), Outcome(paper.outcome), paper.required != 0})
	}
	return papers, nil
}

// JSON is the whole answer, with reasons and what to do next.
func (e *Exemption) JSON(language Language) ([]byte, error) {
	defer runtime.KeepAlive(e)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_exemption_json(e.c, C.int32_t(language), out)
	})
}

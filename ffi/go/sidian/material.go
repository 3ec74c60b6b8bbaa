package sidian

/*
#include <stdlib.h>
#include "sidian.h"
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// Licence is a licence that passed: the only place where its fields can be read.
type Licence struct{ c *C.sidian_licence }

// Licence is there if and only if the report passed and the file is one.
func (r *Report) Licence() (*Licence, error) {
	defer runtime.KeepAlive(r)
	licence := &Licence{}
	if err := call(func() C.sidian_status { return C.sidian_report_licence(r.c, &licence.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(licence, func(l *Licence) { C.sidian_licence_free(l.c) })
	return licence, nil
}

// ID is its identifier.
func (l *Licence) ID() (string, error) {
	defer runtime.KeepAlive(l)
	id, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_licence_id(l.c, out) })
	return string(id), err
}

// texts are copied to where C may look at them, and freed together.
type texts []unsafe.Pointer

func (t *texts) add(text string) C.sidian_text {
	if text == "" {
		return C.sidian_text{}
	}
	copied := C.CBytes([]byte(text))
	*t = append(*t, copied)
	return C.sidian_text{data: (*C.uint8_t)(copied), len: C.size_t(len(text))}
}

func (t *texts) free() {
	for _, text := range *t {
		C.free(text)
	}
}

// Grant is what an authorisation says; parties are kind and code, such as 001:91410800MA4400D94H.
type Grant struct {
	Holder, Recipient, Item, ItemName, Purpose, Licence string
	Fields, Case                                        string
	Uses                                                uint32
	From, Until                                         int64
}

// Sign signs it with the holder's key.
func (g Grant) Sign(key *Key, chain *Certificates) ([]byte, error) {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	grant := C.sidian_grant{
		size: C.sizeof_sidian_grant, holder: all.add(g.Holder), recipient: all.add(g.Recipient),
		item: all.add(g.Item), item_name: all.add(g.ItemName), purpose: all.add(g.Purpose),
		licence: all.add(g.Licence), fields: all.add(g.Fields), case_number: all.add(g.Case),
		uses: C.uint32_t(g.Uses), from: C.int64_t(g.From), until: C.int64_t(g.Until),
	}
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_grant_sign(&grant, key.c, chain.c, out)
	})
}

// Use is what a department is about to do with a licence.
type Use struct{ Recipient, Item, Purpose, Fields, Case string }

// Grant judges an authorisation for a use.
func (v *Verifier) Grant(token []byte, licence *Licence, use Use, now int64) (*Report, error) {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(licence)
	return v.judge(func(out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_grant(v.c, all.add(string(token)), licence.c, all.add(use.Recipient),
			all.add(use.Item), all.add(use.Purpose), all.add(use.Fields), all.add(use.Case),
			C.int64_t(now), out)
	})
}

// ShowCode is the text of a QR code that shows a licence once, for at most 300 seconds.
func ShowCode(licence string, key *Key, seconds, now int64) (string, error) {
	defer runtime.KeepAlive(key)
	data, size := pair([]byte(licence))
	code, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_show_sign(data, size, nil, 0, C.int64_t(seconds), key.c, C.int64_t(now), out)
	})
	return string(code), err
}

// ShowCode judges a code that was scanned.
func (v *Verifier) ShowCode(code string, licence *Licence, now int64) (*Report, error) {
	defer runtime.KeepAlive(licence)
	data, size := pair([]byte(code))
	return v.judge(func(out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_show(v.c, data, size, licence.c, nil, 0, C.int64_t(now), out)
	})
}

// Material is one file of a package.
type Material struct {
	Name, Kind, MediaType string
	Content               []byte
}

// SignPackage signs materials together (ASiC-E).
func SignPackage(title string, materials []Material, key *Key, chain *Certificates, now int64) ([]byte, error) {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	algorithm, err := key.Algorithm()
	if err != nil {
		return nil, err
	}
	var draft *C.sidian_package_draft
	err = call(func() C.sidian_status {
		return C.sidian_package_draft_new(all.add(title), C.sidian_text{}, all.add(algorithm), nil, 0, &draft)
	})
	if err != nil {
		return nil, err
	}
	defer C.sidian_package_draft_free(draft)
	for _, material := range materials {
		what := C.sidian_material{
			size: C.sizeof_sidian_material, name: all.add(material.Name), kind: all.add(material.Kind),
			media_type: all.add(material.MediaType),
		}
		data, size := pair(material.Content)
		err := call(func() C.sidian_status { return C.sidian_package_draft_add(draft, &what, data, size) })
		if err != nil {
			return nil, err
		}
	}
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_package_sign(draft, key.c, chain.c, C.int64_t(now), out)
	})
}

// Package judges a package of materials.
func (v *Verifier) Package(file []byte, now int64) (*Report, error) {
	return v.ask(file, now, func(d *C.uint8_t, n C.size_t, t C.int64_t, out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_package(v.c, d, n, t, out)
	})
}

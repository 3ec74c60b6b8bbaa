package sidian

/*
#include "sidian.h"
*/
import "C"

import (
	"encoding/json"
	"runtime"
	"strings"
)

// SignShare makes a licence shareable field by field, as its issuer; what it gives is for the holder of
// the key alone. At most 100 decoys hide how many fields there are.
func SignShare(licence *Licence, spki []byte, from, until int64, decoys uint32, key *Key, chain *Certificates) (string, error) {
	defer runtime.KeepAlive(licence)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	data, size := pair(spki)
	share, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_share_sign(licence.c, data, size, C.int64_t(from), C.int64_t(until), C.uint32_t(decoys),
			key.c, chain.c, out)
	})
	return string(share), err
}

// ShareFields names the fields that can be disclosed; nothing is judged.
func ShareFields(share string) ([]string, error) {
	data, size := pair([]byte(share))
	names, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_share_fields(data, size, out)
	})
	if err != nil || len(names) == 0 {
		return nil, err
	}
	return strings.Split(string(names), ","), nil
}

// Question is what a verifier asks of a holder: who asks, a number that is good for this once, what for.
type Question struct{ Audience, Nonce, Purpose string }

// Present discloses fields in answer to a question, as the holder.
func Present(share string, fields []string, question Question, key *Key, now int64) (string, error) {
	var all texts
	defer all.free()
	defer runtime.KeepAlive(key)
	shown, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_share_present(all.add(share), all.add(strings.Join(fields, ",")), all.add(question.Audience),
			all.add(question.Nonce), all.add(question.Purpose), key.c, C.int64_t(now), out)
	})
	return string(shown), err
}

// Share judges fields that a holder presents, and whether all of these are there.
func (v *Verifier) Share(presented string, fields []string, question Question, now int64) (*Report, error) {
	var all texts
	defer all.free()
	return v.judge(func(out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_share(v.c, all.add(presented), all.add(question.Audience), all.add(question.Nonce),
			all.add(question.Purpose), all.add(strings.Join(fields, ",")), C.int64_t(now), out)
	})
}

// Shared reads a field that was presented into value (as encoding/json does), if and only if the report
// passed.
func (r *Report) Shared(field string, value any) error {
	defer runtime.KeepAlive(r)
	name, size := pair([]byte(field))
	text, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_report_shared_field(r.c, name, size, out)
	})
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

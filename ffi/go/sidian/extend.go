package sidian

/*
#include "sidian.h"
*/
import "C"

import "runtime"

// Level is a PAdES baseline level.
type Level int32

// The levels.
const (
	NoLevel  Level = C.SIDIAN_LEVEL_NONE
	LevelB   Level = C.SIDIAN_LEVEL_B
	LevelT   Level = C.SIDIAN_LEVEL_T
	LevelLT  Level = C.SIDIAN_LEVEL_LT
	LevelLTA Level = C.SIDIAN_LEVEL_LTA
)

// Authority is a timestamp authority of one's own (RFC 3161).
type Authority struct{ c *C.sidian_tsa }

// NewAuthority makes one with a key and certificate for timestamps alone; state is what State gave
// last, or nil.
func NewAuthority(key *Key, chain *Certificates, policy string, state []byte) (*Authority, error) {
	authority := &Authority{}
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	name, nameLen := pair([]byte(policy))
	data, size := pair(state)
	err := call(func() C.sidian_status {
		return C.sidian_tsa_new(key.c, chain.c, name, nameLen, data, size, &authority.c)
	})
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(authority, func(a *Authority) { C.sidian_tsa_free(a.c) })
	return authority, nil
}

// State is to be kept: serial numbers are given once.
func (a *Authority) State() ([]byte, error) {
	defer runtime.KeepAlive(a)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_tsa_state(a.c, out) })
}

// Extender takes signed documents up the PAdES levels, by appending alone.
type Extender struct{ c *C.sidian_extender }

// NewExtender builds one; hash is what document timestamps are made over, such as SM3.
func NewExtender(t Trust, hash string) (*Extender, error) {
	var trust *C.sidian_trust
	var evidence *C.sidian_evidence
	C.sidian_trust_new(&trust)
	C.sidian_evidence_new(&evidence)
	defer C.sidian_trust_free(trust)
	defer C.sidian_evidence_free(evidence)
	for list, file := range t.Anchors {
		name, nameLen := pair([]byte(list))
		data, size := pair(file)
		err := call(func() C.sidian_status { return C.sidian_trust_add(trust, name, nameLen, data, size) })
		if err != nil {
			return nil, err
		}
	}
	for _, crl := range t.CRLs {
		data, size := pair(crl)
		if err := call(func() C.sidian_status { return C.sidian_evidence_add_crl(evidence, data, size) }); err != nil {
			return nil, err
		}
	}
	extender := &Extender{}
	name, nameLen := pair([]byte(hash))
	err := call(func() C.sidian_status {
		return C.sidian_extender_new(trust, evidence, nil, name, nameLen, &extender.c)
	})
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(extender, func(e *Extender) { C.sidian_extender_free(e.c) })
	return extender, nil
}

// Level is what every signature of the document reaches.
func (e *Extender) Level(pdf []byte, now int64) (Level, error) {
	defer runtime.KeepAlive(e)
	var level C.int32_t
	data, size := pair(pdf)
	err := call(func() C.sidian_status {
		return C.sidian_extender_level(e.c, data, size, C.int64_t(now), &level)
	})
	return Level(level), err
}

// Extend takes a document to a level and checks what came of it.
func (e *Extender) Extend(pdf []byte, level Level, authority *Authority, now int64) ([]byte, error) {
	defer runtime.KeepAlive(e)
	defer runtime.KeepAlive(authority)
	data, size := pair(pdf)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_extender_extend(e.c, data, size, C.int32_t(level), authority.c, C.int64_t(now), out)
	})
}

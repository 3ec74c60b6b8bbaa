package sidian

/*
#include "sidian.h"
*/
import "C"

import "runtime"

// DrawSeal draws the picture of a round official seal, as SVG.
func DrawSeal(name string, diameterMM float64) ([]byte, error) {
	data, size := pair([]byte(name))
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_seal_draw(data, size, nil, 0, C.double(diameterMM), out)
	})
}

// Seal is a seal. Holding one proves nothing.
type Seal struct{ c *C.sidian_seal }

// SealWish says what a seal is to be; times are Unix seconds.
type SealWish struct {
	ID, Name          string
	Picture           []byte
	WidthMM, HeightMM uint32
	From, Until       int64
	// Signers may use it.
	Signers []*Certificates
}

// Make makes the seal with the maker's key.
func (w SealWish) Make(key *Key, chain *Certificates, now int64) (*Seal, error) {
	var draft *C.sidian_seal_draft
	id, idLen := pair([]byte(w.ID))
	name, nameLen := pair([]byte(w.Name))
	picture, pictureLen := pair(w.Picture)
	err := call(func() C.sidian_status {
		return C.sidian_seal_draft_new(id, idLen, name, nameLen, picture, pictureLen, C.uint32_t(w.WidthMM),
			C.uint32_t(w.HeightMM), &draft)
	})
	if err != nil {
		return nil, err
	}
	defer C.sidian_seal_draft_free(draft)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	err = call(func() C.sidian_status {
		return C.sidian_seal_draft_set_validity(draft, C.int64_t(w.From), C.int64_t(w.Until))
	})
	for _, signer := range w.Signers {
		if err == nil {
			err = call(func() C.sidian_status { return C.sidian_seal_draft_add_signer(draft, signer.c) })
		}
		runtime.KeepAlive(signer)
	}
	if err != nil {
		return nil, err
	}
	return seal(func(out **C.sidian_seal) C.sidian_status {
		return C.sidian_seal_make(draft, key.c, chain.c, C.int64_t(now), out)
	})
}

// ReadSeal reads a seal's file.
func ReadSeal(file []byte) (*Seal, error) {
	data, size := pair(file)
	return seal(func(out **C.sidian_seal) C.sidian_status { return C.sidian_seal_read(data, size, out) })
}

func seal(work func(out **C.sidian_seal) C.sidian_status) (*Seal, error) {
	made := &Seal{}
	if err := call(func() C.sidian_status { return work(&made.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(made, (*Seal).Close)
	return made, nil
}

// DER is the seal's file.
func (s *Seal) DER() ([]byte, error) {
	defer runtime.KeepAlive(s)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_seal_write(s.c, out) })
}

// Apply seals a PDF, shown centred on a point of a page in millimetres; page 0 is every page.
func (s *Seal) Apply(pdf []byte, page int, xMM, yMM float64, key *Key, chain *Certificates, now int64) ([]byte, error) {
	var sealing *C.sidian_sealing
	defer runtime.KeepAlive(s)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	data, size := pair(pdf)
	if err := call(func() C.sidian_status { return C.sidian_sealing_new(s.c, data, size, &sealing) }); err != nil {
		return nil, err
	}
	defer C.sidian_sealing_free(sealing)
	err := call(func() C.sidian_status {
		return C.sidian_sealing_place(sealing, C.size_t(page), C.double(xMM), C.double(yMM))
	})
	if err != nil {
		return nil, err
	}
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_sealing_sign(sealing, key.c, chain.c, C.int64_t(now), out)
	})
}

// Close frees the seal.
func (s *Seal) Close() { C.sidian_seal_free(s.c); s.c = nil }

// Seal judges a seal by itself.
func (v *Verifier) Seal(file []byte, now int64) (*Report, error) {
	return v.ask(file, now, func(d *C.uint8_t, n C.size_t, t C.int64_t, out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_seal(v.c, d, n, t, out)
	})
}

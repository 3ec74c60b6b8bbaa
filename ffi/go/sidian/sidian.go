// Package sidian is electronic licences, seals, signatures and materials for Go, over the C library.
//
// A question that could not be asked returns an *Error; a verification answers with a Report, and only
// Report.Passed is good. Objects free themselves when they are collected, or at once with Close.
//
// CGO_CFLAGS names the folder of sidian.h, CGO_LDFLAGS that of libsidian_ffi.
package sidian

/*
#cgo LDFLAGS: -lsidian_ffi
#include "sidian.h"

extern int32_t sidianGoSign(void *userdata, uint8_t *message, size_t message_len, uint8_t *value,
                            size_t capacity, size_t *value_len);

static sidian_status sidian_go_key(const uint8_t *algorithm, size_t algorithm_len, const uint8_t *spki,
                                   size_t spki_len, uintptr_t userdata, sidian_key **out) {
    return sidian_key_from_callback(algorithm, algorithm_len, spki, spki_len,
                                    (sidian_sign_callback)sidianGoSign, (void *)userdata, out);
}
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// Error says why a question could not be asked. Status is the stable number of the reason.
type Error struct {
	Status  int32
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Status) }

// The verdicts.
const (
	Passed        = int32(C.SIDIAN_OK)
	Failed        = int32(C.SIDIAN_V_FAILED)
	Indeterminate = int32(C.SIDIAN_V_INDETERMINATE)
)

// Language of messages.
type Language int32

// The languages.
const (
	Chinese Language = C.SIDIAN_LANGUAGE_ZH
	English Language = C.SIDIAN_LANGUAGE_EN
)

// check reads the thread's last error: callers keep the goroutine on its thread around the call.
func check(status C.sidian_status) error {
	if status == C.SIDIAN_OK {
		return nil
	}
	var text *C.uint8_t
	var size C.size_t
	C.sidian_last_error_message(&text, &size)
	return &Error{int32(status), C.GoStringN((*C.char)(unsafe.Pointer(text)), C.int(size))}
}

func call(work func() C.sidian_status) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return check(work())
}

func pair(data []byte) (*C.uint8_t, C.size_t) {
	if len(data) == 0 {
		return nil, 0
	}
	return (*C.uint8_t)(unsafe.Pointer(&data[0])), C.size_t(len(data))
}

func bytesOf(work func(out **C.sidian_bytes) C.sidian_status) ([]byte, error) {
	var out *C.sidian_bytes
	if err := call(func() C.sidian_status { return work(&out) }); err != nil {
		return nil, err
	}
	defer C.sidian_bytes_free(out)
	var data *C.uint8_t
	var size C.size_t
	if err := call(func() C.sidian_status { return C.sidian_bytes_view(out, &data, &size) }); err != nil {
		return nil, err
	}
	return C.GoBytes(unsafe.Pointer(data), C.int(size)), nil
}

// Certificates are X.509 certificates; for a signer its own first.
type Certificates struct{ c *C.sidian_certificates }

func certificates(work func(out **C.sidian_certificates) C.sidian_status) (*Certificates, error) {
	made := &Certificates{}
	if err := call(func() C.sidian_status { return work(&made.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(made, (*Certificates).Close)
	return made, nil
}

// ReadCertificates reads PEM or DER.
func ReadCertificates(file []byte) (*Certificates, error) {
	data, size := pair(file)
	return certificates(func(out **C.sidian_certificates) C.sidian_status {
		return C.sidian_certificates_read(data, size, out)
	})
}

// DER gives one of them.
func (c *Certificates) DER(index int) ([]byte, error) {
	defer runtime.KeepAlive(c)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_certificates_der(c.c, C.size_t(index), out)
	})
}

// Close frees them.
func (c *Certificates) Close() { C.sidian_certificates_free(c.c); c.c = nil }

// Key is a private key, in memory or behind a function.
type Key struct {
	c      *C.sidian_key
	signer cgo.Handle
}

// Sign makes a signature value: DER for ECDSA and SM2, raw bytes for Ed25519 and RSA.
type Sign func(message []byte) ([]byte, error)

//export sidianGoSign
func sidianGoSign(userdata unsafe.Pointer, message *C.uint8_t, messageLen C.size_t, value *C.uint8_t,
	capacity C.size_t, valueLen *C.size_t) C.int32_t {
	sign := cgo.Handle(uintptr(userdata)).Value().(Sign)
	made, err := sign(C.GoBytes(unsafe.Pointer(message), C.int(messageLen)))
	if err != nil || len(made) == 0 || C.size_t(len(made)) > capacity {
		return 1
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(value)), int(capacity)), made)
	*valueLen = C.size_t(len(made))
	return 0
}

// GenerateKey makes a new key: sm2, ed25519, p256, p384 or rsa.
func GenerateKey(suite string) (*Key, error) {
	key := &Key{}
	data, size := pair([]byte(suite))
	if err := call(func() C.sidian_status { return C.sidian_key_generate(data, size, &key.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(key, (*Key).Close)
	return key, nil
}

// KeyElsewhere is a key that only sign can reach. Close it: sign is kept until then.
func KeyElsewhere(algorithm string, spki []byte, sign Sign) (*Key, error) {
	key := &Key{signer: cgo.NewHandle(sign)}
	name, nameLen := pair([]byte(algorithm))
	public, publicLen := pair(spki)
	err := call(func() C.sidian_status {
		return C.sidian_go_key(name, nameLen, public, publicLen, C.uintptr_t(key.signer), &key.c)
	})
	if err != nil {
		key.signer.Delete()
		return nil, err
	}
	return key, nil
}

// SPKI is the public half.
func (k *Key) SPKI() ([]byte, error) {
	defer runtime.KeepAlive(k)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_key_public(k.c, out) })
}

// Algorithm is the name of what the key signs with.
func (k *Key) Algorithm() (string, error) {
	defer runtime.KeepAlive(k)
	name, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_key_algorithm(k.c, out) })
	return string(name), err
}

// Sign signs bytes.
func (k *Key) Sign(message []byte) ([]byte, error) {
	defer runtime.KeepAlive(k)
	data, size := pair(message)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_key_sign(k.c, data, size, out)
	})
}

// Close frees the key.
func (k *Key) Close() {
	C.sidian_key_free(k.c)
	k.c = nil
	if k.signer != 0 {
		k.signer.Delete()
		k.signer = 0
	}
}

// Subject describes whom a certificate is for; times are Unix seconds.
type Subject struct {
	Name, Organisation, Code string
	From, Until              int64
	CRLURL                   string
	// ForTimestamps makes a certificate for timestamps and nothing else.
	ForTimestamps bool
}

func (s Subject) draft() (*C.sidian_certificate_draft, error) {
	var draft *C.sidian_certificate_draft
	name, nameLen := pair([]byte(s.Name))
	err := call(func() C.sidian_status {
		return C.sidian_certificate_draft_new(name, nameLen, C.int64_t(s.From), C.int64_t(s.Until), &draft)
	})
	if err == nil && s.Organisation != "" {
		org, orgLen := pair([]byte(s.Organisation))
		code, codeLen := pair([]byte(s.Code))
		err = call(func() C.sidian_status {
			return C.sidian_certificate_draft_set_organisation(draft, org, orgLen, code, codeLen)
		})
	}
	if err == nil && s.CRLURL != "" {
		url, urlLen := pair([]byte(s.CRLURL))
		err = call(func() C.sidian_status { return C.sidian_certificate_draft_add_crl_url(draft, url, urlLen) })
	}
	if err == nil && s.ForTimestamps {
		err = call(func() C.sidian_status {
			return C.sidian_certificate_draft_set_purpose(draft, C.SIDIAN_PURPOSE_TIMESTAMPS)
		})
	}
	if err != nil {
		C.sidian_certificate_draft_free(draft)
		return nil, err
	}
	return draft, nil
}

// SelfSign makes a root certificate.
func (s Subject) SelfSign(key *Key) (*Certificates, error) {
	draft, err := s.draft()
	if err != nil {
		return nil, err
	}
	defer C.sidian_certificate_draft_free(draft)
	defer runtime.KeepAlive(key)
	return certificates(func(out **C.sidian_certificates) C.sidian_status {
		return C.sidian_certificate_draft_self_sign(draft, key.c, out)
	})
}

// Issue makes a certificate for the public key in spki.
func (s Subject) Issue(spki []byte, authorityKey *Key, authority *Certificates) (*Certificates, error) {
	draft, err := s.draft()
	if err != nil {
		return nil, err
	}
	defer C.sidian_certificate_draft_free(draft)
	defer runtime.KeepAlive(authorityKey)
	defer runtime.KeepAlive(authority)
	data, size := pair(spki)
	return certificates(func(out **C.sidian_certificates) C.sidian_status {
		return C.sidian_certificate_draft_issue(draft, data, size, authorityKey.c, authority.c, out)
	})
}

// SignCRL makes an empty revocation list.
func SignCRL(number uint64, now, nextUpdate int64, key *Key, authority *Certificates) ([]byte, error) {
	var draft *C.sidian_crl_draft
	err := call(func() C.sidian_status {
		return C.sidian_crl_draft_new(C.uint64_t(number), C.int64_t(now), C.int64_t(nextUpdate), &draft)
	})
	if err != nil {
		return nil, err
	}
	defer C.sidian_crl_draft_free(draft)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(authority)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_crl_draft_sign(draft, key.c, authority.c, out)
	})
}

// Register is an authority's register of the states of its licences.
type Register struct{ c *C.sidian_register }

// NewRegister begins one whose signed list is published at uri.
func NewRegister(uri string) (*Register, error) {
	register := &Register{}
	data, size := pair([]byte(uri))
	if err := call(func() C.sidian_status { return C.sidian_register_new(data, size, &register.c) }); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(register, func(r *Register) { C.sidian_register_free(r.c) })
	return register, nil
}

// Record enters an event such as suspend, resume or revoke.
func (r *Register) Record(id, event, reason string, now int64) error {
	defer runtime.KeepAlive(r)
	i, iLen := pair([]byte(id))
	e, eLen := pair([]byte(event))
	w, wLen := pair([]byte(reason))
	return call(func() C.sidian_status {
		return C.sidian_register_record(r.c, i, iLen, e, eLen, w, wLen, C.int64_t(now))
	})
}

// Sign makes the status list, good for seconds.
func (r *Register) Sign(key *Key, chain *Certificates, seconds, now int64) ([]byte, error) {
	defer runtime.KeepAlive(r)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_register_sign(r.c, key.c, chain.c, C.int64_t(seconds), C.int64_t(now), out)
	})
}

// IssueLicence issues a licence of a type, named or described by JSON, and gives its PDF.
func IssueLicence(kind, data string, register *Register, key *Key, chain *Certificates, now int64) ([]byte, error) {
	var typed *C.sidian_licence_type
	name, nameLen := pair([]byte(kind))
	if err := call(func() C.sidian_status { return C.sidian_licence_type_read(name, nameLen, &typed) }); err != nil {
		return nil, err
	}
	defer C.sidian_licence_type_free(typed)
	defer runtime.KeepAlive(register)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	// Without a register nobody can revoke the licence.
	var places *C.sidian_register
	if register != nil {
		places = register.c
	}
	text, textLen := pair([]byte(data))
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_licence_issue(typed, text, textLen, places, nil, 0, key.c, chain.c, C.int64_t(now), out)
	})
}

// SignPDF signs a document and gives it whole.
func SignPDF(pdf []byte, reason string, key *Key, chain *Certificates, now int64) ([]byte, error) {
	var draft *C.sidian_signature_draft
	data, size := pair(pdf)
	if err := call(func() C.sidian_status { return C.sidian_signature_draft_new(data, size, &draft) }); err != nil {
		return nil, err
	}
	defer C.sidian_signature_draft_free(draft)
	defer runtime.KeepAlive(key)
	defer runtime.KeepAlive(chain)
	text, textLen := pair([]byte(reason))
	err := call(func() C.sidian_status { return C.sidian_signature_draft_set_reason(draft, text, textLen) })
	if err != nil {
		return nil, err
	}
	return bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_signature_sign(draft, key.c, chain.c, C.int64_t(now), out)
	})
}

// Trust and evidence of a verifier.
type Trust struct {
	// Anchors are files of certificates by the name of their list.
	Anchors map[string][]byte
	// CRLs, OCSP responses, status lists, and further certificates that were fetched.
	CRLs, OCSPs, StatusLists, Certificates [][]byte
	// RemembersCodes keeps the show codes that were accepted, so that none is accepted twice.
	RemembersCodes bool
	// Ledger counts uses and remembers codes; nil counts none.
	Ledger *Ledger
}

// Verifier judges files; shared by goroutines freely.
type Verifier struct{ c *C.sidian_verifier }

// NewVerifier builds one.
func NewVerifier(t Trust) (*Verifier, error) {
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
	add := func(files [][]byte, with func(*C.uint8_t, C.size_t) C.sidian_status) error {
		for _, file := range files {
			data, size := pair(file)
			if err := call(func() C.sidian_status { return with(data, size) }); err != nil {
				return err
			}
		}
		return nil
	}
	err := add(t.CRLs, func(d *C.uint8_t, n C.size_t) C.sidian_status {
		return C.sidian_evidence_add_crl(evidence, d, n)
	})
	if err == nil {
		err = add(t.OCSPs, func(d *C.uint8_t, n C.size_t) C.sidian_status {
			return C.sidian_evidence_add_ocsp(evidence, d, n)
		})
	}
	if err == nil {
		err = add(t.StatusLists, func(d *C.uint8_t, n C.size_t) C.sidian_status {
			return C.sidian_evidence_add_status_list(evidence, d, n)
		})
	}
	if err == nil {
		err = add(t.Certificates, func(d *C.uint8_t, n C.size_t) C.sidian_status {
			return C.sidian_evidence_add_certificates(evidence, d, n)
		})
	}
	if err != nil {
		return nil, err
	}
	verifier := &Verifier{}
	policy := C.sidian_policy{size: C.sizeof_sidian_policy}
	if t.RemembersCodes {
		policy.remember_codes = 1
	}
	if t.Ledger != nil {
		policy.ledger = t.Ledger.c
		defer runtime.KeepAlive(t.Ledger)
	}
	err = call(func() C.sidian_status { return C.sidian_verifier_new(trust, evidence, &policy, &verifier.c) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(verifier, func(v *Verifier) { C.sidian_verifier_free(v.c) })
	return verifier, nil
}

// Report is the answer about one file.
type Report struct {
	c       *C.sidian_report
	verdict int32
}

// Document judges any signed PDF.
func (v *Verifier) Document(file []byte, now int64) (*Report, error) {
	return v.ask(file, now, func(d *C.uint8_t, n C.size_t, t C.int64_t, out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_document(v.c, d, n, t, out)
	})
}

// Licence judges a licence; a document that holds none does not pass.
func (v *Verifier) Licence(file []byte, now int64) (*Report, error) {
	return v.ask(file, now, func(d *C.uint8_t, n C.size_t, t C.int64_t, out **C.sidian_report) C.sidian_status {
		return C.sidian_verify_licence(v.c, d, n, t, out)
	})
}

func (v *Verifier) ask(file []byte, now int64,
	how func(*C.uint8_t, C.size_t, C.int64_t, **C.sidian_report) C.sidian_status) (*Report, error) {
	data, size := pair(file)
	return v.judge(func(out **C.sidian_report) C.sidian_status { return how(data, size, C.int64_t(now), out) })
}

func (v *Verifier) judge(how func(**C.sidian_report) C.sidian_status) (*Report, error) {
	defer runtime.KeepAlive(v)
	report := &Report{}
	err := call(func() C.sidian_status { return how(&report.c) })
	if failure, ok := err.(*Error); ok {
		if report.c == nil {
			return nil, failure
		}
		report.verdict = failure.Status
	}
	runtime.SetFinalizer(report, func(r *Report) { C.sidian_report_free(r.c) })
	return report, nil
}

// Verdict is Passed, Failed or Indeterminate.
func (r *Report) Verdict() int32 { return r.verdict }

// Passed is the only good answer.
func (r *Report) Passed() bool { return r.verdict == Passed }

// JSON is the whole report.
func (r *Report) JSON(file string, language Language) (map[string]any, error) {
	defer runtime.KeepAlive(r)
	name, nameLen := pair([]byte(file))
	text, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status {
		return C.sidian_report_json(r.c, name, nameLen, C.int32_t(language), out)
	})
	if err != nil {
		return nil, err
	}
	var object map[string]any
	return object, json.Unmarshal(text, &object)
}

// LicenceID is the identifier of the licence, if and only if the report passed and the file is one.
func (r *Report) LicenceID() (string, error) {
	defer runtime.KeepAlive(r)
	var licence *C.sidian_licence
	if err := call(func() C.sidian_status { return C.sidian_report_licence(r.c, &licence) }); err != nil {
		return "", err
	}
	defer C.sidian_licence_free(licence)
	id, err := bytesOf(func(out **C.sidian_bytes) C.sidian_status { return C.sidian_licence_id(licence, out) })
	return string(id), err
}

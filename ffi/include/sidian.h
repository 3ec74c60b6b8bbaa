/*
 * sidian: electronic licences, seals, signatures and materials.
 *
 * Generated from ffi/src by cbindgen; do not edit. Conventions (ffi/README.md):
 * - Every function returns a sidian_status; SIDIAN_OK is 0. A verification returns SIDIAN_OK only when
 *   the verdict is passed.
 * - Inputs are pointer and length, text is UTF-8; they are borrowed for the call. Outputs come last,
 *   are cleared on entry and written only on success (a report also on SIDIAN_V_...).
 * - What the library gives, the caller frees with the free function of its type; NULL is fine.
 * - Handles are checked: a stale, foreign or twice freed one gives SIDIAN_E_HANDLE.
 * - Times are Unix seconds. sidian_last_error_message tells what went wrong in this thread's last call.
 */

#ifndef SIDIAN_H
#define SIDIAN_H

#include <stddef.h>
#include <stdint.h>

/**
 * The version of the binary interface. Within one version functions, numbers and struct prefixes
 * are only added.
 */
#define SIDIAN_ABI_VERSION 1

/**
 * The version of the header's library, first part.
 */
#define SIDIAN_VERSION_MAJOR 0

/**
 * The version of the header's library, second part.
 */
#define SIDIAN_VERSION_MINOR 1

/**
 * The version of the header's library, third part.
 */
#define SIDIAN_VERSION_PATCH 0

/**
 * All three parts as one number: major × 1,000,000 + minor × 1,000 + patch.
 */
#define SIDIAN_VERSION 1000

/**
 * Revocation must be known for every certificate that names where to ask (the default).
 */
#define SIDIAN_REVOCATION_IF_NAMED 0

/**
 * Revocation must be known for every certificate.
 */
#define SIDIAN_REVOCATION_REQUIRE 1

/**
 * Revocation is not looked at; a warning says so.
 */
#define SIDIAN_REVOCATION_SKIP 2

/**
 * Messages in Chinese.
 */
#define SIDIAN_LANGUAGE_ZH 0

/**
 * Messages in English.
 */
#define SIDIAN_LANGUAGE_EN 1

/**
 * Worth knowing; changes nothing.
 */
#define SIDIAN_SEVERITY_NOTE 0

/**
 * Deserves attention; changes nothing.
 */
#define SIDIAN_SEVERITY_WARNING 1

/**
 * Something needed could not be determined.
 */
#define SIDIAN_SEVERITY_UNDETERMINED 2

/**
 * Wrong.
 */
#define SIDIAN_SEVERITY_FAILURE 3

/**
 * A PAdES signature that carries the seal as a signed attribute (the default).
 */
#define SIDIAN_CONTAINER_CADES 0

/**
 * The same as `adbe.pkcs7.detached`.
 */
#define SIDIAN_CONTAINER_PKCS7 1

/**
 * The vendor form `GM.sm2seal`: an `SES_Signature` over the byte range.
 */
#define SIDIAN_CONTAINER_SES 2

/**
 * Bytes that the library gave: a document, a certificate, JSON, a message.
 */
typedef struct sidian_bytes sidian_bytes;

/**
 * A certificate in the making. It can be issued any number of times.
 */
typedef struct sidian_certificate_draft sidian_certificate_draft;

/**
 * A list of X.509 certificates; for a signer its own first, then those above it.
 */
typedef struct sidian_certificates sidian_certificates;

/**
 * A revocation list in the making.
 */
typedef struct sidian_crl_draft sidian_crl_draft;

/**
 * CRLs, OCSP responses, certificates and status lists that the caller fetched.
 */
typedef struct sidian_evidence sidian_evidence;

/**
 * A private key, or a place where one is used. Shareable by threads.
 */
typedef struct sidian_key sidian_key;

/**
 * A licence that passed verification: the only place where its fields can be read.
 */
typedef struct sidian_licence sidian_licence;

/**
 * A licence type (证照类型): its elements, rules and face.
 */
typedef struct sidian_licence_type sidian_licence_type;

/**
 * A signature that lacks nothing but its value.
 */
typedef struct sidian_prepared sidian_prepared;

/**
 * An authority's register of the states of its licences.
 */
typedef struct sidian_register sidian_register;

/**
 * The answer about one file, with its reasons. Immutable and shareable by threads.
 */
typedef struct sidian_report sidian_report;

/**
 * A seal: bytes that have the right structure. Holding one proves nothing.
 */
typedef struct sidian_seal sidian_seal;

/**
 * A seal in the making. Making consumes it, and it is still freed.
 */
typedef struct sidian_seal_draft sidian_seal_draft;

/**
 * The use of a seal on a document, in the making. Signing consumes it, and it is still freed.
 */
typedef struct sidian_sealing sidian_sealing;

/**
 * What a signature is to say, and where. Filled by one thread at a time; signing or preparing
 * consumes it, and it is still freed.
 */
typedef struct sidian_signature_draft sidian_signature_draft;

/**
 * Trust anchors in named lists. Filled, then given to `sidian_verifier_new`, which copies it.
 */
typedef struct sidian_trust sidian_trust;

/**
 * Judges files. Immutable and shareable by threads; it fetches nothing and reads no clock.
 */
typedef struct sidian_verifier sidian_verifier;

/**
 * The status of a call: `SIDIAN_OK`, or why not. Any value is defined; unknown ones are errors.
 */
typedef int32_t sidian_status;

/**
 * Signs `message_len` bytes at `message` with a key that the library never sees.
 *
 * Writes the value to `value`, which has room for `capacity` bytes, and its length to `value_len`:
 * DER `SEQUENCE {r, s}` for ECDSA and SM2, raw bytes for Ed25519 and RSA. Returns 0 on success and
 * anything else on failure. It may call the library again; it must not unwind or `longjmp`. With a
 * key shared by threads it runs on several of them at once.
 */
typedef int32_t (*sidian_sign_callback)(void *userdata,
                                        const uint8_t *message,
                                        size_t message_len,
                                        uint8_t *value,
                                        size_t capacity,
                                        size_t *value_len);

/**
 * What is demanded of a file. Set `size` to `sizeof(sidian_policy)`; a shorter struct has defaults
 * in what it lacks.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * One of `SIDIAN_REVOCATION_…`.
   */
  int32_t revocation;
  /**
   * Not 0: this verifier remembers the show codes that it accepted, so that none is accepted twice.
   * Verifiers of several processes do not know of each other.
   */
  int32_t remember_codes;
} sidian_policy;

/**
 * One finding.
 */
typedef struct {
  /**
   * Its stable number.
   */
  uint32_t code;
  /**
   * One of `SIDIAN_SEVERITY_…`.
   */
  int32_t severity;
  /**
   * Index of the signature it is about; -1 where it is about the file.
   */
  int64_t signature;
} sidian_finding;

/**
 * The five facts about one signature, and what follows.
 */
typedef struct {
  /**
   * `SIDIAN_OK`, `SIDIAN_V_FAILED` or `SIDIAN_V_INDETERMINATE`.
   */
  sidian_status verdict;
  /**
   * 0 intact, 1 broken, 2 could not be computed.
   */
  int32_t integrity;
  /**
   * 0 the whole file, 1 an earlier revision, 2 broken.
   */
  int32_t coverage;
  /**
   * 0 none, 1 permitted, 2 forbidden, 3 could not be determined.
   */
  int32_t changes;
  /**
   * 0 trusted, 1 not trusted, 2 could not be determined.
   */
  int32_t trust;
  /**
   * 0 no time, 1 the signer's claim, 2 proven by a timestamp.
   */
  int32_t time_source;
  /**
   * Unix seconds, where `time_source` is not 0.
   */
  int64_t time;
} sidian_signature_facts;

/**
 * A text of the caller's. NULL with length 0 is none, where none is possible.
 */
typedef struct {
  /**
   * UTF-8, not ended by NUL.
   */
  const uint8_t *data;
  /**
   * How many bytes.
   */
  size_t len;
} sidian_text;

/**
 * What an authorisation says. Set `size` to `sizeof(sidian_grant)`.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * Who holds the licence and signs: kind and code, such as `001:91410800MA4400D94H`.
   */
  sidian_text holder;
  /**
   * Which department may use it: kind and code.
   */
  sidian_text recipient;
  /**
   * Code of the service item.
   */
  sidian_text item;
  /**
   * Name of the service item.
   */
  sidian_text item_name;
  /**
   * What for.
   */
  sidian_text purpose;
  /**
   * Identifier of the licence.
   */
  sidian_text licence;
  /**
   * The fields that may be used, separated by commas; none means the whole licence.
   */
  sidian_text fields;
  /**
   * The case; none means any.
   */
  sidian_text case_number;
  /**
   * How often; 0 means any number of times.
   */
  uint32_t uses;
  /**
   * From when (Unix seconds).
   */
  int64_t from;
  /**
   * Until before when (Unix seconds).
   */
  int64_t until;
} sidian_grant;

/**
 * Done. For a verification: the verdict is passed.
 */
#define SIDIAN_OK 0

/**
 * A pointer that must not be NULL is NULL.
 */
#define SIDIAN_E_NULL 1

/**
 * An argument has a value that it cannot have.
 */
#define SIDIAN_E_ARGUMENT 2

/**
 * Text that is not UTF-8.
 */
#define SIDIAN_E_UTF8 3

/**
 * A handle that is stale, foreign, of another type, or none at all.
 */
#define SIDIAN_E_HANDLE 4

/**
 * The object was consumed by an earlier call.
 */
#define SIDIAN_E_USED 5

/**
 * A callback failed.
 */
#define SIDIAN_E_CALLBACK 6

/**
 * There is nothing with this index or name.
 */
#define SIDIAN_E_NOT_FOUND 7

/**
 * A file could not be read or written.
 */
#define SIDIAN_E_FILE 8

/**
 * More objects than handles.
 */
#define SIDIAN_E_EXHAUSTED 9

/**
 * A fault of the library: please report it. The call did nothing.
 */
#define SIDIAN_E_PANIC 99

/**
 * Judged: the verdict is failed.
 */
#define SIDIAN_V_FAILED 100

/**
 * Judged: something needed could not be determined.
 */
#define SIDIAN_V_INDETERMINATE 101

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * What went wrong in this thread's last call, in English; empty when it succeeded.
 *
 * The text is UTF-8, `*len` bytes and not ended by NUL. It stays until this thread's next call;
 * freeing something successfully does not replace it.
 *
 * # Safety
 *
 * `text` and `len` must be writable.
 */
sidian_status sidian_last_error_message(const uint8_t **text,
                                        size_t *len);

/**
 * The binary interface of the library that is loaded. Compare it with `SIDIAN_ABI_VERSION`.
 */
uint32_t sidian_abi_version(void);

/**
 * The version of the library that is loaded, such as `0.1.0`; a text that is never freed.
 *
 * # Safety
 *
 * `text` and `len` must be writable or NULL.
 */
sidian_status sidian_version(const uint8_t **text,
                             size_t *len);

/**
 * Lends the bytes: `*data` and `*len` stay good until the handle is freed.
 *
 * # Safety
 *
 * `data` and `len` must be writable or NULL.
 */
sidian_status sidian_bytes_view(const sidian_bytes *bytes,
                                const uint8_t **data,
                                size_t *len);

/**
 * Frees bytes. NULL is fine.
 */
sidian_status sidian_bytes_free(sidian_bytes *bytes);

/**
 * Makes a new key. `suite` is `sm2`, `ed25519`, `p256`, `p384` or `rsa`.
 *
 * # Safety
 *
 * `suite` must be readable for `suite_len` bytes, `out` writable or NULL.
 */
sidian_status sidian_key_generate(const uint8_t *suite,
                                  size_t suite_len,
                                  sidian_key **out);

/**
 * Reads the one private key of a PEM text or PKCS#8 DER. `password` may be NULL.
 *
 * # Safety
 *
 * `data` and `password` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_key_read(const uint8_t *data,
                              size_t len,
                              const uint8_t *password,
                              size_t password_len,
                              sidian_key **out);

/**
 * Reads a PKCS#12 file: its one private key and its certificates, the key's own first.
 *
 * # Safety
 *
 * `data` and `password` must be readable for their lengths, `key` and `certificates` writable or
 * NULL.
 */
sidian_status sidian_key_read_pkcs12(const uint8_t *data,
                                     size_t len,
                                     const uint8_t *password,
                                     size_t password_len,
                                     sidian_key **key,
                                     sidian_certificates **certificates);

/**
 * A key that only the caller can reach: on a card, in an HSM, in a phone's secure store.
 *
 * `algorithm` is a name such as `SM2-SM3`, `ECDSA-SHA256` or `Ed25519`; `spki` is the
 * SubjectPublicKeyInfo (DER) of the public half. `userdata` is handed to every call of `sign`.
 *
 * # Safety
 *
 * `algorithm` and `spki` must be readable for their lengths, `out` writable or NULL. `sign` must
 * keep the contract of `sidian_sign_callback`, and it and `userdata` must stay usable from any
 * thread until the key is freed and every call with it has returned.
 */
sidian_status sidian_key_from_callback(const uint8_t *algorithm,
                                       size_t algorithm_len,
                                       const uint8_t *spki,
                                       size_t spki_len,
                                       sidian_sign_callback sign,
                                       void *userdata,
                                       sidian_key **out);

/**
 * Writes a key that is in memory as PKCS#8 PEM, encrypted unless `password` is NULL.
 *
 * # Safety
 *
 * `password` must be readable for its length or NULL, `out` writable or NULL.
 */
sidian_status sidian_key_write(const sidian_key *key,
                               const uint8_t *password,
                               size_t password_len,
                               sidian_bytes **out);

/**
 * The public half: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) as DER.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_key_public(const sidian_key *key,
                                sidian_bytes **out);

/**
 * The name of the algorithm the key signs with, such as `SM2-SM3`.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_key_algorithm(const sidian_key *key,
                                   sidian_bytes **out);

/**
 * Signs bytes, for example those that `sidian_prepared_to_be_signed` lends.
 *
 * # Safety
 *
 * `message` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_key_sign(const sidian_key *key,
                              const uint8_t *message,
                              size_t len,
                              sidian_bytes **out);

/**
 * Frees a key; a key in memory is wiped once no call uses it any more. NULL is fine.
 */
sidian_status sidian_key_free(sidian_key *key);

/**
 * Reads certificates: PEM with one or several, or one as DER. Nothing about them is judged.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_certificates_read(const uint8_t *data,
                                       size_t len,
                                       sidian_certificates **out);

/**
 * How many there are.
 *
 * # Safety
 *
 * `count` must be writable or NULL.
 */
sidian_status sidian_certificates_count(const sidian_certificates *certificates,
                                        size_t *count);

/**
 * One of them as DER, counted from 0.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_certificates_der(const sidian_certificates *certificates,
                                      size_t index,
                                      sidian_bytes **out);

/**
 * The subject of one of them as text, for people.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_certificates_subject(const sidian_certificates *certificates,
                                          size_t index,
                                          sidian_bytes **out);

/**
 * Frees the list. NULL is fine.
 */
sidian_status sidian_certificates_free(sidian_certificates *certificates);

/**
 * Begins a certificate for a subject of that common name, in force from `from` until `until` (Unix
 * seconds).
 *
 * # Safety
 *
 * `name` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_certificate_draft_new(const uint8_t *name,
                                           size_t len,
                                           int64_t from,
                                           int64_t until,
                                           sidian_certificate_draft **out);

/**
 * Names the subject's organisation and its unified social credit code (GB 32100), which is checked.
 * Issuers of licences need both.
 *
 * # Safety
 *
 * `name` and `code` must be readable for their lengths.
 */
sidian_status sidian_certificate_draft_set_organisation(sidian_certificate_draft *draft,
                                                        const uint8_t *name,
                                                        size_t len,
                                                        const uint8_t *code,
                                                        size_t code_len);

/**
 * Says where the revocation list of its issuer is published.
 *
 * # Safety
 *
 * `url` must be readable for `len` bytes.
 */
sidian_status sidian_certificate_draft_add_crl_url(sidian_certificate_draft *draft,
                                                   const uint8_t *url,
                                                   size_t len);

/**
 * A root certificate, signed by its own key. The draft stays.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_certificate_draft_self_sign(const sidian_certificate_draft *draft,
                                                 const sidian_key *key,
                                                 sidian_certificates **out);

/**
 * A certificate for signing documents, for the public key in `spki`, issued by an authority whose
 * own certificate comes first in `authority`. `*out` is the new certificate and those of
 * `authority` behind it. The draft stays.
 *
 * # Safety
 *
 * `spki` must be readable for its length, `out` writable or NULL.
 */
sidian_status sidian_certificate_draft_issue(const sidian_certificate_draft *draft,
                                             const uint8_t *spki,
                                             size_t spki_len,
                                             const sidian_key *authority_key,
                                             const sidian_certificates *authority,
                                             sidian_certificates **out);

/**
 * A request for a certificate (PKCS#10, RFC 2986) for the subject of the draft, signed by the key that
 * is to be certified; `*out` is its DER. The draft stays; its dates do not count.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_certificate_draft_request(const sidian_certificate_draft *draft,
                                               const sidian_key *key,
                                               sidian_bytes **out);

/**
 * Issues to a request, whose signature is verified: the certificate has the request's name and key,
 * and the dates of the draft. Whether the name is the applicant's is the caller's to find out first.
 *
 * # Safety
 *
 * `request` must be readable for its length, `out` writable or NULL.
 */
sidian_status sidian_certificate_draft_issue_request(const sidian_certificate_draft *draft,
                                                     const uint8_t *request,
                                                     size_t request_len,
                                                     const sidian_key *authority_key,
                                                     const sidian_certificates *authority,
                                                     sidian_certificates **out);

/**
 * Frees the draft. NULL is fine.
 */
sidian_status sidian_certificate_draft_free(sidian_certificate_draft *draft);

/**
 * Begins a revocation list with this number, made at `now` and to be replaced by `next_update`
 * (Unix seconds). Each list of an issuer has a greater number than the last.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_crl_draft_new(uint64_t number,
                                   int64_t now,
                                   int64_t next_update,
                                   sidian_crl_draft **out);

/**
 * Lists the first certificate of `certificates` as revoked at `at` (Unix seconds), for a reason by
 * its number in RFC 5280 §5.3.1 (0 unspecified, 1 keyCompromise, 3 affiliationChanged,
 * 4 superseded, 5 cessationOfOperation, 6 certificateHold).
 */
sidian_status sidian_crl_draft_revoke(sidian_crl_draft *draft,
                                      const sidian_certificates *certificates,
                                      int64_t at,
                                      uint32_t reason);

/**
 * Signs the list; `*out` is its DER. The draft stays.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_crl_draft_sign(const sidian_crl_draft *draft,
                                    const sidian_key *authority_key,
                                    const sidian_certificates *authority,
                                    sidian_bytes **out);

/**
 * Frees the draft. NULL is fine.
 */
sidian_status sidian_crl_draft_free(sidian_crl_draft *draft);

/**
 * An empty trust store: nothing is trusted.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_trust_new(sidian_trust **out);

/**
 * Trusts every certificate of a file (PEM or DER) as an anchor of the list named `list`.
 *
 * # Safety
 *
 * `list` and `data` must be readable for their lengths.
 */
sidian_status sidian_trust_add(sidian_trust *trust,
                               const uint8_t *list,
                               size_t list_len,
                               const uint8_t *data,
                               size_t len);

/**
 * Frees the trust store. NULL is fine.
 */
sidian_status sidian_trust_free(sidian_trust *trust);

/**
 * No evidence yet.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_evidence_new(sidian_evidence **out);

/**
 * Adds a CRL (PEM or DER; RFC 5280 section 5).
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes.
 */
sidian_status sidian_evidence_add_crl(sidian_evidence *evidence,
                                      const uint8_t *data,
                                      size_t len);

/**
 * Adds an OCSP response (DER; RFC 6960).
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes.
 */
sidian_status sidian_evidence_add_ocsp(sidian_evidence *evidence,
                                       const uint8_t *data,
                                       size_t len);

/**
 * Adds certificates that may be needed on the way to an anchor (PEM or DER). They are not trusted.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes.
 */
sidian_status sidian_evidence_add_certificates(sidian_evidence *evidence,
                                               const uint8_t *data,
                                               size_t len);

/**
 * Adds a signed status list of licences.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes.
 */
sidian_status sidian_evidence_add_status_list(sidian_evidence *evidence,
                                              const uint8_t *data,
                                              size_t len);

/**
 * Frees the evidence. NULL is fine.
 */
sidian_status sidian_evidence_free(sidian_evidence *evidence);

/**
 * A verifier that trusts `trust`. `evidence` and `policy` may be NULL: none, and the default.
 * Trust and evidence are copied; their handles stay the caller's.
 *
 * # Safety
 *
 * `policy` must be NULL or readable for the number of bytes that its first field states; `out` must
 * be writable or NULL.
 */
sidian_status sidian_verifier_new(const sidian_trust *trust,
                                  const sidian_evidence *evidence,
                                  const sidian_policy *policy,
                                  sidian_verifier **out);

/**
 * Judges a PDF at `now` (Unix seconds): every signature, and the licence where it holds one.
 *
 * `SIDIAN_OK` means passed and nothing else does. `*report` is filled on `SIDIAN_OK`,
 * `SIDIAN_V_FAILED` and `SIDIAN_V_INDETERMINATE`; on anything else the file could not be judged
 * and `*report` is NULL.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes, `report` writable or NULL.
 */
sidian_status sidian_verify_document(const sidian_verifier *verifier,
                                     const uint8_t *data,
                                     size_t len,
                                     int64_t now,
                                     sidian_report **report);

/**
 * Judges a licence at `now` (Unix seconds). A document that holds no licence does not pass.
 *
 * # Safety
 *
 * As `sidian_verify_document`.
 */
sidian_status sidian_verify_licence(const sidian_verifier *verifier,
                                    const uint8_t *data,
                                    size_t len,
                                    int64_t now,
                                    sidian_report **report);

/**
 * As `sidian_verify_document`, for a file named by its path (UTF-8).
 *
 * # Safety
 *
 * `path` must be readable for `path_len` bytes, `report` writable or NULL.
 */
sidian_status sidian_verify_file(const sidian_verifier *verifier,
                                 const uint8_t *path,
                                 size_t path_len,
                                 int64_t now,
                                 sidian_report **report);

/**
 * Frees the verifier; calls in flight end as they began. NULL is fine.
 */
sidian_status sidian_verifier_free(sidian_verifier *verifier);

/**
 * The verdict: `SIDIAN_OK`, `SIDIAN_V_FAILED` or `SIDIAN_V_INDETERMINATE`. A file without any
 * signature is indeterminate.
 *
 * # Safety
 *
 * `verdict` must be writable or NULL.
 */
sidian_status sidian_report_verdict(const sidian_report *report,
                                    sidian_status *verdict);

/**
 * The whole report as JSON (`docs/verify.schema.json`), its messages in `language`. `file` is the
 * name to put into it.
 *
 * # Safety
 *
 * `file` must be readable for its length, `out` writable or NULL.
 */
sidian_status sidian_report_json(const sidian_report *report,
                                 const uint8_t *file,
                                 size_t file_len,
                                 int32_t language,
                                 sidian_bytes **out);

/**
 * How many findings there are.
 *
 * # Safety
 *
 * `count` must be writable or NULL.
 */
sidian_status sidian_report_finding_count(const sidian_report *report,
                                          size_t *count);

/**
 * One finding, counted from 0.
 *
 * # Safety
 *
 * `finding` must be writable or NULL.
 */
sidian_status sidian_report_finding(const sidian_report *report,
                                    size_t index,
                                    sidian_finding *finding);

/**
 * The words of one finding: what is wrong and what it means.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_report_finding_message(const sidian_report *report,
                                            size_t index,
                                            int32_t language,
                                            sidian_bytes **out);

/**
 * What to do next about one finding.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_report_finding_next_step(const sidian_report *report,
                                              size_t index,
                                              int32_t language,
                                              sidian_bytes **out);

/**
 * How many signatures there are.
 *
 * # Safety
 *
 * `count` must be writable or NULL.
 */
sidian_status sidian_report_signature_count(const sidian_report *report,
                                            size_t *count);

/**
 * The facts about one signature, counted from 0, oldest first.
 *
 * # Safety
 *
 * `facts` must be writable or NULL.
 */
sidian_status sidian_report_signature(const sidian_report *report,
                                      size_t index,
                                      sidian_signature_facts *facts);

/**
 * The subject of the certificate whose key made a signature; empty where that is not known.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_report_signature_signer(const sidian_report *report,
                                             size_t index,
                                             sidian_bytes **out);

/**
 * The licence that the file proves, if and only if the verdict is passed; otherwise the verdict is
 * the status, or `SIDIAN_E_NOT_FOUND` where a passed document is no licence.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_report_licence(const sidian_report *report,
                                    sidian_licence **out);

/**
 * Frees the report. NULL is fine.
 */
sidian_status sidian_report_free(sidian_report *report);

/**
 * A built-in licence type by its code or Chinese name, or one from its JSON.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_licence_type_read(const uint8_t *data,
                                       size_t len,
                                       sidian_licence_type **out);

/**
 * Frees the licence type. NULL is fine.
 */
sidian_status sidian_licence_type_free(sidian_licence_type *kind);

/**
 * Checks a licence identifier (电子证照标识, GB/T 36904): form and check character. That says
 * nothing about whether the licence exists.
 *
 * # Safety
 *
 * `id` must be readable for `len` bytes.
 */
sidian_status sidian_licence_id_check(const uint8_t *id,
                                      size_t len);

/**
 * The licence's metadata as canonical JSON (RFC 8785; the element names of GB/T 36903).
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_licence_json(const sidian_licence *licence,
                                  sidian_bytes **out);

/**
 * The licence's identifier (电子证照标识).
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_licence_id(const sidian_licence *licence,
                                sidian_bytes **out);

/**
 * One field of the licence: an element such as `ZZMC` or `CZZT`, or an extension item's key.
 *
 * # Safety
 *
 * `name` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_licence_field(const sidian_licence *licence,
                                   const sidian_licence_type *kind,
                                   const uint8_t *name,
                                   size_t len,
                                   sidian_bytes **out);

/**
 * Frees the licence. NULL is fine.
 */
sidian_status sidian_licence_free(sidian_licence *licence);

/**
 * An empty register whose signed list is published at `uri`.
 *
 * # Safety
 *
 * `uri` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_register_new(const uint8_t *uri,
                                  size_t len,
                                  sidian_register **out);

/**
 * Reads a register that `sidian_register_write` wrote. Every event is played again.
 *
 * # Safety
 *
 * `json` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_register_read(const uint8_t *json,
                                   size_t len,
                                   sidian_register **out);

/**
 * The register as JSON, to keep.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_register_write(const sidian_register *register_,
                                    sidian_bytes **out);

/**
 * Records what happened to a licence. `event` is a word such as `suspend`, `resume`, `revoke` or
 * its Chinese; `reason` may be empty.
 *
 * # Safety
 *
 * `id`, `event` and `reason` must be readable for their lengths.
 */
sidian_status sidian_register_record(sidian_register *register_,
                                     const uint8_t *id,
                                     size_t id_len,
                                     const uint8_t *event,
                                     size_t event_len,
                                     const uint8_t *reason,
                                     size_t reason_len,
                                     int64_t now);

/**
 * Signs the list of states: good for `seconds` from `now`, to be published at the register's
 * address.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_register_sign(const sidian_register *register_,
                                   const sidian_key *key,
                                   const sidian_certificates *certificates,
                                   int64_t seconds,
                                   int64_t now,
                                   sidian_bytes **out);

/**
 * Frees the register. NULL is fine.
 */
sidian_status sidian_register_free(sidian_register *register_);

/**
 * Issues a licence: drafts the metadata from `json`, draws the face, reads it back, certifies it
 * with P=1 and enters it in the register.
 *
 * `register` may be NULL: then nobody can revoke the licence. `font` is a TrueType or OpenType
 * file; NULL means the best one installed. `certificates` begin with the authority's own.
 *
 * # Safety
 *
 * `json` and `font` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_licence_issue(const sidian_licence_type *kind,
                                   const uint8_t *json,
                                   size_t json_len,
                                   sidian_register *register_,
                                   const uint8_t *font,
                                   size_t font_len,
                                   const sidian_key *key,
                                   const sidian_certificates *certificates,
                                   int64_t now,
                                   sidian_bytes **out);

/**
 * Begins a signature on a PDF, which is copied.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_signature_draft_new(const uint8_t *pdf,
                                         size_t len,
                                         sidian_signature_draft **out);

/**
 * The fully qualified name of the field to sign: an empty one is filled, or a new one made.
 *
 * # Safety
 *
 * `name` must be readable for `len` bytes.
 */
sidian_status sidian_signature_draft_set_field(sidian_signature_draft *draft,
                                               const uint8_t *name,
                                               size_t len);

/**
 * Why it is signed.
 *
 * # Safety
 *
 * `reason` must be readable for `len` bytes.
 */
sidian_status sidian_signature_draft_set_reason(sidian_signature_draft *draft,
                                                const uint8_t *reason,
                                                size_t len);

/**
 * Where it is signed.
 *
 * # Safety
 *
 * `location` must be readable for `len` bytes.
 */
sidian_status sidian_signature_draft_set_location(sidian_signature_draft *draft,
                                                  const uint8_t *location,
                                                  size_t len);

/**
 * Makes it a certification with permission 1 (no changes), 2 (forms) or 3 (annotations too).
 */
sidian_status sidian_signature_draft_set_certification(sidian_signature_draft *draft,
                                                       int32_t permission);

/**
 * Signs at `now` (Unix seconds) with a key at hand. `certificates` begin with the signer's own.
 * `*out` is the whole signed document. The draft is consumed.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_signature_sign(sidian_signature_draft *draft,
                                    const sidian_key *key,
                                    const sidian_certificates *certificates,
                                    int64_t now,
                                    sidian_bytes **out);

/**
 * Works out what is to be signed, for a key that is elsewhere. `algorithm` is a name such as
 * `SM2-SM3` or `ECDSA-SHA256`. The draft is consumed.
 *
 * # Safety
 *
 * `algorithm` must be readable for its length, `out` writable or NULL.
 */
sidian_status sidian_signature_prepare(sidian_signature_draft *draft,
                                       const sidian_certificates *certificates,
                                       const uint8_t *algorithm,
                                       size_t algorithm_len,
                                       int64_t now,
                                       sidian_prepared **out);

/**
 * Lends the bytes that the signer's key signs; good until the handle is freed.
 *
 * # Safety
 *
 * `data` and `len` must be writable or NULL.
 */
sidian_status sidian_prepared_to_be_signed(const sidian_prepared *prepared,
                                           const uint8_t **data,
                                           size_t *len);

/**
 * Checks the signature value against the certificate and embeds it; `*out` is the whole signed
 * document. The prepared signature is consumed, unless the value does not fit: then another may be
 * tried.
 *
 * # Safety
 *
 * `value` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_prepared_complete(sidian_prepared *prepared,
                                       const uint8_t *value,
                                       size_t len,
                                       sidian_bytes **out);

/**
 * The prepared signature as bytes, to be kept while the signer is away. The document is not in them.
 * Keep them where only those may write who may decide what is signed.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_prepared_write(const sidian_prepared *prepared,
                                    sidian_bytes **out);

/**
 * Reads what `sidian_prepared_write` wrote, beside the document that it was prepared for: another
 * document is refused.
 *
 * # Safety
 *
 * `state` and `pdf` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_prepared_read(const uint8_t *state,
                                   size_t state_len,
                                   const uint8_t *pdf,
                                   size_t pdf_len,
                                   sidian_prepared **out);

/**
 * Frees the draft. NULL is fine.
 */
sidian_status sidian_signature_draft_free(sidian_signature_draft *draft);

/**
 * Frees the prepared signature. NULL is fine.
 */
sidian_status sidian_prepared_free(sidian_prepared *prepared);

/**
 * Begins a seal: its identifier (esID; 14 digits are taken for a seal code and checked), its name,
 * and its picture (PNG, JPEG, GIF, BMP or SVG) with its size in whole millimetres.
 *
 * # Safety
 *
 * `id`, `name` and `picture` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_seal_draft_new(const uint8_t *id,
                                    size_t id_len,
                                    const uint8_t *name,
                                    size_t name_len,
                                    const uint8_t *picture,
                                    size_t picture_len,
                                    uint32_t width_mm,
                                    uint32_t height_mm,
                                    sidian_seal_draft **out);

/**
 * The edition: 4 (GB/T 38540-2020) or 5 (GM/T 0031-2025, the default).
 */
sidian_status sidian_seal_draft_set_version(sidian_seal_draft *draft,
                                            int32_t version);

/**
 * The type, as the business numbers it; 1 by default.
 */
sidian_status sidian_seal_draft_set_type(sidian_seal_draft *draft,
                                         uint64_t kind);

/**
 * From when and until when it may be used (Unix seconds).
 */
sidian_status sidian_seal_draft_set_validity(sidian_seal_draft *draft,
                                             int64_t from,
                                             int64_t until);

/**
 * Lets the holder of the first certificate of `certificates` use the seal. Call once for each.
 */
sidian_status sidian_seal_draft_add_signer(sidian_seal_draft *draft,
                                           const sidian_certificates *certificates);

/**
 * Makes the seal with the maker's (制章人) key. `certificates` begin with the maker's own. The draft
 * is consumed.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_make(sidian_seal_draft *draft,
                               const sidian_key *key,
                               const sidian_certificates *certificates,
                               int64_t now,
                               sidian_seal **out);

/**
 * Reads a seal (an `.esl` file); nothing is judged.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_seal_read(const uint8_t *data,
                               size_t len,
                               sidian_seal **out);

/**
 * The seal's bytes (`SES_Seal`, DER).
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_write(const sidian_seal *seal,
                                sidian_bytes **out);

/**
 * The name of the seal.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_name(const sidian_seal *seal,
                               sidian_bytes **out);

/**
 * Judges a seal, or the use of one on data (`SES_Signature`), by itself. For sealed PDFs ask
 * `sidian_verify_document`.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes, `report` writable or NULL.
 */
sidian_status sidian_verify_seal(const sidian_verifier *verifier,
                                 const uint8_t *data,
                                 size_t len,
                                 int64_t now,
                                 sidian_report **report);

/**
 * Frees the seal. NULL is fine.
 */
sidian_status sidian_seal_free(sidian_seal *seal);

/**
 * Frees the draft. NULL is fine.
 */
sidian_status sidian_seal_draft_free(sidian_seal_draft *draft);

/**
 * Begins to apply a seal to a PDF, which is copied. Without a placement it shows nowhere.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_sealing_new(const sidian_seal *seal,
                                 const uint8_t *pdf,
                                 size_t len,
                                 sidian_sealing **out);

/**
 * Why it is sealed.
 *
 * # Safety
 *
 * `reason` must be readable for `len` bytes.
 */
sidian_status sidian_sealing_set_reason(sidian_sealing *sealing,
                                        const uint8_t *reason,
                                        size_t len);

/**
 * For which case.
 *
 * # Safety
 *
 * `case_number` must be readable for `len` bytes.
 */
sidian_status sidian_sealing_set_case(sidian_sealing *sealing,
                                      const uint8_t *case_number,
                                      size_t len);

/**
 * What the seal travels in: one of `SIDIAN_CONTAINER_…`.
 */
sidian_status sidian_sealing_set_container(sidian_sealing *sealing,
                                           int32_t container);

/**
 * The picture as a PDF of one page, crisp at any zoom. Without it the seal's own picture is used,
 * where the library was built to draw.
 *
 * # Safety
 *
 * `page` must be readable for `len` bytes.
 */
sidian_status sidian_sealing_set_picture(sidian_sealing *sealing,
                                         const uint8_t *page,
                                         size_t len);

/**
 * Shows it centred on a point of a page (counted from 1), in millimetres from the lower left corner
 * of the page as it is seen. Page 0 means every page. Call again for more places: all of one
 * signature.
 */
sidian_status sidian_sealing_place(sidian_sealing *sealing,
                                   size_t page,
                                   double x_mm,
                                   double y_mm);

/**
 * Shows it so far from the lower right corner of a page, in millimetres. Page 0 means every page.
 */
sidian_status sidian_sealing_place_corner(sidian_sealing *sealing,
                                          size_t page,
                                          double right_mm,
                                          double bottom_mm);

/**
 * Shows it as a straddle seal (骑缝章) over the right edges of the pages from `first` to `last`.
 */
sidian_status sidian_sealing_place_straddle(sidian_sealing *sealing,
                                            size_t first,
                                            size_t last);

/**
 * Seals at `now` (Unix seconds) with a key that the seal lists. `certificates` begin with the
 * signer's own. `*out` is the whole sealed document. The sealing is consumed.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_sealing_sign(sidian_sealing *sealing,
                                  const sidian_key *key,
                                  const sidian_certificates *certificates,
                                  int64_t now,
                                  sidian_bytes **out);

/**
 * Frees the sealing. NULL is fine.
 */
sidian_status sidian_sealing_free(sidian_sealing *sealing);

/**
 * Draws the picture of a round official seal (圆形公章) with `name` along the arc and a star, as
 * SVG: a picture for `sidian_seal_draft_new`. `line` below may be empty; `diameter_mm` is 42 for a
 * government organ.
 *
 * # Safety
 *
 * `name` and `line` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_seal_draw(const uint8_t *name,
                               size_t name_len,
                               const uint8_t *line,
                               size_t line_len,
                               double diameter_mm,
                               sidian_bytes **out);

/**
 * Signs an authorisation (授权) with the holder's key; `*out` is a compact JWS. `certificates` are
 * the holder's own first; NULL where the verifier knows the key by a statement of the authority.
 *
 * # Safety
 *
 * `grant` must be readable as far as its `size` says, and so must every text in it; `out` must be
 * writable or NULL.
 */
sidian_status sidian_grant_sign(const sidian_grant *grant,
                                const sidian_key *key,
                                const sidian_certificates *certificates,
                                sidian_bytes **out);

/**
 * Judges an authorisation for what a department is about to do: use these fields of this licence,
 * which passed, for this item, purpose and case. Nothing is counted.
 *
 * # Safety
 *
 * Every text must be readable for its length, `report` writable or NULL.
 */
sidian_status sidian_verify_grant(const sidian_verifier *verifier,
                                  sidian_text token,
                                  const sidian_licence *licence,
                                  sidian_text recipient,
                                  sidian_text item,
                                  sidian_text purpose,
                                  sidian_text fields,
                                  sidian_text case_number,
                                  int64_t now,
                                  sidian_report **report);

/**
 * Signs a show code (亮证码) with the holder's key: the text of a QR code, good for `seconds` (at
 * most 300) and one use. `department` (kind and code) may be NULL: then anybody may scan it.
 *
 * # Safety
 *
 * `licence` and `department` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_show_sign(const uint8_t *licence,
                               size_t licence_len,
                               const uint8_t *department,
                               size_t department_len,
                               int64_t seconds,
                               const sidian_key *key,
                               int64_t now,
                               sidian_bytes **out);

/**
 * Judges a show code for a licence that passed. Without a memory of used codes (`sidian_policy`)
 * the answer is indeterminate: a screenshot could be shown again within its minutes.
 *
 * # Safety
 *
 * `code` and `department` must be readable for their lengths, `report` writable or NULL.
 */
sidian_status sidian_verify_show(const sidian_verifier *verifier,
                                 const uint8_t *code,
                                 size_t code_len,
                                 const sidian_licence *licence,
                                 const uint8_t *department,
                                 size_t department_len,
                                 int64_t now,
                                 sidian_report **report);

/**
 * Judges a package of materials (材料包, ASiC-E).
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes, `report` writable or NULL.
 */
sidian_status sidian_verify_package(const sidian_verifier *verifier,
                                    const uint8_t *data,
                                    size_t len,
                                    int64_t now,
                                    sidian_report **report);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SIDIAN_H */

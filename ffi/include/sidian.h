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
 * For signing documents (the default).
 */
#define SIDIAN_PURPOSE_SIGNING 0

/**
 * For timestamps and nothing else (RFC 3161 §2.3).
 */
#define SIDIAN_PURPOSE_TIMESTAMPS 1

/**
 * For an authority below the one that issues it.
 */
#define SIDIAN_PURPOSE_AUTHORITY 2

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
 * What rests on SHA-1 leaves the answer open (the default).
 */
#define SIDIAN_WEAK_REFUSE 0

/**
 * What rests on SHA-1 is warned of: for archives whose age is proven otherwise.
 */
#define SIDIAN_WEAK_WARN 1

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
 * No level: no signature, or one that does not pass.
 */
#define SIDIAN_LEVEL_NONE 0

/**
 * B-B: signed attributes.
 */
#define SIDIAN_LEVEL_B 1

/**
 * B-T: dated by a trusted timestamp.
 */
#define SIDIAN_LEVEL_T 2

/**
 * B-LT: with everything that validation needs inside.
 */
#define SIDIAN_LEVEL_LT 3

/**
 * B-LTA: all that under a document timestamp, which can be renewed.
 */
#define SIDIAN_LEVEL_LTA 4

/**
 * The certificate of an issuer is missing.
 */
#define SIDIAN_MISSING_ISSUER 0

/**
 * A revocation list or an OCSP response is missing.
 */
#define SIDIAN_MISSING_REVOCATION 1

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
 * The applicant's own statement (本人陈述或承诺).
 */
#define SIDIAN_SOURCE_STATEMENT 1

/**
 * An extract that a department made from its records (部门出具).
 */
#define SIDIAN_SOURCE_EXTRACT 2

/**
 * A scanned original that a clerk compared with it (与原件一致).
 */
#define SIDIAN_SOURCE_COPY 3

/**
 * An electronic licence, which vouches for itself.
 */
#define SIDIAN_SOURCE_LICENCE 4

/**
 * Something handed in without more.
 */
#define SIDIAN_SOURCE_OTHER 0

/**
 * Something stands in: it need not be handed in.
 */
#define SIDIAN_OUTCOME_SATISFIED 0

/**
 * Something would stand in if its holder authorised its use.
 */
#define SIDIAN_OUTCOME_NEEDS_GRANT 1

/**
 * Something would stand in if it were verified again.
 */
#define SIDIAN_OUTCOME_STALE 2

/**
 * Something would have stood in, and has ended or is too old.
 */
#define SIDIAN_OUTCOME_EXPIRED 3

/**
 * Something was brought, and does not stand in.
 */
#define SIDIAN_OUTCOME_REFUSED 4

/**
 * Nothing was brought.
 */
#define SIDIAN_OUTCOME_HAND_IN 5

/**
 * An applicant, and everything that was verified for the case.
 */
typedef struct sidian_applicant sidian_applicant;

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
 * The answer about a list, paper by paper.
 */
typedef struct sidian_exemption sidian_exemption;

/**
 * Extends signed documents. Immutable and shareable by threads.
 */
typedef struct sidian_extender sidian_extender;

/**
 * The list of papers of a service item, and what may stand in for each: data, not code.
 */
typedef struct sidian_item sidian_item;

/**
 * A private key, or a place where one is used. Shareable by threads.
 */
typedef struct sidian_key sidian_key;

/**
 * Counts uses, remembers codes and copies. Shareable by threads; a verifier keeps it as long as it
 * needs it.
 */
typedef struct sidian_ledger sidian_ledger;

/**
 * A licence that passed verification: the only place where its fields can be read.
 */
typedef struct sidian_licence sidian_licence;

/**
 * A licence type (证照类型): its elements, rules and face.
 */
typedef struct sidian_licence_type sidian_licence_type;

/**
 * What is needed to validate a document for good and not at hand.
 */
typedef struct sidian_missing sidian_missing;

/**
 * A package in the making. Signing consumes it, and it is still freed.
 */
typedef struct sidian_package_draft sidian_package_draft;

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
 * A journal of uses whose chain and signatures hold.
 */
typedef struct sidian_seal_journal sidian_seal_journal;

/**
 * A maker's book of seals: events are only added, every state follows from them.
 */
typedef struct sidian_seal_register sidian_seal_register;

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
 * A timestamp that was asked for and has not come yet. Completing consumes it, and it is still
 * freed.
 */
typedef struct sidian_stamp sidian_stamp;

/**
 * Trust anchors in named lists. Filled, then given to `sidian_verifier_new`, which copies it.
 */
typedef struct sidian_trust sidian_trust;

/**
 * A timestamp authority. Shareable by threads.
 */
typedef struct sidian_tsa sidian_tsa;

/**
 * Judges files. Immutable and shareable by threads; it fetches nothing and reads no clock.
 */
typedef struct sidian_verifier sidian_verifier;

/**
 * A list of what was withdrawn, in the making.
 */
typedef struct sidian_withdrawals sidian_withdrawals;

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
 * A ledger of the caller's, for many machines: a database, a cache. Set `size` to
 * `sizeof(sidian_ledger_callbacks)`.
 *
 * Every callback returns 1 or 0, or -1 where it cannot tell: then nothing is accepted. Each has to
 * look and write in one step that no other machine can come between. They may call the library
 * again and run on several threads at once; they must not unwind or `longjmp`. One that is NULL
 * cannot tell.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * Handed to every call.
   */
  void *userdata;
  /**
   * How often the authorisation with this number (`jti`) was used so far; -1 where nobody can say.
   */
  int64_t (*used)(void *userdata,
                  const uint8_t *grant,
                  size_t len);
  /**
   * Takes one use if fewer than `most` were taken: 1 if it was taken, 0 if there is none left.
   */
  int32_t (*take)(void *userdata,
                  const uint8_t *grant,
                  size_t len,
                  uint32_t most);
  /**
   * Remembers a show code until `until` (Unix seconds): 1 if it was never seen, 0 if it was.
   */
  int32_t (*first_use)(void *userdata,
                       const uint8_t *code,
                       size_t len,
                       int64_t until,
                       int64_t now);
  /**
   * Enters a copy of this licence unless `most` were entered at or after `since`: 1 if it was
   * entered, 0 if there were as many.
   */
  int32_t (*enter_copy)(void *userdata,
                        const uint8_t *licence,
                        size_t len,
                        int64_t since,
                        int64_t now,
                        uint32_t most);
} sidian_ledger_callbacks;

/**
 * What is demanded of a file. Set `size` to `sizeof(sidian_policy)`; a shorter struct has defaults
 * in what it lacks, and so does one whose fields are 0.
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
   * Verifiers of several processes do not know of each other; `ledger` is for them.
   */
  int32_t remember_codes;
  /**
   * One of `SIDIAN_WEAK_…`.
   */
  int32_t weak_algorithms;
  /**
   * Not 0: evidence made up to `asked_at` counts, where the question is about an earlier moment.
   */
  int32_t has_asked_at;
  /**
   * The moment at which the question is asked (Unix seconds), where it is about an earlier one.
   */
  int64_t asked_at;
  /**
   * Counts the uses of authorisations and remembers show codes. NULL: authorisations that limit
   * their uses are left open. The handle stays the caller's.
   */
  const sidian_ledger *ledger;
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
 * Brings a request (`TimeStampReq`, DER) to a timestamp authority, over whatever network there is,
 * and its answer (`TimeStampResp`, DER) back.
 *
 * Writes the answer to `response`, which has room for `capacity` bytes, and its length to
 * `response_len`. Returns 0 on success and anything else on failure. It may call the library again;
 * it must not unwind or `longjmp`. With an authority shared by threads it runs on several at once.
 */
typedef int32_t (*sidian_timestamp_callback)(void *userdata,
                                             const uint8_t *request,
                                             size_t request_len,
                                             uint8_t *response,
                                             size_t capacity,
                                             size_t *response_len);

/**
 * One thing that is missing.
 */
typedef struct {
  /**
   * One of `SIDIAN_MISSING_…`.
   */
  int32_t wanted;
  /**
   * Not 0: the certificate above is known, which an OCSP request names.
   */
  int32_t has_issuer;
  /**
   * How many addresses the certificate says that it can be had from: OCSP responders first.
   */
  size_t urls;
  /**
   * How many of them are OCSP responders.
   */
  size_t ocsp;
} sidian_missing_item;

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
 * What an authorisation says. Set `size` to `sizeof(sidian_grant)`; a shorter struct has nothing in
 * what it lacks.
 *
 * Three ways: the holder signs; an agent signs (`agent` and `delegations`); or the recipient uses the
 * licence by duty and signs itself (`basis` and the operator).
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * Who holds the licence: kind and code, such as `001:91410800MA4400D94H`.
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
  /**
   * Digests of materials that may be used too, separated by commas: `sha-256:` or `sm3:` and
   * hexadecimal.
   */
  sidian_text materials;
  /**
   * Where its withdrawal will be listed (`sidian_withdrawals_new`); none means nowhere.
   */
  sidian_text revocations;
  /**
   * Who signs that list: kind and code.
   */
  sidian_text revocations_by;
  /**
   * Who grants in the holder's place: kind and code. None: the holder.
   */
  sidian_text agent;
  /**
   * By which delegations, the holder's own first.
   */
  const sidian_text *delegations;
  /**
   * How many delegations.
   */
  size_t delegation_count;
  /**
   * On what legal basis the recipient uses it by duty. None: the holder or an agent grants.
   */
  sidian_text basis;
  /**
   * Account of the operator who uses it by duty.
   */
  sidian_text operator_account;
  /**
   * Name of the operator.
   */
  sidian_text operator_name;
  /**
   * Unit of the operator.
   */
  sidian_text operator_unit;
} sidian_grant;

/**
 * What a delegation says. Set `size` to `sizeof(sidian_delegation)`.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * Whose licences it is about: kind and code.
   */
  sidian_text holder;
  /**
   * Who delegates and signs: the holder, or an agent who was allowed to.
   */
  sidian_text principal;
  /**
   * Who may act.
   */
  sidian_text agent;
  /**
   * As what, such as 证照管理员.
   */
  sidian_text role;
  /**
   * Codes of the service items, separated by commas; none means all that the principal may.
   */
  sidian_text items;
  /**
   * Identifiers of the licences, separated by commas; none means all.
   */
  sidian_text licences;
  /**
   * The recipients, separated by commas; none means all.
   */
  sidian_text recipients;
  /**
   * How many links may follow.
   */
  uint32_t depth;
  /**
   * From when (Unix seconds).
   */
  int64_t from;
  /**
   * Until before when (Unix seconds).
   */
  int64_t until;
  /**
   * Where its withdrawal will be listed; none means nowhere.
   */
  sidian_text revocations;
  /**
   * Who signs that list: kind and code.
   */
  sidian_text revocations_by;
} sidian_delegation;

/**
 * What a receipt is about. Set `size` to `sizeof(sidian_receipt)`.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * The name of the document that was judged.
   */
  sidian_text name;
  /**
   * Its bytes: both digests of them go into the receipt.
   */
  const uint8_t *document;
  /**
   * How many bytes.
   */
  size_t document_len;
  /**
   * Which department answers: kind and code.
   */
  sidian_text department;
  /**
   * For which case.
   */
  sidian_text case_number;
  /**
   * As of when it was judged (Unix seconds).
   */
  int64_t judged_at;
  /**
   * Code of the service item; none leaves item and name out.
   */
  sidian_text item;
  /**
   * Name of the service item.
   */
  sidian_text item_name;
  /**
   * Account of the operator; none leaves the operator out.
   */
  sidian_text operator_account;
  /**
   * Name of the operator.
   */
  sidian_text operator_name;
  /**
   * Unit of the operator.
   */
  sidian_text operator_unit;
} sidian_receipt;

/**
 * What a copy is for. Set `size` to `sizeof(sidian_copy)`.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * The file of the licence.
   */
  const uint8_t *original;
  /**
   * How many bytes.
   */
  size_t original_len;
  /**
   * Who makes and signs it: kind and code.
   */
  sidian_text maker;
  /**
   * The name of the recipient, as it stands on the pages.
   */
  sidian_text recipient_name;
  /**
   * Why it is made, at most 200 characters.
   */
  sidian_text cause;
  /**
   * Until before when it is good (Unix seconds), at most as long as its authorisation.
   */
  int64_t until;
  /**
   * The most copies of the licence within `days`; 0 for the default of 3.
   */
  uint32_t most;
  /**
   * Within how many days; 0 for the default of 90.
   */
  uint16_t days;
  /**
   * A TrueType or OpenType file; NULL means the best one installed.
   */
  const uint8_t *font;
  /**
   * How many bytes.
   */
  size_t font_len;
} sidian_copy;

/**
 * What is said about a material. Set `size` to `sizeof(sidian_material)`. Empty texts say nothing.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * The name of its file in the package, such as `申请书.pdf`.
   */
  sidian_text name;
  /**
   * What it is, such as 申请书.
   */
  sidian_text kind;
  /**
   * Its media type (RFC 6838), such as `application/pdf`.
   */
  sidian_text media_type;
  /**
   * Who vouches for it: one of `SIDIAN_SOURCE_…`.
   */
  int32_t source;
  /**
   * By name: the department of an extract, the clerk of a copy.
   */
  sidian_text vouched_by;
  /**
   * Whom it is about.
   */
  sidian_text holder;
  /**
   * Its last day, such as `2031-05-01`.
   */
  sidian_text valid_until;
  /**
   * A note.
   */
  sidian_text note;
} sidian_material;

/**
 * One file of a package that was judged.
 */
typedef struct {
  /**
   * Its length in bytes.
   */
  uint64_t length;
  /**
   * The verdict about the signatures or the licence inside of it; `SIDIAN_E_NOT_FOUND` where it
   * carries none.
   */
  sidian_status own;
  /**
   * Not 0: it is an electronic licence.
   */
  int32_t is_licence;
} sidian_entry;

/**
 * What a department tells another. Set `size` to `sizeof(sidian_fact)`.
 */
typedef struct {
  /**
   * The size of this struct, as the caller's header has it.
   */
  size_t size;
  /**
   * Who tells and signs: kind and code.
   */
  sidian_text teller;
  /**
   * Whom it is told to: kind and code.
   */
  sidian_text recipient;
  /**
   * Whom it is about: kind and code.
   */
  sidian_text about;
  /**
   * Code of the service item that it is told for.
   */
  sidian_text item;
  /**
   * Code of the fact, as the list of the item has it.
   */
  sidian_text code;
  /**
   * Name of the fact.
   */
  sidian_text name;
  /**
   * Not 0: it holds. 0: it does not.
   */
  int32_t holds;
  /**
   * From when (Unix seconds).
   */
  int64_t from;
  /**
   * Until before when (Unix seconds).
   */
  int64_t until;
} sidian_fact;

/**
 * The answer about one paper.
 */
typedef struct {
  /**
   * What becomes of it: one of `SIDIAN_OUTCOME_…`.
   */
  int32_t outcome;
  /**
   * Not 0: everybody has to hand it in, unless something stands in.
   */
  int32_t required;
  /**
   * How many findings say why.
   */
  size_t findings;
} sidian_paper;

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
 * Reads a whole file named by its path (UTF-8). Every function that takes bytes takes these.
 *
 * # Safety
 *
 * `path` must be readable for `path_len` bytes, `out` writable or NULL.
 */
sidian_status sidian_bytes_read_file(const uint8_t *path,
                                     size_t path_len,
                                     sidian_bytes **out);

/**
 * Writes the bytes to a file named by its path (UTF-8), in place of one that is there: either the
 * whole of them arrives or the file stays as it was.
 *
 * # Safety
 *
 * `path` must be readable for `path_len` bytes.
 */
sidian_status sidian_bytes_write_file(const sidian_bytes *bytes,
                                      const uint8_t *path,
                                      size_t path_len);

/**
 * Makes a new key. `suite` is `sm2`, `ed25519`, `p256`, `p384` or `rsa` (where the library was built to
 * make RSA keys).
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
 * What the certificate is for: one of `SIDIAN_PURPOSE_…`.
 */
sidian_status sidian_certificate_draft_set_purpose(sidian_certificate_draft *draft,
                                                   int32_t purpose);

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
 * A certificate for the purpose of the draft, for the public key in `spki`, issued by an authority whose
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
 * Trusts every certificate of a file (PEM or DER) to make electronic seals (制章单位). From then on
 * nobody else is; without it everybody who is trusted to sign could make a seal in anybody's name,
 * and reports say so. Call again for more.
 *
 * # Safety
 *
 * `list` and `data` must be readable for their lengths.
 */
sidian_status sidian_trust_add_seal_makers(sidian_trust *trust,
                                           const uint8_t *list,
                                           size_t list_len,
                                           const uint8_t *data,
                                           size_t len);

/**
 * Adds a signed trust list (`trust-list+jwt`) that one of `signers` signed. A newer list of the same
 * issuer and name takes the place of the older one; an older one is refused, also one whose number
 * is less than `sequence`: keep the number of the last list, 0 where there was none.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes.
 */
sidian_status sidian_trust_add_signed_list(sidian_trust *trust,
                                           const uint8_t *data,
                                           size_t len,
                                           const sidian_certificates *signers,
                                           uint32_t sequence,
                                           int64_t now);

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
 * Adds a signed statement about authorisations or holders' keys: a list of what was withdrawn
 * (`sidian_withdrawals_sign`), or which key a holder uses (`sidian_holder_key_sign`).
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes.
 */
sidian_status sidian_evidence_add_statement(sidian_evidence *evidence,
                                            const uint8_t *data,
                                            size_t len);

/**
 * Adds a signed register of seals (`sidian_seal_register_sign`).
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes.
 */
sidian_status sidian_evidence_add_seal_register(sidian_evidence *evidence,
                                                const uint8_t *data,
                                                size_t len);

/**
 * Frees the evidence. NULL is fine.
 */
sidian_status sidian_evidence_free(sidian_evidence *evidence);

/**
 * A ledger in memory, for one process: what it remembers ends with it.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_ledger_new(sidian_ledger **out);

/**
 * A ledger of the caller's.
 *
 * # Safety
 *
 * `callbacks` must be readable as far as its `size` says, `out` writable or NULL. The functions must
 * keep the contract of the struct, and they and `userdata` must stay usable from any thread until
 * the ledger and every verifier that has it are freed and every call with them has returned.
 */
sidian_status sidian_ledger_from_callbacks(const sidian_ledger_callbacks *callbacks,
                                           sidian_ledger **out);

/**
 * Frees the ledger; verifiers that have it keep it. NULL is fine.
 */
sidian_status sidian_ledger_free(sidian_ledger *ledger);

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
 * The PAdES baseline level that a signature's structure reaches: one of `SIDIAN_LEVEL_…`. What it is
 * worth is the verdict's to say.
 *
 * # Safety
 *
 * `level` must be writable or NULL.
 */
sidian_status sidian_report_signature_level(const sidian_report *report,
                                            size_t index,
                                            int32_t *level);

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
 * For which case it is signed.
 *
 * # Safety
 *
 * `case_number` must be readable for `len` bytes.
 */
sidian_status sidian_signature_draft_set_case(sidian_signature_draft *draft,
                                              const uint8_t *case_number,
                                              size_t len);

/**
 * Keeps so many bytes of room beside the signature, for a timestamp that comes later
 * (`sidian_prepared_stamp`); 8192 are enough for most authorities.
 */
sidian_status sidian_signature_draft_set_extra_room(sidian_signature_draft *draft,
                                                    size_t room);

/**
 * Shows the signature: a picture, given as a PDF of one page, centred on a point of a page (counted
 * from 1; 0 means every page), in millimetres from the lower left corner of the page as it is seen.
 * Without it the signature shows nowhere.
 *
 * # Safety
 *
 * `picture` must be readable for `len` bytes.
 */
sidian_status sidian_signature_draft_set_picture(sidian_signature_draft *draft,
                                                 const uint8_t *picture,
                                                 size_t len,
                                                 size_t page,
                                                 double x_mm,
                                                 double y_mm);

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
 * An authority elsewhere.
 *
 * # Safety
 *
 * `out` must be writable or NULL. `ask` must keep the contract of `sidian_timestamp_callback`, and
 * it and `userdata` must stay usable from any thread until the authority is freed and every call
 * with it has returned.
 */
sidian_status sidian_tsa_from_callback(sidian_timestamp_callback ask,
                                       void *userdata,
                                       sidian_tsa **out);

/**
 * An authority of the caller's own, with a key and certificate for timestamps alone
 * (`sidian_certificate_draft_set_purpose`). `policy` is an object identifier such as
 * `1.2.156.3005.99.1`. `state` is what `sidian_tsa_state` gave last; NULL for a new authority.
 *
 * # Safety
 *
 * `policy` and `state` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_tsa_new(const sidian_key *key,
                             const sidian_certificates *certificates,
                             const uint8_t *policy,
                             size_t policy_len,
                             const uint8_t *state,
                             size_t state_len,
                             sidian_tsa **out);

/**
 * Answers a request at `now` (Unix seconds): `*out` is a `TimeStampResp` (DER), with a token or with
 * a refusal that says why.
 *
 * # Safety
 *
 * `request` must be readable for its length, `out` writable or NULL.
 */
sidian_status sidian_tsa_answer(const sidian_tsa *tsa,
                                const uint8_t *request,
                                size_t request_len,
                                int64_t now,
                                sidian_bytes **out);

/**
 * The state of an authority of the caller's own as JSON. Keep it, and write it before an answer
 * leaves the house: serial numbers are given once, and time does not run backwards.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_tsa_state(const sidian_tsa *tsa,
                               sidian_bytes **out);

/**
 * Takes out the records of the tokens made since this was last asked, one JSON object a line, each
 * bound to the one before: append them to the authority's log.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_tsa_take_records(const sidian_tsa *tsa,
                                      sidian_bytes **out);

/**
 * Frees the authority. NULL is fine.
 */
sidian_status sidian_tsa_free(sidian_tsa *tsa);

/**
 * An extender that trusts `trust`. `evidence` and `policy` may be NULL. `hash` is the function that
 * document timestamps are made over: `SHA-256`, `SHA-384`, `SHA-512` or `SM3`, which goes with SM2;
 * NULL is SHA-256. Trust and evidence are copied.
 *
 * # Safety
 *
 * `policy` must be NULL or readable for the number of bytes that its first field states, `hash`
 * readable for its length, `out` writable or NULL.
 */
sidian_status sidian_extender_new(const sidian_trust *trust,
                                  const sidian_evidence *evidence,
                                  const sidian_policy *policy,
                                  const uint8_t *hash,
                                  size_t hash_len,
                                  sidian_extender **out);

/**
 * The level that every signature of the document reaches: one of `SIDIAN_LEVEL_…`.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `level` writable or NULL.
 */
sidian_status sidian_extender_level(const sidian_extender *extender,
                                    const uint8_t *pdf,
                                    size_t len,
                                    int64_t now,
                                    int32_t *level);

/**
 * What is needed to validate the document for good and not at hand. Fetch it, add it to the evidence
 * and make a new extender.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_extender_missing(const sidian_extender *extender,
                                      const uint8_t *pdf,
                                      size_t len,
                                      int64_t now,
                                      sidian_missing **out);

/**
 * How many things are missing.
 *
 * # Safety
 *
 * `count` must be writable or NULL.
 */
sidian_status sidian_missing_count(const sidian_missing *missing,
                                   size_t *count);

/**
 * One of them, counted from 0.
 *
 * # Safety
 *
 * `item` must be writable or NULL.
 */
sidian_status sidian_missing_get(const sidian_missing *missing,
                                 size_t index,
                                 sidian_missing_item *item);

/**
 * The certificate that it is about, as DER.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_missing_certificate(const sidian_missing *missing,
                                         size_t index,
                                         sidian_bytes **out);

/**
 * The certificate above it, as DER; `SIDIAN_E_NOT_FOUND` where it is not known.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_missing_issuer(const sidian_missing *missing,
                                    size_t index,
                                    sidian_bytes **out);

/**
 * An address that it can be had from, counted from 0.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_missing_url(const sidian_missing *missing,
                                 size_t index,
                                 size_t url,
                                 sidian_bytes **out);

/**
 * Frees the list. NULL is fine.
 */
sidian_status sidian_missing_free(sidian_missing *missing);

/**
 * Extends the document to `level` (`SIDIAN_LEVEL_T`, `…_LT`, `…_LTA`) with everything at hand and
 * timestamps by `tsa`, and checks what came of it: `*out` is the whole new document. One that is
 * there already comes back as it is.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_extender_extend(const sidian_extender *extender,
                                     const uint8_t *pdf,
                                     size_t len,
                                     int32_t level,
                                     const sidian_tsa *tsa,
                                     int64_t now,
                                     sidian_bytes **out);

/**
 * Renews a document: the evidence for its last timestamps goes into it, and a new document timestamp
 * dates it all. To be done before the last timestamp's certificate or algorithm ends
 * (`sidian_extender_renewals`).
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_extender_renew(const sidian_extender *extender,
                                    const uint8_t *pdf,
                                    size_t len,
                                    const sidian_tsa *tsa,
                                    int64_t now,
                                    sidian_bytes **out);

/**
 * Puts into the document what its validation needs (B-LT), as far as it is at hand.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_extender_embed(const sidian_extender *extender,
                                    const uint8_t *pdf,
                                    size_t len,
                                    int64_t now,
                                    sidian_bytes **out);

/**
 * What has to be renewed by when, for every signature that passes, the most urgent first: a JSON
 * array of objects with `field`, `level`, `due`, `ends` and `step`.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_extender_renewals(const sidian_extender *extender,
                                       const uint8_t *pdf,
                                       size_t len,
                                       int64_t now,
                                       sidian_bytes **out);

/**
 * Asks for a document timestamp in two steps, for a request that travels on its own way: it dates
 * everything before it. Send what `sidian_stamp_request` gives, complete with the answer.
 *
 * # Safety
 *
 * `pdf` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_extender_stamp(const sidian_extender *extender,
                                    const uint8_t *pdf,
                                    size_t len,
                                    int64_t now,
                                    sidian_stamp **out);

/**
 * Frees the extender. NULL is fine.
 */
sidian_status sidian_extender_free(sidian_extender *extender);

/**
 * Checks the signature value and asks for a timestamp over it before it is embedded (B-T). Room for
 * the token has to be kept: `sidian_signature_draft_set_extra_room`. The prepared signature is
 * consumed, unless the value does not fit.
 *
 * # Safety
 *
 * `value` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_prepared_stamp(sidian_prepared *prepared,
                                    const uint8_t *value,
                                    size_t len,
                                    sidian_stamp **out);

/**
 * Signs at `now` with a key at hand and has the signature dated by `tsa` (B-T). `*out` is the whole
 * signed document. The draft is consumed.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_signature_sign_and_stamp(sidian_signature_draft *draft,
                                              const sidian_key *key,
                                              const sidian_certificates *certificates,
                                              const sidian_tsa *tsa,
                                              int64_t now,
                                              sidian_bytes **out);

/**
 * The request to send to a timestamp authority: `TimeStampReq` (DER), as
 * `application/timestamp-query`.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_stamp_request(const sidian_stamp *stamp,
                                   sidian_bytes **out);

/**
 * Checks the authority's answer (`TimeStampResp`, DER) against the request and embeds its token:
 * `*out` is the whole new document. The stamp is consumed, unless the answer is not the one asked
 * for.
 *
 * # Safety
 *
 * `response` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_stamp_complete(sidian_stamp *stamp,
                                    const uint8_t *response,
                                    size_t len,
                                    sidian_bytes **out);

/**
 * Frees the stamp. NULL is fine.
 */
sidian_status sidian_stamp_free(sidian_stamp *stamp);

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
 * An empty book.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_register_new(sidian_seal_register **out);

/**
 * Reads a book that `sidian_seal_register_write` wrote. Every event is played again.
 *
 * # Safety
 *
 * `json` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_seal_register_read(const uint8_t *json,
                                        size_t len,
                                        sidian_seal_register **out);

/**
 * The book as JSON, to keep.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_register_write(const sidian_seal_register *register_,
                                         sidian_bytes **out);

/**
 * Enters a seal that was made and handed over to `owner` at `now`.
 *
 * # Safety
 *
 * `owner` must be readable for `len` bytes.
 */
sidian_status sidian_seal_register_enter(sidian_seal_register *register_,
                                         const sidian_seal *seal,
                                         const uint8_t *owner,
                                         size_t len,
                                         int64_t now);

/**
 * Records what happened to a seal, named by its identifier: `event` is `stop`, `restore`, `cancel` or
 * `compromise`. `since` counts for a compromise: from when on the key may have been in wrong hands
 * (Unix seconds); 0 where that is not known.
 *
 * # Safety
 *
 * Every text must be readable for its length.
 */
sidian_status sidian_seal_register_record(sidian_seal_register *register_,
                                          sidian_text seal,
                                          sidian_text event,
                                          sidian_text reason,
                                          int64_t since,
                                          int64_t now);

/**
 * The register to publish: signed by the maker of the seals, good for `seconds` from `now`. Verifiers
 * take it with `sidian_evidence_add_seal_register`.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_register_sign(const sidian_seal_register *register_,
                                        const sidian_key *key,
                                        const sidian_certificates *certificates,
                                        int64_t seconds,
                                        int64_t now,
                                        sidian_bytes **out);

/**
 * Frees the book. NULL is fine.
 */
sidian_status sidian_seal_register_free(sidian_seal_register *register_);

/**
 * Reads a journal and verifies its chain and signatures: each line must be by one of `keepers`, whom
 * the caller has a reason to trust, and the line whose digest is `head` must be there, where it is
 * not empty. Nothing to read (`len` 0) is a new journal.
 *
 * # Safety
 *
 * `data` and `head` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_seal_journal_read(const uint8_t *data,
                                       size_t len,
                                       const sidian_certificates *keepers,
                                       const uint8_t *head,
                                       size_t head_len,
                                       sidian_seal_journal **out);

/**
 * Writes the use of a seal by the holder of the first certificate of `signer` on `document` for a
 * case into the journal: `*line` is to be appended to its file, with a line break behind it. Append
 * it before the sealed document leaves the house.
 *
 * # Safety
 *
 * `document` and `case_number` must be readable for their lengths, `line` writable or NULL.
 */
sidian_status sidian_seal_journal_append(sidian_seal_journal *journal,
                                         const sidian_seal *seal,
                                         const sidian_certificates *signer,
                                         const uint8_t *document,
                                         size_t document_len,
                                         const uint8_t *case_number,
                                         size_t case_len,
                                         const sidian_key *keeper_key,
                                         const sidian_certificates *keeper,
                                         int64_t now,
                                         sidian_bytes **line);

/**
 * How many uses the journal holds.
 *
 * # Safety
 *
 * `count` must be writable or NULL.
 */
sidian_status sidian_seal_journal_count(const sidian_seal_journal *journal,
                                        size_t *count);

/**
 * Digest of the last line, SM3 in hexadecimal; empty for an empty journal. Whoever keeps it elsewhere
 * can tell later whether lines were cut off.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_journal_head(const sidian_seal_journal *journal,
                                       sidian_bytes **out);

/**
 * The uses as a JSON array, oldest first.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_seal_journal_json(const sidian_seal_journal *journal,
                                       sidian_bytes **out);

/**
 * Frees the journal. NULL is fine.
 */
sidian_status sidian_seal_journal_free(sidian_seal_journal *journal);

/**
 * Signs an authorisation (授权) with the grantor's key; `*out` is a compact JWS. `certificates` are
 * the grantor's own first; NULL where the verifier knows the key by a statement of the authority.
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
 * The number (`jti`) of an authorisation, by which it is withdrawn. Nothing is judged.
 *
 * # Safety
 *
 * `token` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_grant_id(const uint8_t *token,
                              size_t len,
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
 * As `sidian_verify_grant`, and takes one use from the verifier's ledger (`sidian_policy`) where the
 * authorisation limits them: ask this when the licence is used, and only then.
 *
 * # Safety
 *
 * As `sidian_verify_grant`.
 */
sidian_status sidian_verify_grant_use(const sidian_verifier *verifier,
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
 * Signs a delegation (委托) with the principal's key; `*out` is a compact JWS, for `delegations` of
 * `sidian_grant`.
 *
 * # Safety
 *
 * `delegation` must be readable as far as its `size` says, and so must every text in it; `out` must
 * be writable or NULL.
 */
sidian_status sidian_delegation_sign(const sidian_delegation *delegation,
                                     const sidian_key *key,
                                     const sidian_certificates *certificates,
                                     sidian_bytes **out);

/**
 * The number (`jti`) of a delegation, by which it is withdrawn. Nothing is judged.
 *
 * # Safety
 *
 * `token` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_delegation_id(const uint8_t *token,
                                   size_t len,
                                   sidian_bytes **out);

/**
 * An empty list of what was withdrawn, published at `uri` and signed by `by` (kind and code), good
 * from `from` to before `until` (Unix seconds).
 *
 * # Safety
 *
 * `uri` and `by` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_withdrawals_new(sidian_text uri,
                                     sidian_text by,
                                     int64_t from,
                                     int64_t until,
                                     sidian_withdrawals **out);

/**
 * Reads the last signed list, to go on from it; good from `from` to before `until`. Its signature is
 * not verified: read what you signed yourself.
 *
 * # Safety
 *
 * `token` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_withdrawals_read(const uint8_t *token,
                                      size_t len,
                                      int64_t from,
                                      int64_t until,
                                      sidian_withdrawals **out);

/**
 * Withdraws an authorisation or a delegation, by its number (`sidian_grant_id`), as of `at`.
 *
 * # Safety
 *
 * `id` must be readable for `len` bytes.
 */
sidian_status sidian_withdrawals_add(sidian_withdrawals *withdrawals,
                                     const uint8_t *id,
                                     size_t len,
                                     int64_t at);

/**
 * Signs the list; `*out` is a compact JWS, to be published at its address. Verifiers take it with
 * `sidian_evidence_add_statement`. The list stays.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_withdrawals_sign(const sidian_withdrawals *withdrawals,
                                      const sidian_key *key,
                                      const sidian_certificates *certificates,
                                      sidian_bytes **out);

/**
 * Frees the list. NULL is fine.
 */
sidian_status sidian_withdrawals_free(sidian_withdrawals *withdrawals);

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
 * Says which key a holder uses (持证密钥声明): signed by the authority that issued the licence, for a
 * holder without a certificate. `spki` is the SubjectPublicKeyInfo (DER) of the key; that it is the
 * holder's is for the authority to make sure of. `*out` is a compact JWS, good from `from` to before
 * `until` (Unix seconds); verifiers take it with `sidian_evidence_add_statement`.
 *
 * # Safety
 *
 * `holder` and `spki` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_holder_key_sign(const sidian_licence *licence,
                                     sidian_text holder,
                                     sidian_text spki,
                                     int64_t from,
                                     int64_t until,
                                     const sidian_key *key,
                                     const sidian_certificates *certificates,
                                     sidian_bytes **out);

/**
 * Draws a text, such as a show code, as a QR code: a PNG picture with `scale` pixels to a module.
 *
 * # Safety
 *
 * `content` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_qr_draw(const uint8_t *content,
                             size_t len,
                             uint32_t scale,
                             sidian_bytes **out);

/**
 * Reads the first QR code in a PNG picture, such as a photograph of a phone's screen: its text.
 *
 * # Safety
 *
 * `picture` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_qr_read(const uint8_t *picture,
                             size_t len,
                             sidian_bytes **out);

/**
 * Makes a licence shareable field by field, as its issuer: `*out` is to be given to the holder alone,
 * for all fields are in it. `spki` is the SubjectPublicKeyInfo (DER) of the holder's key; that it is
 * the holder's is for the issuer to make sure of. Good from `from` to before `until` (Unix seconds).
 * `decoys` digests of nothing (at most 100) hide how many fields there are.
 *
 * # Safety
 *
 * `spki` must be readable for its length, `out` writable or NULL.
 */
sidian_status sidian_share_sign(const sidian_licence *licence,
                                const uint8_t *spki,
                                size_t spki_len,
                                int64_t from,
                                int64_t until,
                                uint32_t decoys,
                                const sidian_key *key,
                                const sidian_certificates *certificates,
                                sidian_bytes **out);

/**
 * The names of the fields that can be disclosed from a shareable licence, separated by commas.
 * Nothing is judged.
 *
 * # Safety
 *
 * `share` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_share_fields(const uint8_t *share,
                                  size_t len,
                                  sidian_bytes **out);

/**
 * Discloses chosen fields (their names, separated by commas) to one verifier, as the holder:
 * `audience` is how it names itself, `nonce` is the number that it gave for this once, `purpose`
 * what for (or empty). `key` is the holder's; it may live elsewhere.
 *
 * # Safety
 *
 * Every text must be readable for its length, `out` writable or NULL.
 */
sidian_status sidian_share_present(sidian_text share,
                                   sidian_text fields,
                                   sidian_text audience,
                                   sidian_text nonce,
                                   sidian_text purpose,
                                   const sidian_key *key,
                                   int64_t now,
                                   sidian_bytes **out);

/**
 * Judges fields that a holder presents: to this verifier (`audience`), for this one question
 * (`nonce`), for this purpose (or empty), and whether the fields that are needed are there. The
 * licence itself is not at hand; its status list is looked up in the evidence.
 *
 * # Safety
 *
 * Every text must be readable for its length, `report` writable or NULL.
 */
sidian_status sidian_verify_share(const sidian_verifier *verifier,
                                  sidian_text presented,
                                  sidian_text audience,
                                  sidian_text nonce,
                                  sidian_text purpose,
                                  sidian_text fields,
                                  int64_t now,
                                  sidian_report **report);

/**
 * The value of a field that was presented, as JSON, if and only if the verdict is passed; otherwise
 * the verdict is the status, or `SIDIAN_E_NOT_FOUND`.
 *
 * # Safety
 *
 * `name` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_report_shared_field(const sidian_report *report,
                                         const uint8_t *name,
                                         size_t len,
                                         sidian_bytes **out);

/**
 * Signs a receipt about the answer in `report`, which `verifier` gave, at `now` (Unix seconds):
 * `*out` is its JSON (a JWS in the flattened form). It says against which trust anchors and lists it
 * was judged. A receipt may say "failed": it proves what was answered.
 *
 * # Safety
 *
 * `about` must be readable as far as its `size` says, and so must document and texts in it; `out`
 * must be writable or NULL.
 */
sidian_status sidian_receipt_sign(const sidian_report *report,
                                  const sidian_verifier *verifier,
                                  const sidian_receipt *about,
                                  const sidian_key *key,
                                  const sidian_certificates *certificates,
                                  int64_t now,
                                  sidian_bytes **out);

/**
 * Has a receipt dated by `tsa`; `*out` is the receipt with the timestamp.
 *
 * # Safety
 *
 * `receipt` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_receipt_stamp(const uint8_t *receipt,
                                   size_t len,
                                   const sidian_tsa *tsa,
                                   int64_t now,
                                   sidian_bytes **out);

/**
 * Judges a receipt. `document` is what it must be about and `case_number` what it must belong to;
 * either may be NULL. Passed means that the department it names signed it; the answer in it may be
 * "failed".
 *
 * # Safety
 *
 * All three must be readable for their lengths or NULL, `report` writable or NULL.
 */
sidian_status sidian_verify_receipt(const sidian_verifier *verifier,
                                    const uint8_t *receipt,
                                    size_t len,
                                    const uint8_t *document,
                                    size_t document_len,
                                    const uint8_t *case_number,
                                    size_t case_len,
                                    int64_t now,
                                    sidian_report **report);

/**
 * Draws a receipt as one page (PDF) for the archive; the receipt itself travels inside. `font` is a
 * TrueType or OpenType file; NULL means the best one installed.
 *
 * # Safety
 *
 * `receipt` and `font` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_receipt_draw(const uint8_t *receipt,
                                  size_t len,
                                  const uint8_t *font,
                                  size_t font_len,
                                  int64_t now,
                                  sidian_bytes **out);

/**
 * Judges an annotated copy for what its recipient is about to do: use it for this purpose and case
 * (or empty). `original` is the licence's file; without it (NULL) the answer stays open.
 *
 * # Safety
 *
 * Everything must be readable for its length, `report` writable or NULL.
 */
sidian_status sidian_verify_copy(const sidian_verifier *verifier,
                                 const uint8_t *pdf,
                                 size_t len,
                                 sidian_text recipient,
                                 sidian_text purpose,
                                 sidian_text case_number,
                                 const uint8_t *original,
                                 size_t original_len,
                                 int64_t now,
                                 sidian_report **report);

/**
 * Makes an annotated copy of a licence that passed, under an authorisation that passed (a report
 * of `sidian_verify_grant`): its pages with the mark 仅供…使用, certified so that nothing may
 * change. Recipient, purpose and case are those of the authorisation. The copy is entered in
 * `ledger` before it is signed.
 *
 * # Safety
 *
 * `copy` must be readable as far as its `size` says, and so must everything in it; `out` must be
 * writable or NULL.
 */
sidian_status sidian_copy_make(const sidian_licence *licence,
                               const sidian_report *grant,
                               const sidian_copy *copy,
                               const sidian_ledger *ledger,
                               const sidian_key *key,
                               const sidian_certificates *certificates,
                               int64_t now,
                               sidian_bytes **out);

/**
 * Begins a package with this title, to be signed with `algorithm` (a name such as `SM2-SM3`). `package`
 * may hold an earlier package, to which materials are added: what it holds stays byte for byte, and
 * the new signature binds its own. NULL begins a new one.
 *
 * # Safety
 *
 * Every text and `package` must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_package_draft_new(sidian_text title,
                                       sidian_text case_number,
                                       sidian_text algorithm,
                                       const uint8_t *package,
                                       size_t len,
                                       sidian_package_draft **out);

/**
 * Adds a material with its content.
 *
 * # Safety
 *
 * `material` must be readable as far as its `size` says, and so must every text in it and `content`
 * for its length.
 */
sidian_status sidian_package_draft_add(sidian_package_draft *draft,
                                       const sidian_material *material,
                                       const uint8_t *content,
                                       size_t len);

/**
 * Adds a material whose content is a file named by its path (UTF-8), read in pieces.
 *
 * # Safety
 *
 * As `sidian_package_draft_add`; `path` must be readable for its length.
 */
sidian_status sidian_package_draft_add_file(sidian_package_draft *draft,
                                            const sidian_material *material,
                                            const uint8_t *path,
                                            size_t path_len);

/**
 * Signs the package at `now` (Unix seconds). `certificates` begin with the signer's own. `*out` is
 * the whole package. The draft is consumed.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_package_sign(sidian_package_draft *draft,
                                  const sidian_key *key,
                                  const sidian_certificates *certificates,
                                  int64_t now,
                                  sidian_bytes **out);

/**
 * Frees the draft. NULL is fine.
 */
sidian_status sidian_package_draft_free(sidian_package_draft *draft);

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

/**
 * As `sidian_verify_package`, for a file named by its path (UTF-8), which is read in pieces.
 *
 * # Safety
 *
 * `path` must be readable for `path_len` bytes, `report` writable or NULL.
 */
sidian_status sidian_verify_package_file(const sidian_verifier *verifier,
                                         const uint8_t *path,
                                         size_t path_len,
                                         int64_t now,
                                         sidian_report **report);

/**
 * How many files a package holds that was judged; 0 for reports about anything else.
 *
 * # Safety
 *
 * `count` must be writable or NULL.
 */
sidian_status sidian_report_entry_count(const sidian_report *report,
                                        size_t *count);

/**
 * One file of the package, counted from 0, in the order of the archive.
 *
 * # Safety
 *
 * `entry` must be writable or NULL.
 */
sidian_status sidian_report_entry(const sidian_report *report,
                                  size_t index,
                                  sidian_entry *entry);

/**
 * The name of one file of the package.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_report_entry_name(const sidian_report *report,
                                       size_t index,
                                       sidian_bytes **out);

/**
 * The list of a service item: a built-in one by its code or name, or one from its JSON.
 *
 * # Safety
 *
 * `data` must be readable for `len` bytes, `out` writable or NULL.
 */
sidian_status sidian_item_read(const uint8_t *data,
                               size_t len,
                               sidian_item **out);

/**
 * The department that decides about the item: kind and code, as authorisations and facts name it.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_item_department(const sidian_item *item,
                                     sidian_bytes **out);

/**
 * The code of the item.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_item_code(const sidian_item *item,
                               sidian_bytes **out);

/**
 * Frees the list. NULL is fine.
 */
sidian_status sidian_item_free(sidian_item *item);

/**
 * Signs a fact: that something holds, or does not, for somebody. `*out` is a compact JWS.
 *
 * # Safety
 *
 * `fact` must be readable as far as its `size` says, and so must every text in it; `out` must be
 * writable or NULL.
 */
sidian_status sidian_fact_sign(const sidian_fact *fact,
                               const sidian_key *key,
                               const sidian_certificates *certificates,
                               sidian_bytes **out);

/**
 * Judges a fact that another department tells `recipient` (kind and code), for the service item with
 * the code `item`.
 *
 * # Safety
 *
 * Every text must be readable for its length, `report` writable or NULL.
 */
sidian_status sidian_verify_fact(const sidian_verifier *verifier,
                                 sidian_text token,
                                 sidian_text recipient,
                                 sidian_text item,
                                 int64_t now,
                                 sidian_report **report);

/**
 * An applicant (kind and code) who has brought nothing yet, in a case (or empty).
 *
 * # Safety
 *
 * Both texts must be readable for their lengths, `out` writable or NULL.
 */
sidian_status sidian_applicant_new(sidian_text who,
                                   sidian_text case_number,
                                   sidian_applicant **out);

/**
 * Names another party of the case (kind and code), by its role in the list.
 *
 * # Safety
 *
 * Both texts must be readable for their lengths.
 */
sidian_status sidian_applicant_add_party(sidian_applicant *applicant,
                                         sidian_text role,
                                         sidian_text who);

/**
 * Brings what a report proves: a licence, an authorisation, a fact or a package. A report that did
 * not pass stands in for nothing; that of a licence is kept with its findings, to explain the
 * answer, under the name of the type that it says it is (`licence_type`, or empty). Other reports
 * are refused.
 *
 * # Safety
 *
 * `licence_type` must be readable for its length.
 */
sidian_status sidian_applicant_add_report(sidian_applicant *applicant,
                                          const sidian_report *report,
                                          sidian_text licence_type);

/**
 * Frees the applicant. NULL is fine.
 */
sidian_status sidian_applicant_free(sidian_applicant *applicant);

/**
 * Compares what was brought with the list, as of `now` (Unix seconds). The answer proves that the
 * list's conditions are met; the decision is the department's.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_exempt(const sidian_item *item,
                            const sidian_applicant *applicant,
                            int64_t now,
                            sidian_exemption **out);

/**
 * Whether nothing that everybody needs is left to hand in: 1 or 0.
 *
 * # Safety
 *
 * `complete` must be writable or NULL.
 */
sidian_status sidian_exemption_complete(const sidian_exemption *exemption,
                                        int32_t *complete);

/**
 * How many papers the list has.
 *
 * # Safety
 *
 * `count` must be writable or NULL.
 */
sidian_status sidian_exemption_count(const sidian_exemption *exemption,
                                     size_t *count);

/**
 * The answer about one paper, counted from 0.
 *
 * # Safety
 *
 * `paper` must be writable or NULL.
 */
sidian_status sidian_exemption_paper(const sidian_exemption *exemption,
                                     size_t index,
                                     sidian_paper *paper);

/**
 * The name of one paper, as the list has it.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_exemption_paper_name(const sidian_exemption *exemption,
                                          size_t index,
                                          sidian_bytes **out);

/**
 * The whole answer as JSON, with every finding in `language` and what to do next.
 *
 * # Safety
 *
 * `out` must be writable or NULL.
 */
sidian_status sidian_exemption_json(const sidian_exemption *exemption,
                                    int32_t language,
                                    sidian_bytes **out);

/**
 * Frees the answer. NULL is fine.
 */
sidian_status sidian_exemption_free(sidian_exemption *exemption);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SIDIAN_H */

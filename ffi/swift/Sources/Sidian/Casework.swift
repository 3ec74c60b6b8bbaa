import CSidian
import Foundation

private func seconds(_ date: Date) -> Int64 { Int64(date.timeIntervalSince1970) }

private func answered(_ call: (UnsafeMutablePointer<OpaquePointer?>) -> Int32) throws -> Report {
    var out: OpaquePointer?
    let status = call(&out)
    guard let report = out else { throw lastError(status) }
    return Report(report, status)
}

/// Counts uses, remembers show codes and copies, in memory.
public final class Ledger {
    let handle: OpaquePointer

    public init() throws {
        var out: OpaquePointer?
        try check(sidian_ledger_new(&out))
        handle = out!
    }

    deinit { sidian_ledger_free(handle) }
}

/// What a department verified, to be signed for the file; parties are kind and code.
public struct Receipt {
    public var name, department, caseNumber: String
    public var judgedAt: Date
    public var item = "", itemName = ""

    public init(name: String, department: String, caseNumber: String, judgedAt: Date) {
        (self.name, self.department) = (name, department)
        (self.caseNumber, self.judgedAt) = (caseNumber, judgedAt)
    }

    /// Signs a receipt about the answer in `report` on `document`, which `verifier` gave; it may say
    /// "failed".
    public func sign(report: Report, document: Data, verifier: Verifier, key: Key,
                     certificates: Certificates, now: Date) throws -> Data {
        try said([name, department, caseNumber, item, itemName]) { texts in
            try lent(document) { data, size in
                var about = sidian_receipt()
                about.size = MemoryLayout<sidian_receipt>.size
                (about.name, about.department, about.case_number) = (texts[0], texts[1], texts[2])
                (about.item, about.item_name) = (texts[3], texts[4])
                (about.document, about.document_len) = (data, size)
                about.judged_at = seconds(judgedAt)
                return try bytes {
                    sidian_receipt_sign(report.handle, verifier.handle, &about, key.handle,
                                        certificates.handle, seconds(now), $0)
                }
            }
        }
    }
}

/// What an annotated copy of a licence is for: one recipient, one purpose, marked on every page.
public struct LicenceCopy {
    public var maker, recipientName, cause: String
    public var until: Date
    /// The most copies within `days`; 0 for the defaults.
    public var most: UInt32 = 0
    public var days: UInt16 = 0

    public init(maker: String, recipientName: String, cause: String, until: Date) {
        (self.maker, self.recipientName) = (maker, recipientName)
        (self.cause, self.until) = (cause, until)
    }

    /// Makes it under an authorisation that passed, which names recipient, purpose and case. The ledger
    /// counts it before it is signed.
    public func make(of licence: Licence, original: Data, grant: Report, ledger: Ledger, key: Key,
                     certificates: Certificates, now: Date) throws -> Data {
        try said([maker, recipientName, cause]) { texts in
            try lent(original) { data, size in
                var copy = sidian_copy()
                copy.size = MemoryLayout<sidian_copy>.size
                (copy.original, copy.original_len) = (data, size)
                (copy.maker, copy.recipient_name, copy.cause) = (texts[0], texts[1], texts[2])
                (copy.until, copy.most, copy.days) = (seconds(until), most, days)
                return try bytes {
                    sidian_copy_make(licence.handle, grant.handle, &copy, ledger.handle, key.handle,
                                     certificates.handle, seconds(now), $0)
                }
            }
        }
    }
}

/// What a verifier asks of a holder: who asks, a number that is good for this once, what for.
public struct Question {
    public var audience, nonce, purpose: String

    public init(audience: String, nonce: String, purpose: String = "") {
        (self.audience, self.nonce, self.purpose) = (audience, nonce, purpose)
    }
}

/// A licence whose fields its holder can disclose one by one. Holding one proves nothing.
public struct SharedLicence {
    public let text: String

    public init(_ text: String) { self.text = text }

    /// The names of the fields; nothing is judged.
    public func fields() throws -> [String] {
        let names = try lent(Data(text.utf8)) { data, size in try bytes { sidian_share_fields(data, size, $0) } }
        return String(decoding: names, as: UTF8.self).split(separator: ",").map(String.init)
    }

    /// Discloses fields in answer to a question, as the holder; the key may live in the Secure Enclave.
    public func present(_ fields: [String], to question: Question, key: Key, now: Date) throws -> String {
        let all = [text, fields.joined(separator: ","), question.audience, question.nonce, question.purpose]
        let shown = try said(all) { texts in
            try bytes {
                sidian_share_present(texts[0], texts[1], texts[2], texts[3], texts[4], key.handle,
                                     seconds(now), $0)
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }
}

extension Verifier {
    /// Judges a receipt; what it must be about and which case it must belong to may be left out.
    public func receipt(_ receipt: Data, about document: Data? = nil, caseNumber: String = "",
                        now: Date) throws -> Report {
        try lent(receipt) { data, size in
            try lent(document ?? Data()) { about, aboutSize in
                try lent(Data(caseNumber.utf8)) { text, textSize in
                    try answered {
                        sidian_verify_receipt(handle, data, size, document == nil ? nil : about, aboutSize,
                                              text, textSize, seconds(now), $0)
                    }
                }
            }
        }
    }

    /// Judges an annotated copy for a use; without the original the answer stays open.
    public func copy(_ pdf: Data, recipient: String, purpose: String, caseNumber: String = "",
                     original: Data? = nil, now: Date) throws -> Report {
        try said([recipient, purpose, caseNumber]) { texts in
            try lent(pdf) { data, size in
                try lent(original ?? Data()) { first, firstSize in
                    try answered {
                        sidian_verify_copy(handle, data, size, texts[0], texts[1], texts[2],
                                           original == nil ? nil : first, firstSize, seconds(now), $0)
                    }
                }
            }
        }
    }

    /// Judges fields that a holder presents, and whether all of these are there.
    public func share(_ presented: String, fields: [String], question: Question, now: Date) throws -> Report {
        let all = [presented, question.audience, question.nonce, question.purpose, fields.joined(separator: ",")]
        return try said(all) { texts in
            try answered {
                sidian_verify_share(handle, texts[0], texts[1], texts[2], texts[3], texts[4], seconds(now), $0)
            }
        }
    }
}

extension Report {
    /// A field that was presented, as JSON, if and only if the report passed.
    public func shared(_ field: String) throws -> Data {
        try lent(Data(field.utf8)) { data, size in
            try bytes { sidian_report_shared_field(handle, data, size, $0) }
        }
    }
}

/// The list of papers of a service item: a built-in one by code or name, or one from its JSON.
public final class ServiceItem {
    let handle: OpaquePointer

    public init(_ nameOrJSON: String) throws {
        var out: OpaquePointer?
        try lent(Data(nameOrJSON.utf8)) { data, size in try check(sidian_item_read(data, size, &out)) }
        handle = out!
    }

    deinit { sidian_item_free(handle) }
}

/// Somebody who applies, and everything that was verified for the case.
public final class Applicant {
    let handle: OpaquePointer

    public init(_ who: String, caseNumber: String = "") throws {
        var out: OpaquePointer?
        try said([who, caseNumber]) { texts in try check(sidian_applicant_new(texts[0], texts[1], &out)) }
        handle = out!
    }

    deinit { sidian_applicant_free(handle) }

    /// Brings what a report proves; the type explains a licence that did not pass.
    public func brings(_ report: Report, licenceType: String = "") throws {
        try said([licenceType]) { texts in
            try check(sidian_applicant_add_report(handle, report.handle, texts[0]))
        }
    }
}

/// Which papers need not be handed in. The decision is the department's.
public final class Exemption {
    private let handle: OpaquePointer

    public init(_ item: ServiceItem, _ applicant: Applicant, now: Date) throws {
        var out: OpaquePointer?
        try check(sidian_exempt(item.handle, applicant.handle, seconds(now), &out))
        handle = out!
    }

    deinit { sidian_exemption_free(handle) }

    /// Whether nothing that everybody needs is left to hand in.
    public func isComplete() throws -> Bool {
        var complete: Int32 = 0
        try check(sidian_exemption_complete(handle, &complete))
        return complete != 0
    }

    /// The whole answer paper by paper as JSON, with reasons and what to do next.
    public func json(chinese: Bool = true) throws -> Data {
        try bytes { sidian_exemption_json(handle, chinese ? 0 : 1, $0) }
    }
}

import CSidian
import Foundation

/// Texts as structs of C, good for the length of `body`.
func said<R>(_ texts: [String], _ body: ([sidian_text]) throws -> R) rethrows -> R {
    let all = texts.map { Array($0.utf8) }
    let places = all.map { text -> UnsafeMutablePointer<UInt8> in
        let place = UnsafeMutablePointer<UInt8>.allocate(capacity: max(text.count, 1))
        place.initialize(from: text, count: text.count)
        return place
    }
    defer { places.forEach { $0.deallocate() } }
    let lent = zip(all, places).map { text, place in
        text.isEmpty ? sidian_text(data: nil, len: 0) : sidian_text(data: place, len: text.count)
    }
    return try body(lent)
}

/// What an authorisation says. Parties are kind and code, such as `001:91410800MA4400D94H`.
public struct Grant {
    public var holder, recipient, item, itemName, purpose, licence: String
    public var fields = ""
    public var uses: UInt32 = 0
    public var from, until: Date

    public init(holder: String, recipient: String, item: String, itemName: String, purpose: String,
                licence: String, from: Date, until: Date) {
        (self.holder, self.recipient, self.item, self.itemName) = (holder, recipient, item, itemName)
        (self.purpose, self.licence, self.from, self.until) = (purpose, licence, from, until)
    }

    /// Signs it with the holder's key, which may live in the Secure Enclave.
    public func sign(key: Key, certificates: Certificates) throws -> Data {
        try said([holder, recipient, item, itemName, purpose, licence, fields]) { texts in
            var grant = sidian_grant()
            grant.size = MemoryLayout<sidian_grant>.size
            (grant.holder, grant.recipient, grant.item) = (texts[0], texts[1], texts[2])
            (grant.item_name, grant.purpose, grant.licence) = (texts[3], texts[4], texts[5])
            grant.fields = texts[6]
            grant.uses = uses
            grant.from = Int64(from.timeIntervalSince1970)
            grant.until = Int64(until.timeIntervalSince1970)
            return try bytes { sidian_grant_sign(&grant, key.handle, certificates.handle, $0) }
        }
    }
}

/// The text of a QR code that shows a licence once, for at most 300 seconds.
public func showCode(licence: String, key: Key, seconds: Int64 = 120, now: Date) throws -> String {
    let code = try lent(Data(licence.utf8)) { data, size in
        try bytes {
            sidian_show_sign(data, size, nil, 0, seconds, key.handle, Int64(now.timeIntervalSince1970), $0)
        }
    }
    return String(decoding: code, as: UTF8.self)
}

/// A request for a certificate (PKCS#10) for a key that stays where it is.
public func certificateRequest(name: String, organisation: String, code: String, key: Key) throws -> Data {
    var draft: OpaquePointer?
    try lent(Data(name.utf8)) { data, size in
        try check(sidian_certificate_draft_new(data, size, 0, 1, &draft))
    }
    defer { sidian_certificate_draft_free(draft) }
    try lent(Data(organisation.utf8)) { data, size in
        try lent(Data(code.utf8)) { codeData, codeSize in
            try check(sidian_certificate_draft_set_organisation(draft, data, size, codeData, codeSize))
        }
    }
    return try bytes { sidian_certificate_draft_request(draft, key.handle, $0) }
}

/// A seal. Holding one proves nothing.
public final class Seal {
    private let handle: OpaquePointer

    public init(_ file: Data) throws {
        var out: OpaquePointer?
        try lent(file) { data, size in try check(sidian_seal_read(data, size, &out)) }
        handle = out!
    }

    deinit { sidian_seal_free(handle) }

    /// Seals a PDF, shown centred on a point of a page in millimetres; page 0 is every page.
    public func apply(to pdf: Data, page: Int, xMM: Double, yMM: Double, key: Key,
                      certificates: Certificates, now: Date) throws -> Data {
        var sealing: OpaquePointer?
        try lent(pdf) { data, size in try check(sidian_sealing_new(handle, data, size, &sealing)) }
        defer { sidian_sealing_free(sealing) }
        try check(sidian_sealing_place(sealing, page, xMM, yMM))
        return try bytes {
            sidian_sealing_sign(sealing, key.handle, certificates.handle, Int64(now.timeIntervalSince1970), $0)
        }
    }
}

extension Verifier {
    /// Judges an authorisation for what a department is about to do.
    public func grant(_ token: Data, licence: Licence, recipient: String, item: String, purpose: String,
                      now: Date) throws -> Report {
        var out: OpaquePointer?
        let none = sidian_text(data: nil, len: 0)
        let status = said([String(decoding: token, as: UTF8.self), recipient, item, purpose]) { texts in
            sidian_verify_grant(handle, texts[0], licence.handle, texts[1], texts[2], texts[3], none, none,
                                Int64(now.timeIntervalSince1970), &out)
        }
        guard let report = out else { throw lastError(status) }
        return Report(report, status)
    }
}

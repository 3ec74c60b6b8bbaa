import CSidian
import Foundation

/// The question could not be asked; `status` is the stable number of the reason.
public struct SidianError: Error {
    public let status: Int32
    public let message: String
}

public enum Verdict: Int32 {
    case passed = 0
    case failed = 100
    case indeterminate = 101
}

func lastError(_ status: Int32) -> SidianError {
    var text: UnsafePointer<UInt8>?
    var size = 0
    sidian_last_error_message(&text, &size)
    let message = text.map { String(decoding: UnsafeBufferPointer(start: $0, count: size), as: UTF8.self) }
    return SidianError(status: status, message: message ?? "")
}

func check(_ status: Int32) throws {
    if status != 0 { throw lastError(status) }
}

func lent<R>(_ data: Data, _ body: (UnsafePointer<UInt8>?, Int) throws -> R) rethrows -> R {
    try data.withUnsafeBytes { raw in
        try body(raw.bindMemory(to: UInt8.self).baseAddress, raw.count)
    }
}

func bytes(_ call: (UnsafeMutablePointer<OpaquePointer?>) -> Int32) throws -> Data {
    var out: OpaquePointer?
    try check(call(&out))
    defer { sidian_bytes_free(out) }
    var data: UnsafePointer<UInt8>?
    var size = 0
    try check(sidian_bytes_view(out, &data, &size))
    return data.map { Data(bytes: $0, count: size) } ?? Data()
}

/// A private key, in memory or behind a function such as the Secure Enclave's.
public final class Key {
    let handle: OpaquePointer
    private let sign: ((Data) throws -> Data)?

    public init(suite: String) throws {
        var out: OpaquePointer?
        try lent(Data(suite.utf8)) { data, size in try check(sidian_key_generate(data, size, &out)) }
        handle = out!
        sign = nil
    }

    /// A key that only `sign` can reach; it may be called from any thread.
    public init(algorithm: String, spki: Data, sign: @escaping (Data) throws -> Data) throws {
        final class Box { let sign: (Data) throws -> Data; init(_ sign: @escaping (Data) throws -> Data) { self.sign = sign } }
        // Kept for the life of the process: the library may be in a call when the key is freed.
        let box = Unmanaged.passRetained(Box(sign))
        var out: OpaquePointer?
        try lent(Data(algorithm.utf8)) { name, nameSize in
            try lent(spki) { key, keySize in
                try check(sidian_key_from_callback(name, nameSize, key, keySize, {
                    userdata, message, size, value, capacity, valueSize in
                    let box = Unmanaged<Box>.fromOpaque(userdata!).takeUnretainedValue()
                    guard let made = try? box.sign(Data(bytes: message!, count: size)), made.count <= capacity
                    else { return 1 }
                    made.copyBytes(to: value!, count: made.count)
                    valueSize!.pointee = made.count
                    return 0
                }, box.toOpaque(), &out))
            }
        }
        handle = out!
        self.sign = sign
    }

    deinit { sidian_key_free(handle) }

    public func spki() throws -> Data { try bytes { sidian_key_public(handle, $0) } }

    public func sign(_ message: Data) throws -> Data {
        try lent(message) { data, size in try bytes { sidian_key_sign(handle, data, size, $0) } }
    }
}

/// X.509 certificates; for a signer its own first.
public final class Certificates {
    let handle: OpaquePointer

    public init(_ file: Data) throws {
        var out: OpaquePointer?
        try lent(file) { data, size in try check(sidian_certificates_read(data, size, &out)) }
        handle = out!
    }

    deinit { sidian_certificates_free(handle) }
}

/// A signature that lacks nothing but its value: the document stays on the server.
public final class PreparedSignature {
    private let handle: OpaquePointer

    public init(pdf: Data, certificates: Certificates, algorithm: String, now: Date) throws {
        var draft: OpaquePointer?
        try lent(pdf) { data, size in try check(sidian_signature_draft_new(data, size, &draft)) }
        defer { sidian_signature_draft_free(draft) }
        var out: OpaquePointer?
        try lent(Data(algorithm.utf8)) { name, size in
            let seconds = Int64(now.timeIntervalSince1970)
            try check(sidian_signature_prepare(draft, certificates.handle, name, size, seconds, &out))
        }
        handle = out!
    }

    deinit { sidian_prepared_free(handle) }

    public func toBeSigned() throws -> Data {
        var data: UnsafePointer<UInt8>?
        var size = 0
        try check(sidian_prepared_to_be_signed(handle, &data, &size))
        return Data(bytes: data!, count: size)
    }

    public func complete(_ value: Data) throws -> Data {
        try lent(value) { data, size in try bytes { sidian_prepared_complete(handle, data, size, $0) } }
    }
}

/// The answer about one file; only `.passed` is good.
public final class Report {
    let handle: OpaquePointer
    public let verdict: Verdict

    init(_ handle: OpaquePointer, _ status: Int32) {
        self.handle = handle
        verdict = Verdict(rawValue: status) ?? .indeterminate
    }

    deinit { sidian_report_free(handle) }

    public func json(file: String = "", chinese: Bool = true) throws -> Data {
        try lent(Data(file.utf8)) { name, size in
            try bytes { sidian_report_json(handle, name, size, chinese ? 0 : 1, $0) }
        }
    }
}

/// Judges files; shared by threads freely.
public final class Verifier {
    let handle: OpaquePointer

    public init(anchors: [String: Data], crls: [Data] = [], statusLists: [Data] = [],
                ledger: Ledger? = nil) throws {
        var trust: OpaquePointer?
        var evidence: OpaquePointer?
        try check(sidian_trust_new(&trust))
        defer { sidian_trust_free(trust) }
        try check(sidian_evidence_new(&evidence))
        defer { sidian_evidence_free(evidence) }
        for (list, file) in anchors {
            try lent(Data(list.utf8)) { name, nameSize in
                try lent(file) { data, size in try check(sidian_trust_add(trust, name, nameSize, data, size)) }
            }
        }
        for crl in crls {
            try lent(crl) { data, size in try check(sidian_evidence_add_crl(evidence, data, size)) }
        }
        for list in statusLists {
            try lent(list) { data, size in try check(sidian_evidence_add_status_list(evidence, data, size)) }
        }
        var out: OpaquePointer?
        var policy = sidian_policy()
        policy.size = MemoryLayout<sidian_policy>.size
        policy.ledger = ledger?.handle
        try check(sidian_verifier_new(trust, evidence, &policy, &out))
        handle = out!
    }

    deinit { sidian_verifier_free(handle) }

    public func document(_ file: Data, now: Date) throws -> Report {
        var out: OpaquePointer?
        let status = lent(file) { data, size in
            sidian_verify_document(handle, data, size, Int64(now.timeIntervalSince1970), &out)
        }
        guard let report = out else { throw lastError(status) }
        return Report(report, status)
    }
}

/// A licence that passed: the only place where its fields can be read.
public final class Licence {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { sidian_licence_free(handle) }

    public func id() throws -> String {
        String(decoding: try bytes { sidian_licence_id(handle, $0) }, as: UTF8.self)
    }
}

extension Report {
    /// The licence, if and only if the report passed and the file is one.
    public func licence() throws -> Licence {
        var out: OpaquePointer?
        try check(sidian_report_licence(handle, &out))
        return Licence(out!)
    }
}

/** sidian as Kotlin says it: named arguments, default values, sealed answers. */
package org.sidian.kt

import org.sidian.Certificates
import org.sidian.Key
import org.sidian.Report
import org.sidian.Signature
import org.sidian.Verifier

/** The answer about a licence: only [Passed] gives its fields out. */
sealed interface Answer {
    /** It passed: what it says, as JSON. */
    data class Passed(val id: String, val metadata: String) : Answer

    /** It did not, and here is why, as JSON. */
    data class Refused(val verdict: Report.Verdict, val report: String) : Answer
}

/** Builds a verifier from trusted certificates by the name of their list, and what was fetched. */
fun verifier(
    anchors: Map<String, ByteArray>,
    crls: List<ByteArray> = emptyList(),
    ocsps: List<ByteArray> = emptyList(),
    statusLists: List<ByteArray> = emptyList(),
): Verifier = Verifier.Builder().use { builder ->
    anchors.forEach { (list, file) -> builder.trust(list, file) }
    crls.forEach(builder::crl)
    ocsps.forEach(builder::ocsp)
    statusLists.forEach(builder::statusList)
    builder.build()
}

/** Judges a licence. */
fun Verifier.judge(file: ByteArray, now: Long, name: String = "", chinese: Boolean = true): Answer =
    licence(file, now).use { report ->
        if (report.passed()) Answer.Passed(report.licenceId(), report.licenceJson())
        else Answer.Refused(report.verdict(), report.json(name, chinese))
    }

/**
 * Signs on the phone what a server prepared: the document never leaves the server, the key never
 * leaves the phone. [sign] is the secure store's own.
 */
fun signElsewhere(
    pdf: ByteArray,
    chain: Certificates,
    algorithm: String,
    now: Long,
    reason: String = "",
    sign: (ByteArray) -> ByteArray,
): ByteArray = Signature.prepare(pdf, reason, chain, algorithm, now).use { it.complete(sign(it.toBeSigned())) }

/** A key of this suite: sm2 unless another is named. */
fun key(suite: String = "sm2"): Key = Key.generate(suite)

/** sidian as Kotlin says it: named arguments, default values, sealed answers. */
package org.sidian.kt

import org.sidian.Certificates
import org.sidian.Grant
import org.sidian.Key
import org.sidian.Ledger
import org.sidian.Materials
import org.sidian.Report
import org.sidian.Seal
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
    certificates: List<ByteArray> = emptyList(),
    remember: Boolean = false,
    ledger: Ledger? = null,
): Verifier = Verifier.Builder().use { builder ->
    anchors.forEach { (list, file) -> builder.trust(list, file) }
    crls.forEach(builder::crl)
    ocsps.forEach(builder::ocsp)
    statusLists.forEach(builder::statusList)
    certificates.forEach(builder::certificates)
    if (remember) builder.remember()
    ledger?.let(builder::remember)
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

/** Lets [recipient] use a licence for one item and [purpose]; parties are kind and code. */
fun grant(
    holder: String,
    recipient: String,
    item: Pair<String, String>,
    purpose: String,
    licence: String,
    period: LongRange,
    key: Key,
    chain: Certificates,
    uses: Int = 0,
): ByteArray {
    val grant = Grant()
    grant.holder = holder
    grant.recipient = recipient
    grant.item = item.first
    grant.itemName = item.second
    grant.purpose = purpose
    grant.licence = licence
    grant.uses = uses
    grant.from = period.first
    grant.until = period.last
    return grant.sign(key, chain)
}

/** The text of a QR code that shows a licence once, for at most five minutes. */
fun showCode(licence: String, key: Key, now: Long, seconds: Long = 120): String =
    Materials.showCode(licence, key, seconds, now)

/** Makes a seal: its draft is closed whatever comes. */
fun seal(
    id: String,
    name: String,
    picture: ByteArray,
    sizeMm: Int,
    period: LongRange,
    signers: List<Certificates>,
    key: Key,
    chain: Certificates,
    now: Long,
): Seal = Seal.Draft(id, name, picture, sizeMm, sizeMm).use { draft ->
    draft.validity(period.first, period.last)
    signers.forEach(draft::signer)
    draft.make(key, chain, now)
}

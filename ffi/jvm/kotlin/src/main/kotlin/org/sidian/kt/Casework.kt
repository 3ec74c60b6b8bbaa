/** What a department does with what was verified: receipts, copies, chosen fields, exemption. */
package org.sidian.kt

import org.sidian.Certificates
import org.sidian.Copy
import org.sidian.Exemption
import org.sidian.Key
import org.sidian.Ledger
import org.sidian.Licence
import org.sidian.Receipt
import org.sidian.Report
import org.sidian.Share
import org.sidian.Verifier

/** Who worked on a case. */
data class Operator(val account: String, val name: String, val unit: String)

/**
 * Signs what this report answered about [document], as [verifier] gave it, for the file of a case. It may
 * say "failed". [department] is kind and code, [item] code and name.
 */
fun Report.receipt(
    verifier: Verifier,
    name: String,
    document: ByteArray,
    department: String,
    case: String,
    key: Key,
    chain: Certificates,
    now: Long,
    item: Pair<String, String>? = null,
    operator: Operator? = null,
): ByteArray = Receipt().also {
    it.name = name
    it.document = document
    it.department = department
    it.caseNumber = case
    it.judgedAt = now
    it.item = item?.first
    it.itemName = item?.second
    it.operatorAccount = operator?.account
    it.operatorName = operator?.name
    it.operatorUnit = operator?.unit
}.sign(this, verifier, key, chain, now)

/** Judges a receipt, about a document and in a case where these are named. */
fun Verifier.receipt(receipt: ByteArray, now: Long, document: ByteArray? = null, case: String? = null): Report =
    receipt(receipt, document, case, now)

/**
 * Makes an annotated copy under an authorisation that passed ([proof]), which names recipient, purpose and
 * case; [ledger] counts it before it is signed.
 */
fun Licence.copy(
    original: ByteArray,
    proof: Report,
    maker: String,
    recipientName: String,
    cause: String,
    until: Long,
    ledger: Ledger,
    key: Key,
    chain: Certificates,
    now: Long,
    most: Int = 0,
    days: Int = 0,
): ByteArray = Copy().also {
    it.original = original
    it.maker = maker
    it.recipientName = recipientName
    it.cause = cause
    it.until = until
    it.most = most
    it.days = days.toShort()
}.make(this, proof, ledger, key, chain, now)

/** Judges an annotated copy for a use; without [original] the answer stays open. */
fun Verifier.copy(
    pdf: ByteArray,
    recipient: String,
    purpose: String,
    now: Long,
    original: ByteArray? = null,
    case: String? = null,
): Report = copy(pdf, recipient, purpose, case, original, now)

/** What a verifier asks of a holder: who asks, a number that is good for this once, what for. */
data class Question(val audience: String, val nonce: String, val purpose: String = "")

/** A licence whose fields its holder can disclose one by one. Holding one proves nothing. */
@JvmInline
value class SharedLicence(val text: String) {
    /** The names of the fields; nothing is judged. */
    val fields: List<String> get() = Share.fields(text).toList()

    /** Discloses [fields] in answer to a question, as the holder. */
    fun present(fields: Collection<String>, question: Question, key: Key, now: Long): String = Share.present(
        text, fields.joinToString(","), question.audience, question.nonce, question.purpose, key, now,
    )
}

/** Makes a licence shareable field by field, as its issuer, for the holder of the key alone. */
fun Licence.share(spki: ByteArray, period: LongRange, key: Key, chain: Certificates, decoys: Int = 0) =
    SharedLicence(Share.sign(this, spki, period.first, period.last, decoys, key, chain))

/** The fields that were disclosed, as JSON by their names, or null where the answer did not pass. */
fun Verifier.fields(presented: String, wanted: Collection<String>, question: Question, now: Long): Map<String, String>? =
    share(presented, question.audience, question.nonce, question.purpose, wanted.joinToString(","), now).use { report ->
        if (report.passed()) wanted.associateWith(report::shared) else null
    }

/** Tells [recipient] that something holds, or does not, about somebody; parties are kind and code. */
fun fact(
    teller: String,
    recipient: String,
    about: String,
    item: String,
    code: String,
    name: String,
    holds: Boolean,
    period: LongRange,
    key: Key,
    chain: Certificates,
): String = Exemption.Fact().also {
    it.teller = teller
    it.recipient = recipient
    it.about = about
    it.item = item
    it.code = code
    it.name = name
    it.holds = holds
    it.from = period.first
    it.until = period.last
}.sign(key, chain)

/** Which papers need not be handed in, by name, and whether none is missing. The department decides. */
data class Exempted(val complete: Boolean, val papers: Map<String, Exemption.Outcome>, val json: String)

/** Compares what was [brought] with the list of a service item (its code, its name or its JSON). */
fun exempt(
    list: String,
    who: String,
    brought: Iterable<Report>,
    now: Long,
    case: String? = null,
    parties: Map<String, String> = emptyMap(),
    chinese: Boolean = true,
): Exempted = Exemption.Item(list).use { item ->
    Exemption.Applicant(who, case).use { applicant ->
        parties.forEach { (role, party) -> applicant.party(role, party) }
        brought.forEach { applicant.brings(it, null) }
        Exemption(item, applicant, now).use { answer ->
            val papers = (0 until answer.size()).associate { answer.paper(it) to answer.outcome(it) }
            Exempted(answer.complete(), papers, answer.json(chinese))
        }
    }
}

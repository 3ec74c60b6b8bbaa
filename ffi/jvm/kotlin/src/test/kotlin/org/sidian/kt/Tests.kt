package org.sidian.kt

import org.sidian.Certificates
import org.sidian.Exemption
import org.sidian.Key
import org.sidian.Ledger
import org.sidian.Licence
import org.sidian.Register
import org.sidian.Report
import org.sidian.Report.Verdict
import org.sidian.SidianException
import org.sidian.Verifier

private const val YEAR = 31_557_600L
private const val WHO = "001:91410800MA4400D94H"
private const val OFFICE = "001:11410800MB00000009"
private val ITEM = "410800-0001" to "延续"
private const val DATA = """{"number": "JY14108000000001", "serial": "20260501000001",
"issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
"holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
"credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
"经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"}"""
private const val LIST = """{"format": 1, "code": "410800-0001", "name": "延续",
"department": {"name": "四电测试局", "code": "11410800MB00000009"}, "basis": "示例", "note": "示例", "papers": [
{"name": "食品经营许可证", "required": true, "accepts": [{"licence": {"name": "食品经营许可证"}}]},
{"name": "检查合格证明", "required": true, "accepts": [{"fact": {"code": "checked", "name": "检查合格",
"from": ["11410800MB00000009"], "max_age_days": 30}}]}]}"""

/** The wrapper against the library: what passes, and what is refused. */
private class World(val ledger: Ledger) {
    val now = System.currentTimeMillis() / 1000
    val rootKey = key()
    val key = key()
    val holderKey = key()
    val root: Certificates = Certificates.root("示例根", now - YEAR, now + 20 * YEAR, rootKey)
    val chain = certified("四电测试局", "11410800MB00000009", key)
    val holder = certified("示例餐馆", "91410800MA4400D94H", holderKey)
    val register = Register("https://status.example/1")
    val file: ByteArray = register.issue("食品经营许可证", DATA, key, chain, now)
    val verifier: Verifier = verifier(
        anchors = mapOf("示例" to root.der(0)),
        crls = listOf(root.crl(1, now - 60, now + YEAR, rootKey)),
        statusLists = listOf(register.sign(key, chain, 86_400, now)),
        certificates = listOf(holder.der(0), chain.der(0)),
        ledger = ledger,
    )
    val licence: Licence = verifier.licence(file, now).use(Report::licence)

    fun certified(name: String, code: String, of: Key): Certificates = Certificates.issue(
        name, code, "http://ca.example/root.crl", now - YEAR, now + YEAR, of.spki(), rootKey, root,
    )

    fun ask(purpose: String): Report {
        val token = grant(WHO, OFFICE, ITEM, "延续", licence.id(), now - 1..now + 3600, holderKey, holder)
        return verifier.grant(token, licence, OFFICE, ITEM.first, purpose, now)
    }
}

private fun status(call: () -> Unit): Int = try {
    call()
    0
} catch (refused: SidianException) {
    refused.status()
}

private fun World.answersAreSealed() {
    check(verifier.judge(file, now) is Answer.Passed)
    val forged = file.clone().also { it[it.size / 3] = (it[it.size / 3].toInt() xor 1).toByte() }
    val refused = verifier.judge(forged, now)
    check(refused is Answer.Refused && refused.verdict == Verdict.FAILED && "findings" in refused.report)
}

private fun World.anAuthorisationIsForOnePurpose() {
    check(ask("延续").use(Report::passed))
    check(ask("别的").use(Report::verdict) == Verdict.FAILED)
}

private fun World.aReceiptIsAboutItsDocumentAndCase() {
    val receipt = verifier.licence(file, now).use {
        val who = Operator("zhang", "张三", "窗口")
        it.receipt(verifier, "证照.pdf", file, OFFICE, "2026-0001", key, chain, now, item = ITEM, operator = who)
    }
    check(verifier.receipt(receipt, now).use(Report::passed))
    check(verifier.receipt(receipt, now, file, "2026-0001").use(Report::passed))
    check(verifier.receipt(receipt, now, case = "2026-0002").use(Report::verdict) == Verdict.FAILED)
    check(verifier.receipt(receipt, now, document = byteArrayOf(1)).use(Report::verdict) == Verdict.FAILED)
}

private fun World.aCopyIsMarkedForItsRecipient() {
    fun copied(proof: Report) =
        licence.copy(file, proof, OFFICE, "四电测试局", "窗口办理", now + 1800, ledger, key, chain, now, most = 1)
    ask("延续").use { proof ->
        val copy = copied(proof)
        check(verifier.copy(copy, OFFICE, "延续", now, original = file).use(Report::passed))
        check(verifier.copy(copy, OFFICE, "别的", now, original = file).use(Report::verdict) == Verdict.FAILED)
        check(verifier.copy(copy, OFFICE, "延续", now).use(Report::verdict) == Verdict.INDETERMINATE)
        check(status { copied(proof) } >= 1000) { "one copy too many" }
    }
    ask("别的").use { refused -> check(status { copied(refused) } == 100) { "nobody allowed it" } }
}

private fun World.fieldsAreForOneQuestion() {
    val share = licence.share(holderKey.spki(), now..now + 86_400, key, chain, decoys = 5)
    val wanted = share.fields.take(1)
    val question = Question("银行", "n-1", "开户")
    val shown = share.present(wanted, question, holderKey, now)
    check(verifier.fields(shown, wanted, question, now)?.keys == wanted.toSet())
    check(verifier.fields(shown, wanted, question.copy(nonce = "n-2"), now) == null)
}

private fun World.papersThatSomethingStandsInForNeedNotBeBrought() {
    val told = fact(
        OFFICE, OFFICE, WHO, ITEM.first, "checked", "检查合格", true, now - 1..now + 3600, key, chain,
    )
    verifier.licence(file, now).use { proven ->
        val alone = exempt(LIST, WHO, listOf(proven), now, parties = mapOf("经办人" to WHO))
        check(!alone.complete && alone.papers["食品经营许可证"] == Exemption.Outcome.NEEDS_GRANT) { alone.json }
        check(alone.papers["检查合格证明"] == Exemption.Outcome.HAND_IN)
        ask("延续").use { granted ->
            verifier.fact(told, OFFICE, ITEM.first, now).use { checked ->
                val all = exempt(LIST, WHO, listOf(proven, granted, checked), now)
                check(all.complete && all.papers.values.all { it == Exemption.Outcome.SATISFIED }) { all.json }
            }
        }
    }
}

fun main() {
    Ledger().use { ledger ->
        World(ledger).run {
            answersAreSealed()
            anAuthorisationIsForOnePurpose()
            aReceiptIsAboutItsDocumentAndCase()
            aCopyIsMarkedForItsRecipient()
            fieldsAreForOneQuestion()
            papersThatSomethingStandsInForNeedNotBeBrought()
        }
    }
    println("ok")
}

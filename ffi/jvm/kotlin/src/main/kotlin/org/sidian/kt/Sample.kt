package org.sidian.kt

import org.sidian.Certificates
import org.sidian.Register
import org.sidian.Report
import org.sidian.Seal

private const val YEAR = 31_557_600L
private const val DATA = """{"number": "JY14108000000001", "serial": "20260501000001",
"issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
"holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
"credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
"经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"}"""

/** Issue, verify, tamper, be refused; authorise, show, seal: the whole of a day in Kotlin. */
fun main() {
    val now = System.currentTimeMillis() / 1000
    val rootKey = key()
    val key = key()
    val root = Certificates.root("示例根", now - YEAR, now + 20 * YEAR, rootKey)
    val chain = Certificates.issue(
        "四电测试局", "11410800MB00000009", "http://ca.example/root.crl",
        now - YEAR, now + 3 * YEAR, key.spki(), rootKey, root,
    )
    val holderKey = key()
    val holder = Certificates.issue(
        "示例餐馆", "91410800MA4400D94H", "http://ca.example/root.crl",
        now - YEAR, now + YEAR, holderKey.spki(), rootKey, root,
    )
    val register = Register("https://status.example/1")
    val licence = register.issue("食品经营许可证", DATA, key, chain, now)
    val verifier = verifier(
        anchors = mapOf("示例" to root.der(0)),
        crls = listOf(root.crl(1, now - 60, now + YEAR, rootKey)),
        statusLists = listOf(register.sign(key, chain, 86_400, now)),
        certificates = listOf(holder.der(0), chain.der(0)),
        remember = true,
    )

    val passed = verifier.judge(licence, now)
    check(passed is Answer.Passed) { passed }
    println("passed: ${passed.id}")

    val forged = licence.clone().also { it[it.size / 3] = (it[it.size / 3].toInt() xor 1).toByte() }
    val refused = verifier.judge(forged, now)
    check(refused is Answer.Refused && refused.verdict == Report.Verdict.FAILED)
    println("tampered with: refused")

    verifier.licence(licence, now).use { it.licence() }.use { proven ->
        val (who, bureau) = "001:91410800MA4400D94H" to "001:11410800MB00000009"
        val period = now - 1..now + 3600
        val token = grant(who, bureau, "410800-0001" to "延续", "延续", proven.id(), period, holderKey, holder)
        fun ask(purpose: String) =
            verifier.grant(token, proven, bureau, "410800-0001", purpose, now).use(Report::verdict)
        check(ask("延续") == Report.Verdict.PASSED && ask("别的") == Report.Verdict.FAILED)
        println("authorised for one purpose")

        val code = showCode(proven.id(), holderKey, now)
        fun scan() = verifier.showCode(code, proven, now).use(Report::verdict)
        check(scan() == Report.Verdict.PASSED && scan() == Report.Verdict.FAILED)
        println("shown once")
    }

    val picture = Seal.draw("四电测试局", 42.0)
    val life = now - 60..now + YEAR
    seal("41080000000017", "四电测试局", picture, 42, life, listOf(chain), key, chain, now).use { seal ->
        check(verifier.seal(seal.der(), now).use(Report::passed))
        println("sealed by ${seal.name()}")
    }
}

package org.sidian.kt

import org.sidian.Certificates
import org.sidian.Register
import org.sidian.Report

private const val YEAR = 31_557_600L
private const val DATA = """{"number": "JY14108000000001", "serial": "20260501000001",
"issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
"holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
"credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
"经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"}"""

/** Issue, verify, tamper, be refused: the whole of a day in Kotlin. */
fun main() {
    val now = System.currentTimeMillis() / 1000
    val rootKey = key()
    val key = key()
    val root = Certificates.root("示例根", now - YEAR, now + 20 * YEAR, rootKey)
    val chain = Certificates.issue(
        "四电测试局", "11410800MB00000009", "http://ca.example/root.crl",
        now - YEAR, now + 3 * YEAR, key.spki(), rootKey, root,
    )
    val register = Register("https://status.example/1")
    val licence = register.issue("食品经营许可证", DATA, key, chain, now)
    val verifier = verifier(
        anchors = mapOf("示例" to root.der(0)),
        crls = listOf(root.crl(1, now - 60, now + YEAR, rootKey)),
        statusLists = listOf(register.sign(key, chain, 86_400, now)),
    )

    val passed = verifier.judge(licence, now)
    check(passed is Answer.Passed) { passed }
    println("passed: ${passed.id}")

    val forged = licence.clone().also { it[it.size / 3] = (it[it.size / 3].toInt() xor 1).toByte() }
    val refused = verifier.judge(forged, now)
    check(refused is Answer.Refused && refused.verdict == Report.Verdict.FAILED)
    println("tampered with: refused")
}

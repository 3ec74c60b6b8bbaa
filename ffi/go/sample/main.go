// The whole of a day in Go: issue, sign elsewhere, verify, tamper, be refused.
package main

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/sidian/sidian/ffi/go/sidian"
)

const data = `{"number": "JY14108000000001", "serial": "20260501000001",
"issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
"holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
"credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
"经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"}`

const year = 31557600

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	now := time.Now().Unix()
	rootKey, key := must(sidian.GenerateKey("sm2")), must(sidian.GenerateKey("sm2"))
	root := must(sidian.Subject{Name: "示例根", From: now - year, Until: now + 20*year}.SelfSign(rootKey))
	subject := sidian.Subject{
		Name: "四电测试局", Organisation: "四电测试局", Code: "11410800MB00000009",
		From: now - year, Until: now + 3*year, CRLURL: "http://ca.example/root.crl",
	}
	chain := must(subject.Issue(must(key.SPKI()), rootKey, root))

	register := must(sidian.NewRegister("https://status.example/1"))
	licence := must(sidian.IssueLicence("食品经营许可证", data, register, key, chain, now))

	trust := sidian.Trust{
		Anchors:     map[string][]byte{"示例": must(root.DER(0))},
		CRLs:        [][]byte{must(sidian.SignCRL(1, now-60, now+year, rootKey, root))},
		StatusLists: [][]byte{must(register.Sign(key, chain, 86400, now))},
	}
	verifier := must(sidian.NewVerifier(trust))
	report := must(verifier.Licence(licence, now))
	if !report.Passed() {
		log.Fatal(must(report.JSON("licence.pdf", sidian.English)))
	}
	id := must(report.LicenceID())
	fmt.Println("passed:", id)

	forged := append([]byte(nil), licence...)
	forged[len(forged)/3] ^= 1
	refused := must(verifier.Licence(forged, now))
	var failure *sidian.Error
	if _, err := refused.LicenceID(); refused.Verdict() != sidian.Failed ||
		!errors.As(err, &failure) || failure.Status != sidian.Failed {
		log.Fatal("a forged licence was not refused")
	}
	fmt.Println("tampered with: refused")

	// A key behind a function: a card, an HSM, a phone.
	card := must(sidian.KeyElsewhere(must(key.Algorithm()), must(key.SPKI()), key.Sign))
	defer card.Close()
	if err := register.Record(id, "revoke", "示例", now+60); err != nil {
		log.Fatal(err)
	}
	trust.StatusLists = [][]byte{must(register.Sign(card, chain, 86400, now+60))}
	if must(must(sidian.NewVerifier(trust)).Licence(licence, now+120)).Passed() {
		log.Fatal("a revoked licence was not refused")
	}
	fmt.Println("revoked: refused")

	broken := must(sidian.KeyElsewhere(must(key.Algorithm()), must(key.SPKI()),
		func([]byte) ([]byte, error) { return nil, errors.New("no card") }))
	defer broken.Close()
	if _, err := register.Sign(broken, chain, 86400, now+60); err == nil {
		log.Fatal("a card that refuses signed")
	}
}

package sidian

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

const (
	year   = 31557600
	bureau = "11410800MB00000009"
	holder = "91410800MA4400D94H"
	data   = `{"number": "JY14108000000001", "serial": "20260501000001",
 "issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
 "holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
 "credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
 "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"}`
)

type world struct {
	now                int64
	rootKey, key, his  *Key
	root, chain, owner *Certificates
	trust              Trust
	pdf                []byte
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func (w *world) certified(t *testing.T, name, code string, key *Key, stamps bool) *Certificates {
	spki := must[[]byte](t)(key.SPKI())
	subject := Subject{Name: name, Organisation: name, Code: code, From: w.now - year, Until: w.now + year, ForTimestamps: stamps}
	return must[*Certificates](t)(subject.Issue(spki, w.rootKey, w.root))
}

func build(t *testing.T) *world {
	w := &world{now: time.Now().Unix()}
	key := must[*Key](t)
	w.rootKey, w.key, w.his = key(GenerateKey("sm2")), key(GenerateKey("sm2")), key(GenerateKey("sm2"))
	root := Subject{Name: "示例根", From: w.now - year, Until: w.now + 9*year}
	w.root = must[*Certificates](t)(root.SelfSign(w.rootKey))
	w.chain = w.certified(t, "四电测试局", bureau, w.key, false)
	w.owner = w.certified(t, "示例餐馆", holder, w.his, false)
	bytes := must[[]byte](t)
	crl := bytes(SignCRL(1, w.now-60, w.now+year, w.rootKey, w.root))
	w.trust = Trust{
		Anchors: map[string][]byte{"示例": bytes(w.root.DER(0))}, CRLs: [][]byte{crl},
		Certificates: [][]byte{bytes(w.owner.DER(0)), bytes(w.chain.DER(0))}, RemembersCodes: true,
	}
	w.pdf = bytes(os.ReadFile(os.Getenv("SIDIAN_TEST_PDF")))
	return w
}

func expect(t *testing.T, wanted int32) func(*Report, error) {
	return func(report *Report, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if report.Verdict() != wanted {
			json, _ := report.JSON("", English)
			t.Fatalf("verdict %d, not %d: %v", report.Verdict(), wanted, json["findings"])
		}
	}
}

func changed(file []byte, at int) []byte {
	forged := append([]byte(nil), file...)
	forged[at] ^= 1
	return forged
}

func TestErrorsCarryNumberAndWords(t *testing.T) {
	_, err := GenerateKey("rot13")
	var failure *Error
	if !errors.As(err, &failure) || failure.Status != 2 || failure.Message == "" {
		t.Fatal(err)
	}
	key := must[*Key](t)(GenerateKey("ed25519"))
	key.Close()
	key.Close()
	if _, err := key.SPKI(); err == nil {
		t.Fatal("a closed key gave its public half")
	}
}

func TestASealIsAppliedAndAChangedPageRefused(t *testing.T) {
	w := build(t)
	verifier := must[*Verifier](t)(NewVerifier(w.trust))
	bytes := must[[]byte](t)
	wish := SealWish{ID: "41080000000017", Name: "四电测试局", Picture: bytes(DrawSeal("四电测试局", 42)), WidthMM: 42,
		HeightMM: 42, From: w.now - 60, Until: w.now + year, Signers: []*Certificates{w.chain}}
	seal := must[*Seal](t)(wish.Make(w.key, w.chain, w.now))
	der := bytes(seal.DER())
	expect(t, Passed)(verifier.Seal(der, w.now))
	again := must[*Seal](t)(ReadSeal(der))
	sealed := bytes(again.Apply(w.pdf, 1, 100, 60, w.key, w.chain, w.now))
	expect(t, Passed)(verifier.Document(sealed, w.now))
	expect(t, Failed)(verifier.Document(changed(sealed, 100), w.now))
}

func TestASignatureClimbsToLTA(t *testing.T) {
	w := build(t)
	bytes := must[[]byte](t)
	key := must[*Key](t)(GenerateKey("sm2"))
	chain := w.certified(t, "时间戳", bureau, key, true)
	authority := must[*Authority](t)(NewAuthority(key, chain, "1.2.156.3005.99.1", nil))
	extender := must[*Extender](t)(NewExtender(w.trust, "SM3"))
	signed := bytes(SignPDF(w.pdf, "审批通过", w.key, w.chain, w.now))
	if level := must[Level](t)(extender.Level(signed, w.now)); level != LevelB {
		t.Fatal(level)
	}
	kept := bytes(extender.Extend(signed, LevelLTA, authority, w.now))
	if level := must[Level](t)(extender.Level(kept, w.now)); level != LevelLTA {
		t.Fatal(level)
	}
	if len(bytes(authority.State())) == 0 {
		t.Fatal("no state")
	}
	if _, err := NewAuthority(w.key, w.chain, "1.2.3", nil); err == nil {
		t.Fatal("a signer's certificate made timestamps")
	}
}

func TestOneVerifierServesEightGoroutines(t *testing.T) {
	w := build(t)
	verifier := must[*Verifier](t)(NewVerifier(w.trust))
	signed := must[[]byte](t)(SignPDF(w.pdf, "", w.key, w.chain, w.now))
	forged := changed(signed, 100)
	var all sync.WaitGroup
	for i := 0; i < 8; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for j := 0; j < 5; j++ {
				good, err := verifier.Document(signed, w.now)
				if err != nil || !good.Passed() {
					t.Error("a genuine file did not pass")
				}
				bad, err := verifier.Document(forged, w.now)
				if err != nil || bad.Verdict() != Failed {
					t.Error("a forged file did not fail")
				}
			}
		}()
	}
	all.Wait()
}

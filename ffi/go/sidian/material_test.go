package sidian

import (
	"errors"
	"testing"
)

const (
	office = "001:" + bureau
	who    = "001:" + holder
	code   = "410800-0001"
	list   = `{"format": 1, "code": "410800-0001", "name": "延续",
 "department": {"name": "四电测试局", "code": "11410800MB00000009"}, "basis": "示例", "note": "示例", "papers": [
 {"name": "食品经营许可证", "required": true, "accepts": [{"licence": {"name": "食品经营许可证"}}]},
 {"name": "检查合格证明", "required": true, "accepts": [{"fact": {"code": "checked", "name": "检查合格",
  "from": ["11410800MB00000009"], "max_age_days": 30}}]}]}`
)

// issued is a world with a licence in it that passed.
type issued struct {
	*world
	ledger   *Ledger
	verifier *Verifier
	licence  *Licence
	id       string
	file     []byte
}

func issue(t *testing.T) *issued {
	i := &issued{world: build(t), ledger: must[*Ledger](t)(NewLedger())}
	i.trust.Ledger = i.ledger
	i.verifier = must[*Verifier](t)(NewVerifier(i.trust))
	i.file = must[[]byte](t)(IssueLicence("食品经营许可证", data, nil, i.key, i.chain, i.now))
	report := must[*Report](t)(i.verifier.Licence(i.file, i.now))
	i.licence = must[*Licence](t)(report.Licence())
	i.id = must[string](t)(i.licence.ID())
	return i
}

func (i *issued) granted(t *testing.T) []byte {
	grant := Grant{Holder: who, Recipient: office, Item: code, ItemName: "延续", Purpose: "延续", Licence: i.id,
		From: i.now - 1, Until: i.now + 3600}
	return must[[]byte](t)(grant.Sign(i.his, i.owner))
}

func (i *issued) ask(token []byte, purpose string) (*Report, error) {
	return i.verifier.Grant(token, i.licence, Use{Recipient: office, Item: code, Purpose: purpose}, i.now)
}

// refused is the number of an error of the library, or 0.
func refused(err error) int32 {
	var failure *Error
	if errors.As(err, &failure) {
		return failure.Status
	}
	return 0
}

func TestMaterialsAreForOneUse(t *testing.T) {
	w := issue(t)
	token := w.granted(t)
	expect(t, Passed)(w.ask(token, "延续"))
	expect(t, Failed)(w.ask(token, "别的"))

	shown := must[string](t)(ShowCode(w.id, w.his, 120, w.now))
	expect(t, Passed)(w.verifier.ShowCode(shown, w.licence, w.now))
	expect(t, Failed)(w.verifier.ShowCode(shown, w.licence, w.now))

	forged := must[*Report](t)(w.verifier.Licence(changed(w.file, len(w.file)/3), w.now))
	if _, err := forged.Licence(); refused(err) != Failed {
		t.Fatal("a refused licence gave its fields")
	}
}

func TestAPackageAndItsReceipt(t *testing.T) {
	w := issue(t)
	bytes := must[[]byte](t)
	materials := []Material{{"申请.txt", "申请书", "text/plain", []byte("申请")}}
	packed := bytes(SignPackage("延续", materials, w.his, w.owner, w.now))
	report := must[*Report](t)(w.verifier.Package(packed, w.now))
	expect(t, Passed)(report, nil)
	if report, err := w.verifier.Package(changed(packed, len(packed)/2), w.now); err == nil && report.Passed() {
		t.Fatal("a changed package passed")
	}

	about := Receipt{Name: "延续.asice", Document: packed, Department: office, Case: "2026-0001", JudgedAt: w.now,
		Item: code, ItemName: "延续", OperatorAccount: "zhang", OperatorName: "张三", OperatorUnit: "窗口"}
	receipt := bytes(about.Sign(report, w.verifier, w.key, w.chain, w.now))
	expect(t, Passed)(w.verifier.Receipt(receipt, packed, "2026-0001", w.now))
	expect(t, Failed)(w.verifier.Receipt(receipt, packed, "2026-0002", w.now))
	expect(t, Failed)(w.verifier.Receipt(receipt, w.file, "", w.now))

	key := must[*Key](t)(GenerateKey("sm2"))
	chain := w.certified(t, "时间戳", bureau, key, true)
	authority := must[*Authority](t)(NewAuthority(key, chain, "1.2.156.3005.99.1", nil))
	stamped := bytes(StampReceipt(receipt, authority, w.now))
	expect(t, Passed)(w.verifier.Receipt(stamped, packed, "", w.now))
	if page := bytes(DrawReceipt(receipt, nil, w.now)); len(stamped) <= len(receipt) || string(page[:4]) != "%PDF" {
		t.Fatal("no timestamp or no page")
	}
}

func TestACopyIsMarkedForItsRecipient(t *testing.T) {
	w := issue(t)
	wish := Copy{Original: w.file, Maker: office, RecipientName: "四电测试局", Cause: "窗口办理", Until: w.now + 1800, Most: 1}
	make := func(proof *Report) ([]byte, error) {
		return wish.Make(w.licence, proof, w.ledger, w.key, w.chain, w.now)
	}
	proof := must[*Report](t)(w.ask(w.granted(t), "延续"))
	copied := must[[]byte](t)(make(proof))
	use := Use{Recipient: office, Purpose: "延续"}
	expect(t, Passed)(w.verifier.Copy(copied, use, w.file, w.now))
	expect(t, Indeterminate)(w.verifier.Copy(copied, use, nil, w.now))
	use.Purpose = "别的"
	expect(t, Failed)(w.verifier.Copy(copied, use, w.file, w.now))
	if _, err := make(proof); refused(err) < 1000 {
		t.Fatal("one copy too many", err)
	}
	if _, err := make(must[*Report](t)(w.ask(w.granted(t), "别的"))); refused(err) != Failed {
		t.Fatal("a copy that nobody allowed", err)
	}
}

func TestSharedFieldsAreForOneQuestion(t *testing.T) {
	w := issue(t)
	spki := must[[]byte](t)(w.his.SPKI())
	share := must[string](t)(SignShare(w.licence, spki, w.now, w.now+86400, 5, w.key, w.chain))
	fields := must[[]string](t)(ShareFields(share))[:1]
	question := Question{Audience: "银行", Nonce: "n-1", Purpose: "开户"}
	shown := must[string](t)(Present(share, fields, question, w.his, w.now))
	report := must[*Report](t)(w.verifier.Share(shown, fields, question, w.now))
	expect(t, Passed)(report, nil)
	var value any
	if err := report.Shared(fields[0], &value); err != nil || value == nil {
		t.Fatal(err)
	}
	if err := report.Shared("nothing", &value); refused(err) != 7 {
		t.Fatal(err)
	}
	question.Nonce = "n-2"
	replayed := must[*Report](t)(w.verifier.Share(shown, fields, question, w.now))
	expect(t, Failed)(replayed, nil)
	if err := replayed.Shared(fields[0], &value); refused(err) != Failed {
		t.Fatal("a refused answer gave its fields")
	}
}

func TestPapersThatSomethingStandsInForNeedNotBeBrought(t *testing.T) {
	w := issue(t)
	item := must[*Item](t)(ReadItem(list))
	if got := must[string](t)(item.Code()); got != code || must[string](t)(item.Department()) != office {
		t.Fatal(got)
	}
	applicant := must[*Applicant](t)(NewApplicant(who, ""))
	outcomes := func(complete bool, wanted ...Outcome) {
		t.Helper()
		answer := must[*Exemption](t)(Exempt(item, applicant, w.now))
		papers := must[[]Paper](t)(answer.Papers())
		for i, paper := range papers {
			if paper.Outcome != wanted[i] || !paper.Required {
				t.Fatal(paper)
			}
		}
		if len(papers) != 2 || must[bool](t)(answer.Complete()) != complete {
			t.Fatal(string(must[[]byte](t)(answer.JSON(English))))
		}
	}
	brings := func(report *Report, err error) {
		t.Helper()
		if err == nil {
			err = applicant.Brings(report, "")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	brings(w.verifier.Licence(w.file, w.now))
	if err := applicant.Party("经办人", who); err != nil {
		t.Fatal(err)
	}
	outcomes(false, NeedsGrant, HandIn)
	fact := Fact{Teller: office, Recipient: office, About: who, Item: code, Code: "checked", Name: "检查合格", Holds: true,
		From: w.now - 1, Until: w.now + 3600}
	told := must[[]byte](t)(fact.Sign(w.key, w.chain))
	expect(t, Failed)(w.verifier.Fact(told, office, "410800-0002", w.now))
	brings(w.verifier.Fact(told, office, code, w.now))
	brings(w.ask(w.granted(t), "延续"))
	outcomes(true, Satisfied, Satisfied)
}

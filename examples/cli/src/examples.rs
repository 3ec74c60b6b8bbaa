//! Examples that the help shows, for every command in both languages.

use sidian::report::Language;

use crate::locale::pick;

/// A command line and what it is for.
pub(crate) struct Example {
    pub(crate) command: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// The examples of the command at `path`.
pub(crate) fn of(path: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(at, _)| *at == path).map_or(&[], |(_, examples)| examples)
}

/// The examples of the command at `path`, as a section of its help.
pub(crate) fn section(path: &str, language: Language) -> String {
    let mut out = format!("\x1b[1m{}\x1b[0m", pick(language, "示例：", "Examples:"));
    for example in of(path) {
        let why = pick(language, example.zh, example.en);
        out += &format!("\n  {}\n      {why}", example.command);
    }
    out
}

const fn example(command: &'static str, zh: &'static str, en: &'static str) -> Example {
    Example { command, zh, en }
}

const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "",
        &[
            example("sidian demo", "从无到有演示一遍", "see it all work, from nothing"),
            example(
                "sidian verify licence.pdf --trust roots/",
                "核验一份电子证照",
                "verify an electronic licence",
            ),
        ],
    ),
    (
        "seal",
        &[example(
            "sidian seal draw --text 示例市数据管理局 --out seal.svg",
            "画一枚圆章",
            "draw a round seal",
        )],
    ),
    (
        "seal draw",
        &[
            example(
                "sidian seal draw --text 示例市数据管理局 --code 1101051234567 --out seal.pdf",
                "圆章，五角星，下方环排编码，矢量图",
                "a round seal with a star and a code along the bottom, as outlines",
            ),
            example(
                "sidian seal draw --text 示例贸易有限公司 --line 合同专用章 --size 40 --out seal.png --dpi 600",
                "合同专用章，600 dpi 的透明 PNG",
                "a contract seal as a transparent PNG of 600 dpi",
            ),
            example(
                "sidian seal draw --shape square --text 王小明 --reversed --out name.svg",
                "个人名章，阴文",
                "a person’s seal, white on red",
            ),
        ],
    ),
    (
        "verify",
        &[
            example(
                "sidian verify licence.pdf --trust roots/ --crl ca.crl --status-list status.jwt",
                "离线核验一份证照，用手头的吊销列表和状态列表",
                "verify a licence offline, with the lists at hand",
            ),
            example(
                "sidian verify a.pdf b.pdf c.pdf --trust root.pem --json",
                "批量核验，每个文件一行 JSON",
                "verify many, one line of JSON a file",
            ),
            example(
                "sidian verify old.pdf --trust root.pem --at 2026-01-31T12:00:00+08:00",
                "按过去某一时刻核验",
                "judge as of a moment in the past",
            ),
            example(
                "sidian verify licence.pdf --trust roots/ --report licence.html",
                "核验并写出可打印的报告",
                "verify, and write a page to print",
            ),
        ],
    ),
    (
        "seal make",
        &[example(
            "sidian seal make --picture seal.svg --size 42x42 --id 41080000000017 --seal-name Bureau --signer clerk.pem --key maker.key --cert maker.pem --out seal.esl --register seals.json --owner Bureau",
            "制作一枚 42 毫米印章并登记",
            "make a seal of 42 mm and enter it into the register",
        )],
    ),
    (
        "seal apply",
        &[
            example(
                "sidian seal apply in.pdf --seal seal.esl --key clerk.key --cert clerk.pem --keyword 盖章 --out sealed.pdf",
                "盖在“盖章”二字上",
                "over the text 盖章",
            ),
            example(
                "sidian seal apply in.pdf --seal seal.esl --key clerk.key --cert clerk.pem --straddle right --out sealed.pdf",
                "加盖骑缝章",
                "as a straddle seal",
            ),
            example(
                "sidian seal apply in.pdf --seal seal.esl --key clerk.key --cert clerk.pem --case 2026-0017 --journal uses.journal --out sealed.pdf",
                "盖章并记入用印记录",
                "and enter the use into the journal",
            ),
        ],
    ),
    (
        "seal journal",
        &[
            example(
                "sidian seal journal uses.journal --keeper clerk.pem",
                "核验用印记录",
                "verify the journal",
            ),
            example(
                "sidian seal journal uses.journal --keeper clerk.pem --document sealed.pdf --json",
                "查这份文件的用印记录",
                "what it says of one document",
            ),
        ],
    ),
    (
        "seal inspect",
        &[example(
            "sidian seal inspect SignedValue.dat --json",
            "查看签章自称的内容",
            "what a use of a seal says of itself",
        )],
    ),
    (
        "seal verify",
        &[
            example(
                "sidian seal verify seal.esl --trust roots/ --seal-makers makers.pem --seal-register seals.jwt",
                "核验印章，并查询其状态",
                "verify a seal and look its state up",
            ),
            example(
                "sidian seal verify SignedValue.dat --data Signature.xml --trust roots/",
                "核验 OFD 文件中的签章",
                "verify the use of a seal in an OFD",
            ),
        ],
    ),
    (
        "seal revoke",
        &[
            example(
                "sidian seal revoke --register seals.json --seal 41080000000017 --event cancel --reason merged --out seals.jwt --key maker.key --cert maker.pem",
                "注销印章并发布登记簿",
                "cancel a seal and publish the register",
            ),
            example(
                "sidian seal revoke --register seals.json --show",
                "查看登记簿",
                "look at the register",
            ),
        ],
    ),
    (
        "extend",
        &[
            example(
                "sidian extend signed.pdf --level lta --trust root.pem --crl ca.crl --tsa-key tsa.p12 --tsa-register tsa.json --out long.pdf",
                "用自有的时间戳机构延长到 B-LTA",
                "to B-LTA with an authority of your own",
            ),
            example(
                "sidian extend signed.pdf --level t --trust root.pem --ask --out ask.tsq",
                "写出请求，发给外部的时间戳机构",
                "a request for an authority elsewhere",
            ),
            example(
                "sidian extend signed.pdf --level t --trust root.pem --tsa-request ask.tsq --tsa-response answer.tsr --out dated.pdf",
                "把收到的应答写入文件",
                "put its answer into the document",
            ),
        ],
    ),
    (
        "renewals",
        &[example(
            "sidian renewals archive/ --trust root.pem",
            "归档目录中哪些文件须在何时之前续加时间戳",
            "what in an archive must be renewed by when",
        )],
    ),
    (
        "timestamp",
        &[
            example("sidian timestamp contract.pdf --out ask.tsq", "写出请求", "write a request"),
            example(
                "sidian timestamp contract.pdf --request ask.tsq --answer answer.tsr",
                "核对应答",
                "check the answer",
            ),
        ],
    ),
    (
        "tsa",
        &[example(
            "sidian tsa ask.tsq --key tsa.p12 --register tsa.json --out answer.tsr",
            "签发一个时间戳",
            "make a timestamp",
        )],
    ),
    (
        "extract",
        &[
            example(
                "sidian extract changed.pdf --revision 1 --out as-signed.pdf",
                "取出第 1 版",
                "the first version",
            ),
            example(
                "sidian extract changed.pdf --signature Approval --out as-signed.pdf",
                "取出某个签名当时的文件",
                "the file as one signature covers it",
            ),
        ],
    ),
    (
        "sign",
        &[
            example(
                "sidian sign in.pdf --key me.p12 --out signed.pdf --reason approved",
                "用 PKCS#12 证书文件签名",
                "sign with a PKCS#12 file",
            ),
            example(
                "sidian sign in.pdf --key me.p12 --out signed.pdf --keyword 签字 --strokes pen.json --reason 同意",
                "在“签字”处显示手写签名",
                "show handwriting over the text 签字",
            ),
            example(
                "sidian sign in.pdf --pkcs11 /usr/lib/softhsm/libsofthsm2.so --token 窗口 --key approver --cert me.pem --out signed.pdf",
                "用智能密码钥匙或密码机中的密钥签名",
                "sign with a key on a card or in an HSM",
            ),
            example(
                "sidian sign in.pdf --key me.key --cert me.pem --chain ca.pem --certify 1 --out out.pdf",
                "认证签名，此后不得修改",
                "certify: nothing may change from now on",
            ),
        ],
    ),
    (
        "prepare",
        &[
            example(
                "sidian prepare in.pdf --cert me.pem --chain ca.pem --to-sign todo --out waiting.state",
                "密钥在别处：写出要签的字节，例如由 openssl dgst -sha256 -sign me.key 签名",
                "the key is elsewhere: writes the bytes, for openssl dgst -sha256 -sign me.key to sign",
            ),
            example(
                "sidian prepare a.pdf b.pdf --cert me.pem --to-sign todo --out waiting.state --reason 审批通过 --room 8192",
                "多份文件一次确认，并为时间戳预留位置",
                "several documents with one confirmation, and room for timestamps",
            ),
            example(
                "sidian prepare in.pdf --cert-later --signer 张三 --out waiting.doc",
                "证书后到：先把摘要交给远程签名服务",
                "the certificate comes later: a remote signing service gets the digest first",
            ),
            example(
                "sidian prepare in.pdf --resume waiting.doc --cert zhang.pem --to-sign todo --out waiting.state",
                "证书已到，接着办理",
                "the certificate is there: go on",
            ),
        ],
    ),
    (
        "complete",
        &[
            example(
                "sidian complete waiting.state --value todo/0001-in.pdf.sig --out signed.pdf",
                "放入签名值",
                "put the value in",
            ),
            example(
                "sidian complete waiting.state --values todo --confirmed 9f86d081 --out-dir signed --tsa-url http://tsa.example/ --allow tsa.example",
                "多份文件，各加时间戳",
                "several documents, each with a timestamp",
            ),
        ],
    ),
    (
        "inspect",
        &[
            example(
                "sidian inspect licence.pdf",
                "查看文件自称的内容，不作核验",
                "what the file says of itself; nothing is verified",
            ),
            example(
                "sidian inspect root.pem ca.crl",
                "查看证书和吊销列表",
                "read a certificate and a CRL",
            ),
        ],
    ),
    ("keys", &[example("sidian keys new --out me.key", "生成一把 SM2 私钥", "make an SM2 key")]),
    (
        "keys request",
        &[example(
            "sidian keys request --key zhang.key --name 张三 --out zhang.csr",
            "为自己的密钥申请证书",
            "ask for a certificate for one’s own key",
        )],
    ),
    (
        "keys new",
        &[
            example(
                "sidian keys new --suite sm2 --out me.key --public me.pub --encrypt",
                "生成加密保存的 SM2 私钥，并导出公钥",
                "an encrypted SM2 key, and its public part",
            ),
            example(
                "sidian keys new --suite p256 --out me.key",
                "生成 P-256 私钥（不加密，仅本人可读）",
                "a P-256 key, not encrypted, readable by you only",
            ),
        ],
    ),
    (
        "ca",
        &[example(
            "sidian ca root --key root.key --name Root --out root.pem",
            "先建根证书，再逐级签发",
            "begin with a root, then issue what stands below it",
        )],
    ),
    (
        "ca root",
        &[example(
            "sidian ca root --key root.key --name 四电根证书 --org 焦作市 --out root.pem",
            "自签名的根证书",
            "a self-signed root certificate",
        )],
    ),
    (
        "ca intermediate",
        &[example(
            "sidian ca intermediate --ca root.pem --ca-key root.key --public-key ca.pub --name 签发CA --out ca.pem",
            "由根证书签发下级 CA",
            "a subordinate authority under the root",
        )],
    ),
    (
        "ca issue",
        &[
            example(
                "sidian ca issue --ca ca.pem --ca-key ca.key --public-key me.pub --name 审批局 --org-code 11410800MB00000009 --out me.pem",
                "给证照颁发机构签发签名证书",
                "a signing certificate for an issuing authority",
            ),
            example(
                "sidian ca issue --ca ca.pem --ca-key ca.key --request zhang.csr --name 张三 --event-for contract.pdf --purpose 租房合同 --out event.pem",
                "核对申请人后，签发只用于一份文件的事件型证书",
                "once the applicant is checked: a certificate for one signature on one document",
            ),
        ],
    ),
    (
        "ca crl",
        &[example(
            "sidian ca crl --ca ca.pem --ca-key ca.key --previous old.crl --revoke me.pem --reason key-compromise --out new.crl",
            "在旧列表基础上吊销一张证书",
            "revoke a certificate, on top of the list before",
        )],
    ),
    (
        "ca trust-list",
        &[example(
            "sidian ca trust-list --name 省级信任列表 --issuer 某局 --sequence 7 --signing root.pem --timestamps tsa-root.pem --key list.key --cert list.pem --out trust.jwt",
            "签发信任列表，核验时用 --trust-list 和 --trust-list-signer",
            "sign a trust list, for verify --trust-list and --trust-list-signer",
        )],
    ),
    (
        "licence",
        &[example(
            "sidian licence types",
            "查看内置证照类型",
            "the licence types that come with it",
        )],
    ),
    (
        "licence issue",
        &[
            example(
                "sidian licence issue --type 食品经营许可证 --data data.json --key me.key --cert me.pem --chain ca.pem --register register.json --status-url https://status.example/1 --out licence.pdf",
                "签发一份证照，并新建登记簿",
                "issue a licence and begin a register",
            ),
            example(
                "sidian licence issue --type my-type.json --data data.json --key me.p12 --font SimSun.ttf --out licence.pdf",
                "用自定义类型和指定字体签发",
                "a type of your own and a font of your choice",
            ),
        ],
    ),
    (
        "licence status",
        &[
            example(
                "sidian licence status --register register.json --licence licence.pdf --event revoke --reason 违法经营 --key me.key --cert me.pem --out status.jwt",
                "登记吊销，并发布新的状态列表",
                "record a revocation and publish the list",
            ),
            example(
                "sidian licence status --register register.json --show",
                "查看登记簿",
                "show the register",
            ),
        ],
    ),
    (
        "licence copy",
        &[example(
            "sidian licence copy licence.pdf --grant grant.jws --to-name 示例银行 --cause 办理贷款 --by 001:11410800MB00000009 --copies copies.json --trust roots/ --crl ca.crl --status-list status.jwt --key hall.pem --cert hall.crt --out copy.pdf",
            "制作一份仅供示例银行使用的加注件",
            "a copy that is good for one bank only",
        )],
    ),
    (
        "licence verify-copy",
        &[example(
            "sidian licence verify-copy copy.pdf --as 001:114108000000001310 --purpose 办理贷款 --original licence.pdf --trust roots/ --crl ca.crl --status-list status.jwt",
            "核验加注件是否可供本单位、本用途使用",
            "whether it is good for this department and purpose",
        )],
    ),
    (
        "licence types",
        &[
            example("sidian licence types", "列出内置证照类型", "list the types that come with it"),
            example(
                "sidian licence types --show 营业执照",
                "输出一个类型，供编写新类型参考",
                "write one out, to begin a new one from",
            ),
        ],
    ),
    (
        "demo",
        &[
            example(
                "sidian demo",
                "在 ./sidian-demo 中演示三种算法",
                "three algorithms, in ./sidian-demo",
            ),
            example(
                "sidian demo --suite sm2 --out /tmp/demo",
                "只演示国密 SM2",
                "SM2 only, somewhere else",
            ),
        ],
    ),
    (
        "grant",
        &[example("sidian grant new --help", "授权的各项参数", "what an authorisation says")],
    ),
    (
        "grant new",
        &[example(
            "sidian grant new --holder 001:91410800MA4400D94H --to 001:11410800MB00000009 --item 410800-0131-01 --item-name 变更 --purpose 办理变更 --licence licence.pdf --field ZZBH --uses 1 --key holder.pem --cert holder.crt --out grant.jws",
            "授权使用证照的一个字段，一次",
            "one field of a licence, once",
        )],
    ),
    (
        "grant delegate",
        &[example(
            "sidian grant delegate --holder 001:91410800MA4400D94H --principal 001:91410800MA4400D94H --agent 111:11010519491231002X --role 证照管理员 --depth 1 --key holder.pem --cert holder.crt --out link1.jws",
            "企业委托证照管理员，可再转一层",
            "the enterprise makes a manager, who may delegate once",
        )],
    ),
    (
        "grant verify",
        &[example(
            "sidian grant verify grant.jws --licence licence.pdf --field ZZBH --as 001:11410800MB00000009 --item 410800-0131-01 --purpose 办理变更 --trust roots/ --uses uses.json --take",
            "核验授权并用掉一次",
            "verify it and use it once",
        )],
    ),
    (
        "grant revoke",
        &[example(
            "sidian grant revoke grant.jws --revocations https://grants.example/1 --by 001:91410800MA4400D94H --key holder.pem --cert holder.crt --out revoked.jws",
            "撤回一份授权",
            "withdraw an authorisation",
        )],
    ),
    ("show", &[example("sidian show code licence.pdf --key holder.pem", "亮证", "show a licence")]),
    (
        "show code",
        &[example(
            "sidian show code licence.pdf --key holder.pem --out code.png",
            "生成亮证二维码",
            "a QR code to show",
        )],
    ),
    (
        "show bind",
        &[example(
            "sidian show bind licence.pdf --holder 001:91410800MA4400D94H --public-key phone.pub --key issuer.pem --cert issuer.crt --out phone.jws",
            "把手机密钥绑定到持证人",
            "bind a phone’s key to the holder",
        )],
    ),
    (
        "show scan",
        &[example(
            "sidian show scan code.png --licence licence.pdf --trust roots/ --chain holder.crt --seen seen.json",
            "核验扫到的亮证码",
            "judge a code that was scanned",
        )],
    ),
    (
        "share",
        &[example("sidian share new --help", "制成可共享的数据", "what makes a licence shareable")],
    ),
    (
        "share new",
        &[example(
            "sidian share new licence.pdf --public-key phone.pub --key issuer.pem --cert issuer.crt --out share.sdjwt",
            "制成可逐字段出示的数据",
            "make it shareable field by field",
        )],
    ),
    (
        "share disclose",
        &[example(
            "sidian share disclose share.sdjwt --field ZZBH --audience hall --nonce n1 --purpose 核对 --key phone.pem --out shown.sdjwt",
            "只出示证照编号",
            "disclose the number alone",
        )],
    ),
    (
        "share verify",
        &[example(
            "sidian share verify shown.sdjwt --field ZZBH --audience hall --nonce n1 --purpose 核对 --trust roots/ --status-list list.jwt",
            "核验出示的字段",
            "verify what was disclosed",
        )],
    ),
    ("receipt", &[example("sidian receipt new --help", "签发回执", "what a receipt says")]),
    (
        "receipt new",
        &[example(
            "sidian receipt new licence.pdf --case 2026-0001 --by 001:11410800MB00000009 --trust roots/ --key hall.pem --cert hall.crt --out receipt.json --pdf receipt.pdf",
            "核验并签发归档用的回执",
            "verify and sign a receipt for the archive",
        )],
    ),
    (
        "receipt stamp",
        &[example(
            "sidian receipt stamp receipt.json --crl ca.crl --tsa-key tsa.key --tsa-cert tsa.pem --tsa-chain ca.pem --tsa-register tsa.json --out dated.json",
            "加盖时间戳，并保存验证所需的吊销列表",
            "date it, and keep the revocation list that it rests on",
        )],
    ),
    (
        "receipt verify",
        &[example(
            "sidian receipt verify receipt.json --document licence.pdf --case 2026-0001 --trust roots/",
            "验证回执",
            "verify a receipt",
        )],
    ),
    ("material", &[example("sidian material pack --help", "制作材料包", "what a package says")]),
    (
        "material pack",
        &[example(
            "sidian material pack 申请书=form.pdf 营业执照=licence.pdf --title 变更登记 --case 2026-0001 --key me.pem --cert me.crt --out case.asice",
            "把申请书和证照装入材料包",
            "put a form and a licence into a package",
        )],
    ),
    (
        "material add",
        &[example(
            "sidian material add case.asice 补充说明=more.txt --title 补正 --key me.pem --cert me.crt --out more.asice",
            "补正一份材料",
            "add what was missing",
        )],
    ),
    (
        "material verify",
        &[example(
            "sidian material verify case.asice --trust roots/ --status-list list.jwt",
            "验证材料包",
            "verify a package",
        )],
    ),
    (
        "archive",
        &[example("sidian archive new --help", "归档的各项参数", "what a filed case says")],
    ),
    (
        "archive new",
        &[example(
            "sidian archive new 申请书=form.pdf 营业执照=licence.pdf --receipt receipt.json --title 变更登记 --case 2026-0001 --by 001:11410800MB00000009 --by-name 示例市市场监督管理局 --trust roots/ --crl ca.crl --status-list status.jwt --key hall.pem --cert hall.crt --tsa-url http://tsa.example/tsr --allow tsa.example --out case.asice",
            "归档，并向获准的时间戳机构取得时间戳",
            "file a case, dated by an authority that may be asked",
        )],
    ),
    (
        "archive renew",
        &[example(
            "sidian archive renew case.asice --crl tsa.crl --hash sha512 --tsa-url http://tsa.example/tsr --allow tsa.example --out renewed.asice",
            "续加时间戳，改用更强的杂凑算法",
            "date it again, with a stronger hash",
        )],
    ),
    (
        "archive verify",
        &[example(
            "sidian archive verify case.asice --trust roots/",
            "只凭信任的根证书核验",
            "with nothing beside the roots",
        )],
    ),
    (
        "exempt",
        &[example(
            "sidian exempt 道路货物运输经营许可 --applicant 001:91410800MA4400D94H --licence licence.pdf --grant grant.jws --trust roots/ --status-list list.jwt",
            "逐项判断哪些材料免提交",
            "say item by item what need not be handed in",
        )],
    ),
];

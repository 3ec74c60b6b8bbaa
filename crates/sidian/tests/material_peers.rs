//! What we sign in the registered suites, read by libraries that we did not write: `jwcrypto`,
//! `sd-jwt` and `pycose` from PyPI.

use serde_json::json;
use sidian::cose::from_base45;
use sidian::crypto::{Signer, Suite};
use sidian::jose::{Jws, Rules, jwk};
use sidian::licence::LicenceId;
use sidian::material::grant::GrantDraft;
use sidian::material::receipt::ReceiptDraft;
use sidian::material::share::{ShareDraft, SharedLicence};
use sidian::material::show::ShowDraft;
use sidian_testkit::clock::now;
use sidian_testkit::licence;
use sidian_testkit::material::{Cast, item, verified_licence};
use sidian_testkit::peers::{self, Folder, Peer};

const SCRIPT: &str = r#"
import json, sys
from jwcrypto import jwk, jws
given = json.load(open("given.json"))
key = lambda name: jwk.JWK.from_json(json.dumps(given["keys"][name]))
made = {}
for name in ("grant", "receipt"):
    token = jws.JWS()
    token.deserialize(given[name])
    token.verify(key("holder" if name == "grant" else "issuer"))
    made[name] = json.loads(token.payload)
forged = jws.JWS()
forged.deserialize(given["grant"])
# The few RSA keys of the test world are shared.
if given["keys"]["issuer"] != given["keys"]["holder"]:
    try:
        forged.verify(key("issuer"))
        sys.exit("a grant verified with another key")
    except jws.InvalidJWSSignature:
        pass
import sd_jwt.verifier
from sd_jwt.verifier import SDJWTVerifier
# It takes ES256 for granted in the holder's signature, whatever the header says.
sd_jwt.verifier.DEFAULT_SIGNING_ALG = given["alg"]
shared = SDJWTVerifier(given["share"], lambda issuer, header=None: key("issuer"), "hall", "n-1")
made["share"] = shared.get_verified_payload()
if given["cose"]:
    from pycose.messages import CoseMessage
    from pycose.keys import EC2Key, OKPKey
    from pycose.keys.curves import P256, P384, Ed25519
    public = given["keys"]["holder"]
    from base64 import urlsafe_b64decode
    raw = lambda text: urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if public["kty"] == "OKP":
        cose = OKPKey(crv=Ed25519, x=raw(public["x"]))
    else:
        curve = {"P-256": P256, "P-384": P384}[public["crv"]]
        cose = EC2Key(crv=curve, x=raw(public["x"]), y=raw(public["y"]))
    message = CoseMessage.decode(bytes.fromhex(given["cose"]))
    message.key = cose
    if not message.verify_signature():
        sys.exit("the show code does not verify")
    import cbor2
    claims = cbor2.loads(message.payload)
    made["cose"] = {str(k): (v.hex() if isinstance(v, bytes) else v) for k, v in claims.items()}
own = jwk.JWK.generate(**({"kty": "OKP", "crv": "Ed25519"} if given["alg"] == "EdDSA"
                          else {"kty": "RSA", "size": 2048} if given["alg"] == "RS256"
                          else {"kty": "EC", "crv": "P-256" if given["alg"] == "ES256" else "P-384"}))
token = jws.JWS(b'{"a":1}')
token.add_signature(own, None, json.dumps({"alg": given["alg"], "typ": "grant+jwt"}))
made["theirs"] = {"token": token.serialize(compact=True), "key": own.export_public(as_dict=True)}
json.dump(made, open("made.json", "w"))
"#;

fn python() -> Option<Peer> {
    let name = std::env::var("SIDIAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let name: &'static str = Box::leak(name.into_boxed_str());
    let asked = "import jwcrypto, sd_jwt, pycose, cbor2; print('peers', 'ready')";
    peers::find(name, &["-c", asked], "peers ready")
}

fn given(suite: Suite) -> serde_json::Value {
    let c = Cast::new(suite);
    let metadata = verified_licence().metadata();
    let id: LicenceId = metadata.id().to_string().parse().expect("an identifier");
    let week = (now(), now().plus(7 * 86_400));
    let grant = GrantDraft::new(&c.holder.party, &c.department.party, &item(), "办理变更")
        .with_licence(&id, &["ZZBH"])
        .sign(week, c.holder.key(), c.holder.chain())
        .expect("a grant");
    let file = licence::licence();
    let report = licence::verifier().licence(&file, now()).expect("a PDF");
    let case = (&c.department.party, "2026-0001");
    let receipt = ReceiptDraft::new(&report, ("licence.pdf", &file), case, now())
        .sign(c.department.key(), c.department.chain(), now())
        .and_then(|receipt| Ok(receipt.to_json()?))
        .expect("a receipt");
    let shared = ShareDraft::new(metadata, c.holder.key().public_key())
        .with_decoys(3)
        .sign(week, c.department.key(), c.department.chain())
        .expect("shared");
    let shared = SharedLicence::inspect(shared.as_bytes())
        .expect("shared")
        .disclose(&["ZZBH", "CZZT"])
        .and_then(|chosen| chosen.bind(("hall", "n-1", None), c.holder.key(), now()))
        .expect("presented");
    let show = ShowDraft::new(&id).sign(c.holder.key(), now()).ok();
    let cose = show.map(|code| from_base45(&code["SD1:".len()..]).expect("Base45"));
    let hex = cose.map(|bytes| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>());
    let key = |signer: &dyn Signer| jwk::write(signer.public_key()).expect("a JWK");
    json!({
        "alg": sidian::jose::algorithm_name(c.holder.key()),
        "keys": { "holder": key(c.holder.key()), "issuer": key(c.department.key()) },
        "grant": grant,
        "receipt": String::from_utf8(receipt).expect("JSON"),
        "share": shared,
        "cose": hex,
    })
}

#[test]
fn other_libraries_read_what_we_sign_and_we_read_what_they_sign() {
    let Some(python) = python() else { return };
    for suite in [Suite::Ed25519, Suite::P256, Suite::P384, Suite::Rsa] {
        let folder = Folder::new();
        folder.write("given.json", given(suite).to_string());
        python.run(&folder, &["-c", SCRIPT]).expect(suite.name());
        let made: serde_json::Value = serde_json::from_slice(&folder.read("made.json")).unwrap();
        assert_eq!(made["grant"]["purpose"], "办理变更", "{suite:?}");
        assert_eq!(made["receipt"]["verdict"], "passed", "{suite:?}");
        assert_eq!(made["share"]["CZZT"], json!(["示例餐馆"]), "{suite:?}");
        assert_eq!(made["share"].get("CZZTDM"), None, "{suite:?}: a hidden field came out");
        let short = matches!(suite, Suite::Ed25519 | Suite::P256);
        let id = verified_licence().metadata().id().to_string();
        if short {
            assert_eq!(made["cose"]["2"], id.trim_start_matches("1.2.156.3005.2."), "{suite:?}");
        }
        let theirs = &made["theirs"];
        let rules = Rules { typ: "grant+jwt", most_bytes: 4096 };
        let token = theirs["token"].as_str().expect("a token");
        let read = Jws::parse(token.as_bytes(), &rules).expect("their token");
        let key = jwk::read(&theirs["key"]).expect("their key");
        assert_eq!(read.verify(&key), Ok(()), "{suite:?}");
        assert_eq!(read.payload(), br#"{"a":1}"#);
    }
}

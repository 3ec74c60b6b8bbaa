import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.ofdrw.gm.ses.parse.VersionParser;
import org.ofdrw.gm.ses.v4.SESeal;
import org.ofdrw.gm.ses.v4.SES_ESPropertyInfo;
import org.ofdrw.gm.ses.v4.SES_Signature;

/** Reads seals with ofdrw and verifies their SM2 signatures with Bouncy Castle. */
public class SealPeer {
  public static void main(String[] args) throws Exception {
    byte[] der = Files.readAllBytes(Path.of(args[1]));
    switch (args[0]) {
      case "seal" -> seal((SESeal) VersionParser.parseSES_SealVersion(der).SealObject());
      case "signature" -> signature(
          (SES_Signature) VersionParser.parseSES_SignatureVersion(der).SESObject());
      case "timestamp" -> timestamp(ASN1Sequence.getInstance(der));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void seal(SESeal seal) throws Exception {
    var info = seal.geteSealInfo();
    SES_ESPropertyInfo property = info.getProperty();
    say("version", info.getHeader().getVersion());
    say("vid", info.getHeader().getVid());
    say("id", info.getEsID());
    say("type", property.getType());
    say("name", property.getName());
    say("list-type", property.getCertListType());
    var list = property.getCertList();
    var entries = (ASN1Sequence) list.toASN1Primitive();
    say("listed", entries.size());
    say("created", property.getCreateDate().getTimeString());
    say("until", property.getValidEnd().getTimeString());
    say("picture-type", info.getPicture().getType());
    say("picture", sm3(info.getPicture().getData().getOctets()));
    say("width", info.getPicture().getWidth());
    say("height", info.getPicture().getHeight());
    // Written again by ofdrw: the same bytes, for what is written here is strict DER.
    say("signed", sm3(info.getEncoded("DER")));
    say("verified", verify(
        seal.getCert().getOctets(), info.getEncoded("DER"), seal.getSignedValue().getBytes()));
  }

  private static void signature(SES_Signature signature) throws Exception {
    var tbs = signature.getToSign();
    seal(tbs.getEseal());
    say("tbs-version", tbs.getVersion());
    say("time", tbs.getTimeInfo().getTimeString());
    say("data-hash", HexFormat.of().formatHex(tbs.getDataHash().getBytes()));
    say("property-info", tbs.getPropertyInfo());
    say("tbs", sm3(tbs.getEncoded("DER")));
    say("use-verified", verify(
        signature.getCert().getOctets(), tbs.getEncoded("DER"),
        signature.getSignature().getBytes()));
  }

  /** A fifth field [0] EXPLICIT BIT STRING, which this ofdrw does not know in a seal. */
  private static void timestamp(ASN1Sequence seal) {
    ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(seal.getObjectAt(4));
    say("tag", tagged.getTagNo());
    ASN1Encodable inner = tagged.getExplicitBaseObject();
    say("token", HexFormat.of().formatHex(ASN1BitString.getInstance(inner).getOctets()));
  }

  private static boolean verify(byte[] certificate, byte[] message, byte[] value) throws Exception {
    var spki = Certificate.getInstance(certificate).getSubjectPublicKeyInfo();
    var signer = new SM2Signer();
    byte[] id = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
    signer.init(false, new ParametersWithID(PublicKeyFactory.createKey(spki), id));
    signer.update(message, 0, message.length);
    return signer.verifySignature(value);
  }

  private static String sm3(byte[] bytes) {
    var digest = new SM3Digest();
    digest.update(bytes, 0, bytes.length);
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return HexFormat.of().formatHex(out);
  }

  private static void say(String key, Object value) {
    byte[] line = (key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(line, 0, line.length);
    System.out.flush();
  }
}

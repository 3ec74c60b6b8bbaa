package test.dss;

import eu.europa.esig.dss.asic.cades.ASiCWithCAdESSignatureParameters;
import eu.europa.esig.dss.asic.cades.signature.ASiCWithCAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import java.io.File;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TimeZone;

/**
 * Makes an ASiC-E package with CAdES of the files: signed with an EC key, at B level.
 *
 * <p>Arguments: KEY.pem CERTIFICATES.pem TIME OUT FILE...; the key is PKCS #8, the certificates begin
 * with the signer's.
 */
public final class Pack {
    private Pack() {}

    public static void main(String[] arguments) throws Exception {
        String pem = new String(Files.readAllBytes(new File(arguments[0]).toPath()));
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        List<CertificateToken> chain = new ArrayList<>();
        String text = new String(Files.readAllBytes(new File(arguments[1]).toPath()));
        for (String block : text.split("(?<=-----END CERTIFICATE-----)")) {
            if (block.contains("BEGIN CERTIFICATE")) {
                chain.add(DSSUtils.loadCertificate(block.trim().getBytes()));
            }
        }
        List<DSSDocument> files = new ArrayList<>();
        for (int at = 4; at < arguments.length; at++) {
            files.add(new FileDocument(new File(arguments[at])));
        }
        SimpleDateFormat format = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
        format.setTimeZone(TimeZone.getTimeZone("UTC"));
        ASiCWithCAdESSignatureParameters parameters = new ASiCWithCAdESSignatureParameters();
        parameters.aSiC().setContainerType(ASiCContainerType.ASiC_E);
        parameters.setSignatureLevel(SignatureLevel.CAdES_BASELINE_B);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(chain.get(0));
        parameters.setCertificateChain(chain);
        parameters.bLevel().setSigningDate(format.parse(arguments[2]));
        ASiCWithCAdESService service = new ASiCWithCAdESService(new CommonCertificateVerifier());
        ToBeSigned toBeSigned = service.getDataToSign(files, parameters);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(toBeSigned.getBytes());
        SignatureValue value = new SignatureValue(parameters.getSignatureAlgorithm(), signature.sign());
        service.signDocument(files, parameters, value).save(arguments[3]);
    }
}

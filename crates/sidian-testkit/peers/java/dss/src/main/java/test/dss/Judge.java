package test.dss;

import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.text.SimpleDateFormat;
import java.util.TimeZone;

/**
 * Says what EU DSS thinks of PDF files and ASiC packages: one line a signature, with tabs between file, signature,
 * indication, sub-indication, level and format. Offline: nothing is fetched.
 *
 * <p>Arguments: ANCHOR TIME FILE...; the anchor is a PEM file of one or more roots, the time is
 * RFC 3339 in UTC.
 */
public final class Judge {
    private Judge() {}

    /** The revocation lists beside the files: every *.crl of the folder, in the place of a network. */
    private static InputStream[] lists() throws IOException {
        String[] names = new File(".").list((folder, name) -> name.endsWith(".crl"));
        InputStream[] lists = new InputStream[names.length];
        for (int at = 0; at < names.length; at++) {
            lists[at] = new FileInputStream(names[at]);
        }
        return lists;
    }

    public static void main(String[] arguments) throws Exception {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        String pem = new String(java.nio.file.Files.readAllBytes(new File(arguments[0]).toPath()));
        for (String block : pem.split("(?<=-----END CERTIFICATE-----)")) {
            if (block.contains("BEGIN CERTIFICATE")) {
                CertificateToken token = DSSUtils.loadCertificate(block.trim().getBytes());
                anchors.addCertificate(token);
            }
        }
        SimpleDateFormat format = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
        format.setTimeZone(TimeZone.getTimeZone("UTC"));
        for (int at = 2; at < arguments.length; at++) {
            CommonCertificateVerifier verifier = new CommonCertificateVerifier();
            verifier.setTrustedCertSources(anchors);
            verifier.setAIASource(null);
            verifier.setCrlSource(new ExternalResourcesCRLSource(lists()));
            verifier.setOcspSource(null);
            DSSDocument document = new FileDocument(new File(arguments[at]));
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(document);
            validator.setCertificateVerifier(verifier);
            validator.setValidationTime(format.parse(arguments[1]));
            Reports reports = validator.validateDocument();
            SimpleReport simple = reports.getSimpleReport();
            for (String id : simple.getSignatureIdList()) {
                SignatureLevel level = simple.getSignatureFormat(id);
                System.out.println(String.join("\t", arguments[at],
                        simple.getSignedBy(id) == null ? "?" : simple.getSignedBy(id),
                        String.valueOf(simple.getIndication(id)),
                        String.valueOf(simple.getSubIndication(id)),
                        String.valueOf(level),
                        simple.getAdESValidationErrors(id).stream()
                                .map(message -> message.getValue())
                                .reduce("", (a, b) -> a + "; " + b)));
            }
        }
    }
}

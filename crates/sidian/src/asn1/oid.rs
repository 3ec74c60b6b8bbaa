//! The object identifiers of the field, in one table.

pub use const_oid::ObjectIdentifier;

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $dotted:literal;)+) => {
        $($(#[$doc])* pub const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($dotted);)+
        #[cfg(test)]
        pub(super) const ALL: &[(&str, ObjectIdentifier)] = &[$((stringify!($name), $name)),+];
    };
}

oids! {
    // hash functions
    /// SHA-1 (FIPS 180-4); recognised as weak.
    SHA1 = "1.3.14.3.2.26";
    /// SHA-224 (FIPS 180-4).
    SHA224 = "2.16.840.1.101.3.4.2.4";
    /// SHA-256 (FIPS 180-4).
    SHA256 = "2.16.840.1.101.3.4.2.1";
    /// SHA-384 (FIPS 180-4).
    SHA384 = "2.16.840.1.101.3.4.2.2";
    /// SHA-512 (FIPS 180-4).
    SHA512 = "2.16.840.1.101.3.4.2.3";
    /// SM3 (GB/T 32905).
    SM3 = "1.2.156.10197.1.401";
    /// SM3 without a key, an older name of SM3.
    SM3_UNKEYED = "1.2.156.10197.1.401.1";

    // public keys and curves
    /// rsaEncryption (RFC 8017).
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    /// id-ecPublicKey (RFC 5480).
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    /// secp256r1, P-256.
    P256 = "1.2.840.10045.3.1.7";
    /// secp384r1, P-384.
    P384 = "1.3.132.0.34";
    /// secp521r1, P-521.
    P521 = "1.3.132.0.35";
    /// The SM2 curve (GB/T 32918.5), also named as the SM2 algorithm as a whole.
    SM2 = "1.2.156.10197.1.301";
    /// SM2 signing (GB/T 32918.2) where a dialect names no hash.
    SM2_SIGN = "1.2.156.10197.1.301.1";
    /// Ed25519 (RFC 8410), key and signature alike.
    ED25519 = "1.3.101.112";
    /// Ed448 (RFC 8410).
    ED448 = "1.3.101.113";
    /// DSA public key.
    DSA = "1.2.840.10040.4.1";

    // signatures
    /// SM2 with SM3.
    SM2_WITH_SM3 = "1.2.156.10197.1.501";
    /// RSA with SM3.
    RSA_WITH_SM3 = "1.2.156.10197.1.504";
    /// ECDSA with SHA-1; recognised as weak.
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1";
    /// ECDSA with SHA-256.
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    /// ECDSA with SHA-384.
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
    /// ECDSA with SHA-512.
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
    /// RSA PKCS#1 v1.5 with SHA-1; recognised as weak.
    RSA_WITH_SHA1 = "1.2.840.113549.1.1.5";
    /// RSA PKCS#1 v1.5 with SHA-256.
    RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
    /// RSA PKCS#1 v1.5 with SHA-384.
    RSA_WITH_SHA384 = "1.2.840.113549.1.1.12";
    /// RSA PKCS#1 v1.5 with SHA-512.
    RSA_WITH_SHA512 = "1.2.840.113549.1.1.13";
    /// RSASSA-PSS (RFC 4055).
    RSA_PSS = "1.2.840.113549.1.1.10";
    /// MGF1 (RFC 4055).
    MGF1 = "1.2.840.113549.1.1.8";

    // protection of keys
    /// PBES2 (RFC 8018).
    PBES2 = "1.2.840.113549.1.5.13";

    // CMS content types and attributes
    /// id-data (RFC 5652).
    DATA = "1.2.840.113549.1.7.1";
    /// id-signedData (RFC 5652).
    SIGNED_DATA = "1.2.840.113549.1.7.2";
    /// data of GB/T 35275.
    GM_DATA = "1.2.156.10197.6.1.4.2.1";
    /// signedData of GB/T 35275.
    GM_SIGNED_DATA = "1.2.156.10197.6.1.4.2.2";
    /// contentType attribute (RFC 5652 §11.1).
    CONTENT_TYPE = "1.2.840.113549.1.9.3";
    /// messageDigest attribute (RFC 5652 §11.2).
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    /// signingTime attribute (RFC 5652 §11.3).
    SIGNING_TIME = "1.2.840.113549.1.9.5";
    /// countersignature attribute (RFC 5652 §11.4).
    COUNTERSIGNATURE = "1.2.840.113549.1.9.6";
    /// CMSAlgorithmProtection attribute (RFC 6211).
    CMS_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52";
    /// ESS signingCertificate attribute (RFC 2634), SHA-1 only.
    SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
    /// ESS signingCertificateV2 attribute (RFC 5035).
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
    /// Signature timestamp attribute (RFC 3161 appendix A, CAdES).
    SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14";
    /// Signature policy identifier attribute (RFC 5126).
    SIGNATURE_POLICY = "1.2.840.113549.1.9.16.2.15";
    /// Commitment type indication attribute (RFC 5126).
    COMMITMENT_TYPE = "1.2.840.113549.1.9.16.2.16";
    /// Signer location attribute (RFC 5126).
    SIGNER_LOCATION = "1.2.840.113549.1.9.16.2.17";
    /// Signer attributes (RFC 5126).
    SIGNER_ATTRIBUTES = "1.2.840.113549.1.9.16.2.18";
    /// Signer attributes version 2 (ETSI EN 319 122-1 5.2.6).
    SIGNER_ATTRIBUTES_V2 = "0.4.0.19122.1.1";
    /// Adobe revocation information archival attribute (ISO 32000-2 §12.8.3.3).
    ADOBE_REVOCATION_INFO = "1.2.840.113583.1.1.8";
    /// TSTInfo content type (RFC 3161).
    TST_INFO = "1.2.840.113549.1.9.16.1.4";
    /// OCSP response as other revocation information (RFC 5940).
    RI_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2";

    // certificate and CRL extensions
    /// authorityInfoAccess.
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    /// subjectInfoAccess.
    SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11";
    /// qcStatements (RFC 3739).
    QC_STATEMENTS = "1.3.6.1.5.5.7.1.3";
    /// subjectDirectoryAttributes.
    SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9";
    /// subjectKeyIdentifier.
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    /// keyUsage.
    KEY_USAGE = "2.5.29.15";
    /// privateKeyUsagePeriod.
    PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16";
    /// subjectAltName.
    SUBJECT_ALT_NAME = "2.5.29.17";
    /// issuerAltName.
    ISSUER_ALT_NAME = "2.5.29.18";
    /// basicConstraints.
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// cRLNumber.
    CRL_NUMBER = "2.5.29.20";
    /// reasonCode of a CRL entry.
    CRL_REASON = "2.5.29.21";
    /// invalidityDate of a CRL entry.
    INVALIDITY_DATE = "2.5.29.24";
    /// deltaCRLIndicator.
    DELTA_CRL_INDICATOR = "2.5.29.27";
    /// issuingDistributionPoint.
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /// certificateIssuer of a CRL entry.
    CERTIFICATE_ISSUER = "2.5.29.29";
    /// nameConstraints.
    NAME_CONSTRAINTS = "2.5.29.30";
    /// cRLDistributionPoints.
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    /// certificatePolicies.
    CERTIFICATE_POLICIES = "2.5.29.32";
    /// anyPolicy.
    ANY_POLICY = "2.5.29.32.0";
    /// policyMappings.
    POLICY_MAPPINGS = "2.5.29.33";
    /// authorityKeyIdentifier.
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /// policyConstraints.
    POLICY_CONSTRAINTS = "2.5.29.36";
    /// extKeyUsage.
    EXTENDED_KEY_USAGE = "2.5.29.37";
    /// freshestCRL.
    FRESHEST_CRL = "2.5.29.46";
    /// inhibitAnyPolicy.
    INHIBIT_ANY_POLICY = "2.5.29.54";
    /// TLS feature (RFC 7633).
    TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    /// id-ad-ocsp access method.
    AD_OCSP = "1.3.6.1.5.5.7.48.1";
    /// id-ad-caIssuers access method.
    AD_CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    /// id-qt-cps policy qualifier.
    QT_CPS = "1.3.6.1.5.5.7.2.1";
    /// id-qt-unotice policy qualifier.
    QT_USER_NOTICE = "1.3.6.1.5.5.7.2.2";

    // OCSP
    /// id-pkix-ocsp-basic (RFC 6960).
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// id-pkix-ocsp-nonce (RFC 6960).
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    /// id-pkix-ocsp-nocheck (RFC 6960).
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
    /// archive cutoff (RFC 6960).
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6";

    // extended key usages
    /// anyExtendedKeyUsage.
    EKU_ANY = "2.5.29.37.0";
    /// serverAuth.
    EKU_SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    /// clientAuth.
    EKU_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    /// codeSigning.
    EKU_CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    /// emailProtection.
    EKU_EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    /// timeStamping (RFC 3161).
    EKU_TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    /// OCSPSigning (RFC 6960).
    EKU_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    /// documentSigning (RFC 9336).
    EKU_DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";
    /// Document signing by Microsoft's name for it.
    EKU_MS_DOCUMENT_SIGNING = "1.3.6.1.4.1.311.10.3.12";
    /// Authentic documents trust by Adobe's name for it.
    EKU_ADOBE_AUTHENTIC_DOCUMENTS = "1.2.840.113583.1.1.5";

    // attributes of names
    /// commonName.
    COMMON_NAME = "2.5.4.3";
    /// surname.
    SURNAME = "2.5.4.4";
    /// serialNumber.
    SERIAL_NUMBER = "2.5.4.5";
    /// countryName.
    COUNTRY = "2.5.4.6";
    /// localityName.
    LOCALITY = "2.5.4.7";
    /// stateOrProvinceName.
    STATE = "2.5.4.8";
    /// streetAddress.
    STREET = "2.5.4.9";
    /// organizationName.
    ORGANIZATION = "2.5.4.10";
    /// organizationalUnitName.
    ORGANIZATIONAL_UNIT = "2.5.4.11";
    /// title.
    TITLE = "2.5.4.12";
    /// givenName.
    GIVEN_NAME = "2.5.4.42";
    /// dnQualifier.
    DN_QUALIFIER = "2.5.4.46";
    /// pseudonym.
    PSEUDONYM = "2.5.4.65";
    /// organizationIdentifier.
    ORGANIZATION_IDENTIFIER = "2.5.4.97";
    /// emailAddress (PKCS#9).
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
    /// domainComponent.
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
    /// userId.
    USER_ID = "0.9.2342.19200300.100.1.1";

    // identity extensions of GB/T 20518
    /// Identity code of a person.
    GM_PERSONAL_IDENTITY = "1.2.156.10260.4.1.1";
    /// Social insurance number of a person.
    GM_SOCIAL_INSURANCE = "1.2.156.10260.4.1.2";
    /// Business registration number.
    GM_BUSINESS_REGISTRATION = "1.2.156.10260.4.1.3";
    /// Organisation code or unified social credit code.
    GM_ORGANISATION_CODE = "1.2.156.10260.4.1.4";
    /// Tax number.
    GM_TAX_NUMBER = "1.2.156.10260.4.1.5";

    // what no standard names: an arc of our own under 2.25 (X.667), which needs no registration. The
    // number was drawn at random; it has 31 bits, for much software holds no longer arc.
    /// A prepared signature at rest.
    PREPARED_SIGNATURE = "2.25.1131175652.1.1";
    /// A prepared document at rest, whose signer is not yet known.
    PREPARED_DOCUMENT = "2.25.1131175652.1.2";
    /// A batch of prepared signatures at rest.
    PREPARED_BATCH = "2.25.1131175652.1.3";
    /// Extension of an event certificate: the one document that it is for.
    EVENT_BINDING = "2.25.1131175652.2.1";
    /// Signed attribute of CMS: the electronic seal that the signature applies, an OCTET STRING
    /// that holds the SES_Seal as it was made.
    SES_SEAL = "2.25.1131175652.3.1";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_identifier_is_listed_twice() {
        for (at, (name, oid)) in ALL.iter().enumerate() {
            for (other, same) in ALL.iter().take(at) {
                assert!(oid != same, "{name} and {other} are both {oid}");
            }
        }
    }
}

//! `ASiCManifest` (ETSI EN 319 162-1 annex A.4): which files a signature is about, by digest.

use base64ct::{Base64, Encoding};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::crypto::Hash;

/// One file that a manifest lists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) media_type: Option<String>,
    /// The algorithm by its identifier, and what it is here.
    pub(super) algorithm: String,
    pub(super) hash: Option<Hash>,
    pub(super) digest: Vec<u8>,
}

/// What a signature is about.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Manifest {
    /// The signature that belongs to it.
    pub(super) signature: String,
    pub(super) references: Vec<Reference>,
}

const ASIC: &str = "http://uri.etsi.org/02918/v1.2.1#";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// The most bytes of a manifest.
pub(super) const MOST_BYTES: u64 = 8 << 20;
/// The most files that a manifest lists.
const MOST_FILES: usize = 8192;

/// Hashes by the identifiers of XML Signature. SM3 has none there: its object identifier stands for it,
/// as a URN (RFC 3061).
const HASHES: &[(Hash, &str)] = &[
    (Hash::Sm3, "urn:oid:1.2.156.10197.1.401"),
    (Hash::Sha256, "http://www.w3.org/2001/04/xmlenc#sha256"),
    (Hash::Sha384, "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    (Hash::Sha512, "http://www.w3.org/2001/04/xmlenc#sha512"),
];

/// The identifier of a hash.
fn identifier(hash: Hash) -> &'static str {
    HASHES.iter().find(|(h, _)| *h == hash).map_or("", |(_, identifier)| identifier)
}

impl Reference {
    pub(super) fn new(name: &str, media_type: Option<&str>, hash: Hash, digest: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            media_type: media_type.map(str::to_owned),
            algorithm: identifier(hash).to_owned(),
            hash: Some(hash),
            digest: digest.to_vec(),
        }
    }
}

impl Manifest {
    /// The manifest as XML.
    pub(super) fn to_xml(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out += &format!("<asic:ASiCManifest xmlns:asic=\"{ASIC}\" xmlns:ds=\"{DSIG}\">\n");
        let signature = uri(&self.signature);
        let kind = match super::names::is_timestamp(&self.signature) {
            true => "application/vnd.etsi.timestamp-token",
            false => "application/pkcs7-signature",
        };
        out += &format!("<asic:SigReference URI=\"{signature}\" MimeType=\"{kind}\"/>\n");
        for one in &self.references {
            out += &format!("<asic:DataObjectReference URI=\"{}\"", uri(&one.name));
            if let Some(media_type) = &one.media_type {
                out += &format!(" MimeType=\"{}\"", quick_xml::escape::escape(media_type));
            }
            let digest = Base64::encode_string(&one.digest);
            out += &format!(
                "><ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n",
                one.algorithm
            );
        }
        out + "</asic:ASiCManifest>\n"
    }

    /// Reads a manifest. Namespaces are matched by local names: the elements have no rivals.
    pub(super) fn parse(xml: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(xml).map_err(|_| "not UTF-8")?;
        let mut reader = Reader::from_str(text);
        let mut parser = Parser::default();
        loop {
            match reader.read_event().map_err(|_| "not well-formed XML")? {
                Event::Start(element) => parser.open(&element, false)?,
                Event::Empty(element) => parser.open(&element, true)?,
                Event::End(_) => parser.close()?,
                Event::Text(text) => {
                    let text = text.xml_content(quick_xml::XmlVersion::Implicit1_0);
                    parser.text(&text)?;
                }
                Event::CData(_) | Event::DocType(_) | Event::GeneralRef(_) | Event::PI(_) => {
                    return Err("XML of a kind that manifests do not use");
                }
                Event::Comment(_) | Event::Decl(_) => {}
                Event::Eof => break,
            }
        }
        parser.finish()
    }
}

/// A file name as a relative reference (RFC 3986), with what is not plain percent-encoded.
fn uri(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    name.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn file_name(uri: &str) -> Result<String, &'static str> {
    let wrong = "a reference that is no file of the package";
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |b: Option<u8>| char::from(b.unwrap_or(0)).to_digit(16).ok_or(wrong);
        let value = digit(rest.next())? * 16 + digit(rest.next())?;
        bytes.push(u8::try_from(value).map_err(|_| wrong)?);
    }
    String::from_utf8(bytes).map_err(|_| wrong)
}

/// Where in the manifest the reader is.
#[derive(Default)]
struct Parser {
    path: Vec<String>,
    manifest: Manifest,
    current: Option<Reference>,
    value: String,
    ended: bool,
}

impl Parser {
    fn open(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), &'static str> {
        let name = element.local_name().as_ref().to_owned();
        let above: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match (above.as_slice(), name.as_str()) {
            ([], "ASiCManifest") if !self.ended => {}
            ([], _) => return Err("no ASiCManifest"),
            (["ASiCManifest"], "SigReference") => {
                if !self.manifest.signature.is_empty() {
                    return Err("it names two signatures");
                }
                self.manifest.signature =
                    file_name(&attribute(element, "URI")?.unwrap_or_default())?;
            }
            (["ASiCManifest"], "DataObjectReference") => {
                if self.manifest.references.len() >= MOST_FILES {
                    return Err("it lists too many files");
                }
                let name = file_name(&attribute(element, "URI")?.unwrap_or_default())?;
                self.current = Some(Reference {
                    name,
                    media_type: attribute(element, "MimeType")?,
                    algorithm: String::new(),
                    hash: None,
                    digest: Vec::new(),
                });
            }
            (["ASiCManifest", "DataObjectReference"], "DigestMethod") => {
                let stated = attribute(element, "Algorithm")?.unwrap_or_default();
                let current = self.current.as_mut().ok_or("a digest of nothing")?;
                if !current.algorithm.is_empty() {
                    return Err("a file has two digests");
                }
                current.hash = HASHES.iter().find(|(_, i)| *i == stated).map(|(hash, _)| *hash);
                current.algorithm = stated;
            }
            (["ASiCManifest", "DataObjectReference"], "DigestValue") => self.value.clear(),
            // Annex A.4: what is critical and not understood must not be passed over.
            ([.., "ASiCManifestExtensions" | "DataObjectReferenceExtensions"], "Extension")
                if is_critical(element)? =>
            {
                return Err("a critical extension that is not known here");
            }
            // Other extensions say nothing that would make a file count as signed.
            _ => {}
        }
        if self.path.len() > 16 {
            return Err("it is nested too deeply");
        }
        self.path.push(name);
        if empty { self.close() } else { Ok(()) }
    }

    fn text(&mut self, text: &str) -> Result<(), &'static str> {
        if self.path.last().is_some_and(|name| name == "DigestValue") && self.path.len() == 3 {
            self.value.push_str(text.trim());
        } else if self.path.is_empty() && !text.trim().is_empty() {
            return Err("text outside of it");
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), &'static str> {
        let name = self.path.pop().ok_or("not well-formed XML")?;
        match (self.path.len(), name.as_str()) {
            (0, _) => self.ended = true,
            (1, "DataObjectReference") => {
                let done = self.current.take().ok_or("a reference without a name")?;
                if done.digest.is_empty() || done.algorithm.is_empty() {
                    return Err("a file without a digest");
                }
                if self.manifest.references.iter().any(|known| known.name == done.name) {
                    return Err("a file is listed twice");
                }
                self.manifest.references.push(done);
            }
            (2, "DigestValue") => {
                let current = self.current.as_mut().ok_or("a digest of nothing")?;
                if !current.digest.is_empty() {
                    return Err("a file has two digests");
                }
                let packed: String =
                    self.value.chars().filter(|c| !c.is_ascii_whitespace()).collect();
                current.digest =
                    Base64::decode_vec(&packed).map_err(|_| "a digest that is not Base64")?;
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Manifest, &'static str> {
        if !self.ended || !self.path.is_empty() {
            return Err("it is cut off");
        }
        if self.manifest.signature.is_empty() || self.manifest.references.is_empty() {
            return Err("it names no signature or no file");
        }
        Ok(self.manifest)
    }
}

fn is_critical(element: &BytesStart<'_>) -> Result<bool, &'static str> {
    let stated = attribute(element, "Critical")?;
    Ok(stated.is_some_and(|stated| !matches!(stated.trim(), "false" | "0")))
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, &'static str> {
    let mut found = None;
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| "an attribute is given twice or malformed")?;
        if attribute.key.local_name().as_ref() != name {
            continue;
        }
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        let value = value.map_err(|_| "an attribute is malformed")?;
        if found.replace(value.into_owned()).is_some() {
            return Err("an attribute is given twice or malformed");
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let reference = |name: &str| Reference::new(name, Some("a/b"), Hash::Sm3, &[7; 32]);
        Manifest {
            signature: "META-INF/signature1.p7s".into(),
            references: vec![reference("申请书 & more.pdf"), reference("b.txt")],
        }
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let xml = manifest().to_xml();
        assert_eq!(Manifest::parse(xml.as_bytes()).as_ref(), Ok(&manifest()));
    }

    #[test]
    fn what_says_something_twice_is_refused() {
        let xml = manifest().to_xml();
        let twice = xml.replace("b.txt", "%E7%94%B3%E8%AF%B7%E4%B9%A6%20%26%20more.pdf");
        assert!(Manifest::parse(twice.as_bytes()).is_err(), "a file listed twice");
        let line = xml.lines().find(|l| l.contains("SigReference")).expect("one");
        let two = xml.replace(line, &format!("{line}{line}"));
        assert!(Manifest::parse(two.as_bytes()).is_err(), "two signatures");
        let digest = "<ds:DigestValue>AAAA</ds:DigestValue></asic:DataObjectReference>";
        let two = xml.replacen("</asic:DataObjectReference>", digest, 1);
        assert!(Manifest::parse(two.as_bytes()).is_err(), "two digests");
    }

    #[test]
    fn a_critical_extension_must_be_understood() {
        let xml = manifest().to_xml();
        let with = |critical: &str| {
            let extension = format!(
                "<asic:ASiCManifestExtensions><asic:Extension Critical=\"{critical}\"><x/></asic:Extension></asic:ASiCManifestExtensions></asic:ASiCManifest>"
            );
            xml.replace("</asic:ASiCManifest>", &extension)
        };
        assert!(Manifest::parse(with("true").as_bytes()).is_err());
        assert!(Manifest::parse(with("1").as_bytes()).is_err());
        assert_eq!(Manifest::parse(with("false").as_bytes()).as_ref(), Ok(&manifest()));
    }

    #[test]
    fn entities_and_document_types_are_refused() {
        let xml = manifest().to_xml();
        let typed = xml.replacen('\n', "\n<!DOCTYPE x [<!ENTITY a \"b\">]>\n", 1);
        assert!(Manifest::parse(typed.as_bytes()).is_err());
        for cut in 0..xml.trim_end().len() {
            assert!(Manifest::parse(&xml.as_bytes()[..cut]).is_err(), "cut at {cut}");
        }
    }
}

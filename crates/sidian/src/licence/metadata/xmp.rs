//! Metadata as XMP (ISO 16684-1), for readers that look there.
//!
//! No rule for PDF was found in the standards at hand, so the namespace is our own. The JSON is what
//! counts: a verifier compares the XMP with what this module would write for it.

use super::Metadata;

/// What a comparison with an XMP packet gave.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum XmpAgreement {
    /// The packet has nothing of ours.
    Absent,
    /// It says the same.
    Agrees,
    /// It says something else, or the same in other words than ours.
    Differs,
}

impl Metadata {
    /// The namespace of our properties; their names are the standard's short names.
    pub const XMP_NAMESPACE: &str = "urn:sidian:licence:1#";

    /// The `rdf:Description` that carries the metadata, for a packet that somebody else writes.
    pub fn to_xmp_description(&self) -> String {
        let mut out = String::from("<rdf:Description rdf:about=\"\" xmlns:zz=\"");
        out.push_str(Self::XMP_NAMESPACE);
        out.push_str("\">\n");
        let open = |value: &super::Personal| value.reveal().to_owned();
        let version = format!("{:03}", self.id.version());
        let mut texts: Vec<(&str, String)> = vec![
            ("ZZLXMC", self.type_name.clone()),
            ("ZZLXDM", self.id.type_code().to_string()),
            ("ZZMC", self.licence_name.clone()),
            ("ZZBH", open(&self.number)),
            ("ZZBS", self.id.to_string()),
            ("ZZBBH", version),
            ("ZZBFJG", self.issuer_name.clone()),
            ("ZZBFJGDM", self.id.issuer().as_str().to_owned()),
            ("ZZBFRQ", self.issue_date.to_string()),
        ];
        texts.extend(self.valid_from.map(|d| ("ZZYXQQSRQ", d.to_string())));
        texts.push(("ZZYXQJZRQ", self.valid_until.map(|d| d.to_string()).unwrap_or_default()));
        texts.extend(self.area_code.clone().map(|t| ("ZZSSGXSDBM", t)));
        texts.extend(self.authority.clone().map(|t| ("ZZDYJG", t)));
        texts.extend(self.supersedes.as_ref().map(|id| ("GLZZBS", id.to_string())));
        texts.extend(self.optional.iter().map(|(key, value)| (*key, open(value))));
        texts.extend(self.extension.iter().map(|(key, value)| (key.as_str(), open(value))));
        for (name, value) in &texts {
            element(&mut out, name, value);
        }
        self.holders_as_xmp(&mut out);
        out.push_str("</rdf:Description>\n");
        out
    }

    /// A whole XMP packet with the metadata and a title.
    pub fn to_xmp_packet(&self) -> String {
        let mut title = String::new();
        escape(&mut title, &self.licence_name);
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
             <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
             <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
             </rdf:Description>\n{}</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>",
            self.to_xmp_description()
        )
    }

    /// Whether an XMP packet that came with this metadata says the same.
    pub fn compare_xmp(&self, packet: &[u8]) -> XmpAgreement {
        let packet = String::from_utf8_lossy(packet);
        // A PDF/A packet also explains the namespace, as a text; only attributes declare it.
        let explained = packet.matches(&format!(">{}<", Self::XMP_NAMESPACE)).count();
        match packet.matches(Self::XMP_NAMESPACE).count() - explained {
            0 => XmpAgreement::Absent,
            1 if packet.contains(self.to_xmp_description().trim_end()) => XmpAgreement::Agrees,
            _ => XmpAgreement::Differs,
        }
    }

    fn holders_as_xmp(&self, out: &mut String) {
        out.push_str("<zz:CZZT><rdf:Seq>\n");
        for holder in &self.holders {
            out.push_str("<rdf:li rdf:parseType=\"Resource\">\n");
            element(out, "CZZT", holder.name.reveal());
            element(out, "CZZTDM", holder.code.reveal());
            element(out, "CZZTDMLXDM", holder.code_type.code());
            out.push_str("</rdf:li>\n");
        }
        out.push_str("</rdf:Seq></zz:CZZT>\n");
    }
}

fn element(out: &mut String, name: &str, value: &str) {
    out.push_str("<zz:");
    out.push_str(name);
    out.push('>');
    escape(out, value);
    out.push_str("</zz:");
    out.push_str(name);
    out.push_str(">\n");
}

/// Values hold no control characters but line breaks, so five escapes and the line break suffice.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            c => out.push(c),
        }
    }
}

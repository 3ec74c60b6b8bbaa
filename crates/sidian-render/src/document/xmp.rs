//! The XMP packet (ISO 16684-1) of a document.

use sidian::licence::Metadata;
use sidian::time::UnixTime;

use xmp_writer::{CustomNamespace, DateTime, LangId, Namespace, Timezone, XmpWriter};

use super::{Description, DocumentInfo};

/// What the file says made it.
pub(super) const PRODUCER: &str = concat!("sidian ", env!("CARGO_PKG_VERSION"));

/// Writes the packet. `id` identifies the content of the file.
pub(super) fn packet(info: &DocumentInfo, id: &str, pdf_a: bool, now: UnixTime) -> String {
    let mut xmp = XmpWriter::new();
    xmp.title([(None, info.title.as_str())]);
    if !info.author.is_empty() {
        xmp.creator([info.author.as_str()]);
    }
    xmp.language([LangId("zh-CN")]);
    xmp.format("application/pdf");
    xmp.producer(PRODUCER).create_date(date(now)).modify_date(date(now)).metadata_date(date(now));
    xmp.document_id(&format!("uuid:{id}")).instance_id(&format!("uuid:{id}"));
    if pdf_a {
        xmp.pdfa_part(3).pdfa_conformance("B");
    }
    if let Some(description) = info.description.as_ref().filter(|_| pdf_a) {
        explain(&mut xmp, description);
    }
    let packet = xmp.finish(None);
    let rdf = info.description.as_ref().map_or("", |description| &description.rdf);
    match packet.rsplit_once(END) {
        Some((before, after)) => format!("{before}{rdf}{END}{after}"),
        None => packet,
    }
}

/// Where the packet's descriptions end.
const END: &str = "</rdf:RDF>";

/// Explains the properties of a licence to PDF/A readers (ISO 19005-3, 6.6.2.3).
fn explain(xmp: &mut XmpWriter<'_>, description: &Description) {
    const HOLDER: &str = "Holder";
    let namespace = || {
        let namespace = CustomNamespace::new("e-licence metadata", "zz", Metadata::XMP_NAMESPACE);
        Namespace::Custom(Box::new(namespace))
    };
    let mut schemas = xmp.extension_schemas();
    let mut schema = schemas.add_schema();
    schema.namespace(namespace());
    let mut properties = schema.properties();
    for (name, meaning) in &description.properties {
        let holders = name == "CZZT";
        properties
            .add_property()
            .name(name)
            .value_type(if holders { "Seq Holder" } else { "Text" })
            .category(false)
            .description(meaning);
    }
    drop(properties);
    let mut types = schema.value_types();
    let mut holder = types.add_value_type();
    holder.name(HOLDER).namespace(namespace()).description("持证主体");
    let mut fields = holder.fields();
    for (name, meaning) in
        [("CZZT", "持证主体"), ("CZZTDM", "持证主体代码"), ("CZZTDMLXDM", "持证主体代码类型代码")]
    {
        fields.add_field().name(name).value_type("Text").description(meaning);
    }
}

fn date(at: UnixTime) -> DateTime {
    let ((year, month, day), (hour, minute, second)) = (at.date_utc(), at.time_utc());
    DateTime {
        year: u16::try_from(year).unwrap_or(0),
        month: Some(month),
        day: Some(day),
        hour: Some(hour),
        minute: Some(minute),
        second: Some(second),
        timezone: Some(Timezone::Utc),
    }
}

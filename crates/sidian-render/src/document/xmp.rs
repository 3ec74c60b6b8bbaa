//! The XMP packet (ISO 16684-1) of a document.

use sidian::time::UnixTime;

use xmp_writer::{CustomNamespace, DateTime, LangId, Namespace, Timezone, XmpWriter};

use super::DocumentInfo;

/// What the file says made it.
pub(super) const PRODUCER: &str = concat!("sidian ", env!("CARGO_PKG_VERSION"));

/// Writes the packet. `id` identifies the content of the file.
pub(super) fn packet(info: &DocumentInfo, id: &str, pdf_a: bool, now: UnixTime) -> String {
    let namespace = Namespace::Custom(Box::new(CustomNamespace::new(
        "sidian licence",
        DocumentInfo::PREFIX,
        DocumentInfo::NAMESPACE,
    )));
    let mut xmp = XmpWriter::new();
    xmp.title([(None, info.title.as_str())]);
    if !info.author.is_empty() {
        xmp.creator([info.author.as_str()]);
    }
    if !info.subject.is_empty() {
        xmp.description([(None, info.subject.as_str())]);
    }
    xmp.language([LangId("zh-CN")]);
    xmp.format("application/pdf");
    xmp.producer(PRODUCER).create_date(date(now)).modify_date(date(now)).metadata_date(date(now));
    xmp.document_id(&format!("uuid:{id}")).instance_id(&format!("uuid:{id}"));
    if pdf_a {
        xmp.pdfa_part(3).pdfa_conformance("B");
    }
    for property in &info.properties {
        xmp.element(&property.name, namespace.clone()).value(property.value.as_str());
    }
    if pdf_a && !info.properties.is_empty() {
        let mut schemas = xmp.extension_schemas();
        let mut schema = schemas.add_schema();
        schema.namespace(namespace);
        let mut properties = schema.properties();
        for property in &info.properties {
            properties
                .add_property()
                .name(&property.name)
                .value_type("Text")
                .category(false)
                .description(&property.description);
        }
    }
    xmp.finish(None)
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

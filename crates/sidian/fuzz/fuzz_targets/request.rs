//! Requests for certificates and event bindings: read, asked everything, written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::x509::{CertificateRequest, EventBinding};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = CertificateRequest::from_bytes(bytes) {
        let key = request.public_key();
        let _ = (request.subject().to_string(), request.attributes().count(), key.bits());
        assert!(CertificateRequest::from_der(request.der()).is_ok());
    }
    if let Ok(binding) = EventBinding::from_der(bytes) {
        assert_eq!(EventBinding::from_der(&binding.to_der()), Ok(binding.clone()));
        let _ = binding.is_for(bytes);
    }
});

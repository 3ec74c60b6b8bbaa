//! Which standard each room speaks.
//!
//! | Room | Standard | Source |
//! |---|---|---|
//! | [`pdf`](crate::pdf), [`pades`](crate::pades) | ISO 32000-1 and -2; ETSI EN 319 142-1 | text |
//! | [`x509`](crate::x509), [`trust`](crate::trust) | RFC 5280, RFC 6960, RFC 2986; GB/T 20518 | text; GB/T 20518 by files met |
//! | [`cms`](crate::cms) | RFC 5652, RFC 5035; GB/T 35275 as a dialect | text; GB/T 35275 by files met |
//! | [`tsp`](crate::tsp) | RFC 3161, RFC 5816 | text; for GB/T 20520 no token was found |
//! | [`crypto`](crate::crypto) | GB/T 32905 (SM3), GB/T 32918 (SM2), GB/T 35276 (user id) | vectors |
//! | [`ses`](crate::ses), [`seal`](crate::seal) | GM/T 0031-2014 (V1), GB/T 38540-2020 (V4), GM/T 0031-2025 (V5) | text of 2014; the others by articles, code of others and files met |
//! | [`licence`](crate::licence) | GB/T 36903, 36904, 36905; RFC 8785; IETF token status list | parts of the text, deployed interfaces |
//! | [`material`](crate::material) | RFC 7515, RFC 7519, RFC 9901, RFC 9052, RFC 8392, RFC 9285; ETSI EN 319 162-1 | text |
//! | [`zip`](crate::zip) | PKWARE APPNOTE 6.3, ISO/IEC 21320-1 | text |
//! | [`report`](crate::report) | ETSI EN 319 102-1, ETSI TS 119 102-2 (words) | text |
//!
//! *By files met* means: no text was at hand, and the rule was read off files that others made. Where
//! code rests on such a rule, it says so at its place. A claim of conformance needs the text.

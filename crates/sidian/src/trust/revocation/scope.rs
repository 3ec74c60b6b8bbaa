//! Which certificates and reasons a revocation list speaks about (RFC 5280 6.3.3 b).

use crate::x509::{
    Certificate, Crl, DistributionPoint, DistributionPointName, GeneralName,
    IssuingDistributionPoint, Name, ReasonFlags,
};

/// The reasons for which `crl` speaks about `certificate` when it is had from `point`; without a
/// point, as if it were had from the issuer's own entry. `None` where it does not speak about it.
pub(super) fn reasons(
    certificate: &Certificate,
    point: Option<&DistributionPoint>,
    crl: &Crl,
) -> Option<ReasonFlags> {
    let by_other = point.map(|p| p.crl_issuer.as_slice()).unwrap_or_default();
    let indirect = crl.scope().is_some_and(|s| s.indirect);
    let issuer_fits = if by_other.is_empty() {
        crl.issuer().matches(certificate.issuer())
    } else {
        let mut names = by_other.iter().filter_map(GeneralName::directory);
        indirect && names.any(|n| n.matches(crl.issuer()))
    };
    if !issuer_fits {
        return None;
    }
    let from_point = point.and_then(|p| p.reasons).unwrap_or(ReasonFlags::ALL);
    let Some(scope) = crl.scope() else { return Some(from_point) };
    let ca = certificate.basic_constraints().is_some_and(|b| b.ca);
    let kind_fits = !(scope.only_user && ca || scope.only_ca && !ca || scope.only_attribute);
    if kind_fits && name_fits(certificate, point, crl, scope) {
        Some(from_point.and(scope.only_reasons.unwrap_or(ReasonFlags::ALL)))
    } else {
        None
    }
}

/// Whether the name of the scope is among those of the point.
fn name_fits(
    certificate: &Certificate,
    point: Option<&DistributionPoint>,
    crl: &Crl,
    scope: &IssuingDistributionPoint,
) -> bool {
    let Some(published) = &scope.name else { return true };
    let published = expand(published, crl.issuer());
    let wanted = match point {
        // Stricter than RFC 5280: a certificate that says where its list is to be had is not covered
        // by a list that was published for another place.
        None if !certificate.crl_distribution_points().is_empty() => return false,
        None => vec![GeneralName::Directory(certificate.issuer().clone())],
        Some(DistributionPoint { name: None, crl_issuer, .. }) => crl_issuer.clone(),
        Some(DistributionPoint { name: Some(name), crl_issuer, .. }) => {
            let other = crl_issuer.iter().find_map(GeneralName::directory);
            expand(name, other.unwrap_or(certificate.issuer()))
        }
    };
    published.iter().any(|p| wanted.iter().any(|w| same(p, w)))
}

fn expand(name: &DistributionPointName, base: &Name) -> Vec<GeneralName> {
    match name {
        DistributionPointName::Full(names) => names.clone(),
        DistributionPointName::Relative(raw) => {
            let whole = Name::extended(base, raw.as_bytes());
            whole.into_iter().map(GeneralName::Directory).collect()
        }
    }
}

fn same(a: &GeneralName, b: &GeneralName) -> bool {
    match (a, b) {
        (GeneralName::Directory(a), GeneralName::Directory(b)) => a.matches(b),
        (GeneralName::Uri(a), GeneralName::Uri(b))
        | (GeneralName::Dns(a), GeneralName::Dns(b))
        | (GeneralName::Email(a), GeneralName::Email(b))
        | (GeneralName::Ip(a), GeneralName::Ip(b)) => a == b,
        (GeneralName::Other { tag: s, value: a }, GeneralName::Other { tag: t, value: b }) => {
            s == t && a == b
        }
        _ => false,
    }
}

/// Whether two lists of one issuer are about the same things (RFC 5280 6.3.3 c).
pub(super) fn equal(a: &Crl, b: &Crl) -> bool {
    let names = |scope: &IssuingDistributionPoint, crl: &Crl| {
        scope.name.as_ref().map(|n| expand(n, crl.issuer()))
    };
    match (a.scope(), b.scope()) {
        (None, None) => true,
        (Some(x), Some(y)) => {
            let flags = |s: &IssuingDistributionPoint| {
                (s.only_user, s.only_ca, s.only_attribute, s.indirect, s.only_reasons)
            };
            let named = match (names(x, a), names(y, b)) {
                (None, None) => true,
                (Some(p), Some(q)) => {
                    p.len() == q.len() && p.iter().all(|n| q.iter().any(|m| same(n, m)))
                }
                _ => false,
            };
            flags(x) == flags(y) && named
        }
        _ => false,
    }
}

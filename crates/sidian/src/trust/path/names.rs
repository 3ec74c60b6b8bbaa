//! Name constraints (RFC 5280 4.2.1.10).

use super::signed::Context;
use crate::x509::{Certificate, GeneralName, Name, NameConstraints};

/// Why names do not fit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Problem {
    /// Too many comparisons.
    Limit,
    /// A name outside what is permitted, or inside what is excluded.
    NotPermitted,
    /// A name or constraint that cannot be interpreted, where one applies to the other.
    Unclear,
}

/// A name that constraints apply to.
enum Subject<'a> {
    Directory(&'a Name),
    Dns(&'a [u8]),
    Email(Vec<u8>),
    Ip(&'a [u8]),
    /// A form that is not interpreted, by its tag.
    Other(u8),
    Uri(&'a [u8]),
}

/// Checks every name of a certificate against every constraint from above.
pub(super) fn check(
    context: &Context<'_>,
    certificate: &Certificate,
    constraints: &[&NameConstraints],
) -> Result<(), Problem> {
    if constraints.is_empty() {
        return Ok(());
    }
    let names = subjects(certificate);
    for constraint in constraints {
        let count = constraint.permitted().len().saturating_add(constraint.excluded().len());
        for name in &names {
            if !context.compare(count) {
                return Err(Problem::Limit);
            }
            one(name, constraint)?;
        }
    }
    Ok(())
}

/// The subject field where it is not empty, the alternative names, and mailboxes in the subject
/// where no alternative name is one.
fn subjects(certificate: &Certificate) -> Vec<Subject<'_>> {
    let alternatives = certificate.subject_alt_names();
    let mut out: Vec<Subject<'_>> = alternatives.iter().map(Subject::from).collect();
    let subject = certificate.subject();
    if !subject.is_empty() {
        out.push(Subject::Directory(subject));
    }
    if !alternatives.iter().any(|n| matches!(n, GeneralName::Email(_))) {
        let mailboxes = subject.attributes().filter(|a| a.kind() == EMAIL_ADDRESS);
        out.extend(mailboxes.map(|a| Subject::Email(a.text().into_bytes())));
    }
    out
}

impl<'a> From<&'a GeneralName> for Subject<'a> {
    fn from(name: &'a GeneralName) -> Self {
        match name {
            GeneralName::Directory(name) => Self::Directory(name),
            GeneralName::Dns(raw) => Self::Dns(raw.as_bytes()),
            GeneralName::Email(raw) => Self::Email(raw.as_bytes().to_vec()),
            GeneralName::Ip(raw) => Self::Ip(raw.as_bytes()),
            GeneralName::Other { tag, .. } => Self::Other(*tag),
            GeneralName::Uri(raw) => Self::Uri(raw.as_bytes()),
        }
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Side {
    Permitted,
    Excluded,
}

fn one(name: &Subject<'_>, constraint: &NameConstraints) -> Result<(), Problem> {
    for base in constraint.excluded() {
        if within(name, base, Side::Excluded)? == Some(true) {
            return Err(Problem::NotPermitted);
        }
    }
    let (mut concerned, mut inside) = (false, false);
    for base in constraint.permitted() {
        if let Some(answer) = within(name, base, Side::Permitted)? {
            concerned = true;
            inside |= answer;
        }
    }
    if concerned && !inside { Err(Problem::NotPermitted) } else { Ok(()) }
}

/// Whether a name lies within a subtree; `None` where they are of different forms.
fn within(name: &Subject<'_>, base: &GeneralName, side: Side) -> Result<Option<bool>, Problem> {
    let answer = match (name, base) {
        (Subject::Directory(name), GeneralName::Directory(base)) => Some(name.is_within(base)),
        (Subject::Dns(name), GeneralName::Dns(base)) => Some(dns(name, base.as_bytes(), side)?),
        (Subject::Email(name), GeneralName::Email(base)) => Some(email(name, base.as_bytes())?),
        (Subject::Ip(name), GeneralName::Ip(base)) => Some(ip(name, base.as_bytes())?),
        (Subject::Uri(name), GeneralName::Uri(base)) => Some(uri(name, base.as_bytes())?),
        (Subject::Other(tag), GeneralName::Other { tag: base, .. }) if tag == base => {
            return Err(Problem::Unclear);
        }
        _ => None,
    };
    Ok(answer)
}

/// A host name: labels of letters, digits, `-` and `_`; a leading `*` label only in names.
fn is_host(text: &[u8]) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.split(|b| *b == b'.').all(|label| {
            (1..=63).contains(&label.len())
                && label.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        })
}

/// Whether `host` is `base` or lies below it.
fn below(host: &[u8], base: &[u8]) -> bool {
    let Some(split) = host.len().checked_sub(base.len()) else { return false };
    let (front, tail) = host.split_at_checked(split).unwrap_or_default();
    tail.eq_ignore_ascii_case(base) && (front.is_empty() || front.last() == Some(&b'.'))
}

fn dns(name: &[u8], base: &[u8], side: Side) -> Result<bool, Problem> {
    let (plain, wild) = match name.strip_prefix(b"*.") {
        Some(rest) => (rest, true),
        None => (name, false),
    };
    if !is_host(plain) || !(base.is_empty() || is_host(base)) {
        return Err(Problem::Unclear);
    }
    // A wildcard stands for every name below it, so an exclusion of any of them hits it.
    let hit = wild && side == Side::Excluded && below(base, plain);
    Ok(base.is_empty() || below(plain, base) || hit)
}

fn mailbox(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = text.split(|b| *b == b'@');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(local), Some(host), None) if !local.is_empty() && is_host(host) => {
            Some((local, host))
        }
        _ => None,
    }
}

fn email(name: &[u8], base: &[u8]) -> Result<bool, Problem> {
    let (local, host) = mailbox(name).ok_or(Problem::Unclear)?;
    if base.contains(&b'@') {
        let (base_local, base_host) = mailbox(base).ok_or(Problem::Unclear)?;
        return Ok(local == base_local && host.eq_ignore_ascii_case(base_host));
    }
    host_or_domain(host, base)
}

/// A base that begins with a dot takes every host below it, else it is one host.
fn host_or_domain(host: &[u8], base: &[u8]) -> Result<bool, Problem> {
    match base.strip_prefix(b".") {
        Some(domain) if is_host(domain) => {
            Ok(below(host, domain) && !host.eq_ignore_ascii_case(domain))
        }
        None if is_host(base) => Ok(host.eq_ignore_ascii_case(base)),
        _ => Err(Problem::Unclear),
    }
}

/// Constraints on URIs are about their host, which must be a name.
fn uri(name: &[u8], base: &[u8]) -> Result<bool, Problem> {
    let text = std::str::from_utf8(name).map_err(|_| Problem::Unclear)?;
    let (_, rest) = text.split_once("://").ok_or(Problem::Unclear)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().as_bytes();
    let numeric = host.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    if numeric || !is_host(host) {
        return Err(Problem::Unclear);
    }
    host_or_domain(host, base)
}

/// An address against an address with a mask, both of the same family.
fn ip(name: &[u8], base: &[u8]) -> Result<bool, Problem> {
    if !matches!(name.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return Err(Problem::Unclear);
    }
    let (network, mask) = base.split_at_checked(base.len() / 2).ok_or(Problem::Unclear)?;
    let ones: u32 = mask.iter().map(|b| b.count_ones()).sum();
    let leading: u32 = {
        let full = mask.iter().take_while(|b| **b == 0xff).count();
        let next = mask.get(full).map_or(0, |b| b.leading_ones());
        u32::try_from(full * 8).unwrap_or(0) + next
    };
    if ones != leading {
        return Err(Problem::Unclear);
    }
    let same = network.len() == name.len()
        && name.iter().zip(network).zip(mask).all(|((a, b), m)| a & m == b & m);
    Ok(same)
}

/// emailAddress of PKCS #9.
const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_match_whole_labels_only() {
        let cases: [(&[u8], &[u8], bool); 6] = [
            (b"example.com", b"example.com", true),
            (b"a.Example.com", b"example.COM", true),
            (b"badexample.com", b"example.com", false),
            (b"com", b"example.com", false),
            (b"*.example.com", b"example.com", true),
            (b"x.org", b"", true),
        ];
        for (name, base, answer) in cases {
            assert_eq!(dns(name, base, Side::Permitted), Ok(answer), "{name:?} in {base:?}");
        }
        for (name, base) in
            [(&b".a.b"[..], &b"a.b"[..]), (b"a.b", b".a.b"), (b"a.b", b"*.b"), (b"", b"b")]
        {
            assert_eq!(
                dns(name, base, Side::Permitted),
                Err(Problem::Unclear),
                "{name:?} {base:?}"
            );
        }
    }

    #[test]
    fn a_wildcard_falls_under_an_exclusion_below_it_but_is_not_permitted_by_it() {
        assert_eq!(dns(b"*.example.com", b"bar.example.com", Side::Excluded), Ok(true));
        assert_eq!(dns(b"*.example.com", b"bar.example.com", Side::Permitted), Ok(false));
    }

    #[test]
    fn mailboxes_match_a_mailbox_a_host_or_a_domain() {
        type Case = (&'static [u8], &'static [u8], Result<bool, Problem>);
        let cases: [Case; 7] = [
            (b"a@h.org", b"a@H.org", Ok(true)),
            (b"A@h.org", b"a@h.org", Ok(false)),
            (b"a@h.org", b"h.org", Ok(true)),
            (b"a@x.h.org", b"h.org", Ok(false)),
            (b"a@x.h.org", b".h.org", Ok(true)),
            (b"a@h.org", b".h.org", Ok(false)),
            (b"a@b@h.org", b"h.org", Err(Problem::Unclear)),
        ];
        for (name, base, answer) in cases {
            assert_eq!(email(name, base), answer, "{name:?} in {base:?}");
        }
    }

    #[test]
    fn uris_are_judged_by_their_host() {
        assert_eq!(uri(b"http://u@h.org:80/x@y", b"h.org"), Ok(true));
        assert_eq!(uri(b"http://a.h.org?x", b".h.org"), Ok(true));
        assert_eq!(uri(b"http://evil.org/h.org", b"h.org"), Ok(false));
        assert_eq!(uri(b"http://127.0.0.1/", b"h.org"), Err(Problem::Unclear));
        assert_eq!(uri(b"urn:x:y", b"h.org"), Err(Problem::Unclear));
    }

    #[test]
    fn addresses_need_a_contiguous_mask_and_their_own_family() {
        assert_eq!(ip(&[10, 0, 0, 7], &[10, 0, 0, 0, 255, 255, 255, 0]), Ok(true));
        assert_eq!(ip(&[10, 0, 1, 7], &[10, 0, 0, 0, 255, 255, 255, 0]), Ok(false));
        assert_eq!(ip(&[0; 16], &[0, 0, 0, 0, 0, 0, 0, 0]), Ok(false));
        assert_eq!(ip(&[10, 0, 0, 7], &[10, 0, 0, 0, 255, 0, 255, 0]), Err(Problem::Unclear));
        assert_eq!(ip(&[10, 0, 0], &[10, 0, 0, 0, 255, 0, 0, 0]), Err(Problem::Unclear));
    }
}

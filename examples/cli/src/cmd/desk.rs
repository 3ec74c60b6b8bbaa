//! `sidian ca issue --request`: certificates for people who bring a request.

use std::path::Path;

use sidian::crypto::Hash;
use sidian::x509::issue::{Application, Desk, IssueError};
use sidian::x509::{CertificateRequest, EventBinding};

use super::{ca, now};
use crate::args::CaIssueArgs;
use crate::failure::Failure;
use crate::files::{self, Destination};
use crate::locale::text;
use crate::ui::Ui;

/// Issues what is asked for in the file `request`. The registration check is the operator's: the
/// name they give must be that of the request.
pub(super) fn issue(
    args: &CaIssueArgs,
    request: &Path,
    to: &Destination,
    ui: &Ui,
) -> Result<u8, Failure> {
    let asked = read(request)?;
    let document = args.event_for.as_deref();
    let document = document.map(|path| files::read_some(path, files::DOCUMENT)).transpose()?;
    let wanted = &args.subject;
    let checked = |application: &Application<'_>| {
        let name = application.request.subject();
        let same = name.common_name().as_deref() == Some(wanted.name.as_str())
            && wanted.org.as_ref().is_none_or(|org| name.organisation().as_ref() == Some(org));
        if same { Ok(()) } else { Err(name.label()) }
    };
    let authority = ca::authority(ui, &args.authority)?;
    let desk = Desk::new(ca::issuer(&authority)?, &checked);
    let (made, what) = match document {
        Some(document) => {
            let hash = asked.algorithm().hash();
            let hash = if hash == Hash::Sm3 { hash } else { Hash::Sha256 };
            let purpose = args.purpose.as_deref().unwrap_or_default();
            let binding = EventBinding::of(&document, hash, purpose);
            let what = text!("事件型证书", "event certificate");
            (desk.issue_event(&asked, &binding, now()?), what)
        }
        None => {
            let validity = ca::validity(wanted, 1095)?;
            let published = |draft| ca::published(draft, args.crl_url.as_deref());
            let what = text!("签名证书", "signing certificate");
            (desk.issue(&asked, validity, published), what)
        }
    };
    let made = made.map_err(|e| match e {
        IssueError::NotRegistered { reason } => Failure::new(
            text!(
                "证书请求中的名称“{reason}”与核对的名称不符",
                "the request is by “{reason}”, which is not the name that was checked"
            ),
            text!("请核对申请人身份，再填 --name", "check who asks, then give that --name"),
        ),
        other => ca::refused(other),
    })?;
    ca::finish(ui, to, &made, &what)
}

fn read(path: &Path) -> Result<CertificateRequest, Failure> {
    let bytes = files::read_some(path, files::SMALL)?;
    CertificateRequest::from_bytes(&bytes).map_err(|e| {
        let name = path.display();
        Failure::new(
            text!(
                "{name}：不是有效的证书请求（{e}）",
                "{name}: is not a certificate request ({e})"
            ),
            text!(
                "请申请人用 sidian keys request 重新生成",
                "ask for a new one, made with: sidian keys request"
            ),
        )
    })
}

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::{Account, Role, Token};
use crate::problem::Problem;
use crate::state::App;

/// The SHA-256 of the client certificate that TLS verified, if there was one.
#[derive(Clone, Debug)]
pub struct ClientCertificate(pub Vec<u8>);

/// Who asks: an account that showed its token or certificate, or anybody.
#[derive(Clone, Debug)]
pub struct Caller {
    account: Option<Arc<Account>>,
}

impl Caller {
    /// The account.
    ///
    /// # Errors
    ///
    /// 9201 for anybody.
    pub fn account(&self) -> Result<&Arc<Account>, Problem> {
        self.account.as_ref().ok_or_else(Problem::unauthenticated)
    }

    /// The account, if it has one of these roles.
    ///
    /// # Errors
    ///
    /// 9201 for anybody, 9202 without the role.
    pub fn with_role(&self, roles: &[Role]) -> Result<Arc<Account>, Problem> {
        let account = self.account()?;
        match roles.iter().any(|role| account.roles.contains(role)) {
            true => Ok(Arc::clone(account)),
            false => Err(Problem::forbidden()),
        }
    }

    /// The account, if it has the role for this licence type.
    ///
    /// # Errors
    ///
    /// As [`with_role`](Self::with_role), and 9203 for another type.
    pub fn for_type(&self, roles: &[Role], code: &str) -> Result<Arc<Account>, Problem> {
        let account = self.with_role(roles)?;
        if account.scope.has(code) { Ok(account) } else { Err(Problem::type_forbidden()) }
    }

    /// The account, where there is one.
    pub fn known(&self) -> Option<&Arc<Account>> {
        self.account.as_ref()
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let shown = parts.headers.get(header::AUTHORIZATION);
        let certificate = parts.extensions.get::<Option<ClientCertificate>>().cloned().flatten();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let account = match shown {
            Some(value) => {
                let text = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
                let token = text.and_then(|text| Token::from_shown(text.trim()));
                let Some(token) = token else {
                    app.limits().anonymous(peer)?;
                    return Err(Problem::unauthenticated());
                };
                app.account_by_token(token.hash()).await?
            }
            None => match certificate {
                Some(ClientCertificate(digest)) => app.account_by_certificate(digest).await?,
                None => None,
            },
        };
        match &account {
            Some(account) => app.limits().account(account.id)?,
            None => app.limits().anonymous(peer)?,
        }
        if shown.is_some() && account.is_none() {
            return Err(Problem::unauthenticated());
        }
        Ok(Self { account: account.map(Arc::new) })
    }
}

/// An account that showed who it is: asked for before anything else of a request is read.
#[derive(Clone, Debug)]
pub struct Known(Caller);

impl std::ops::Deref for Known {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl FromRequestParts<App> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        caller.account()?;
        Ok(Self(caller))
    }
}

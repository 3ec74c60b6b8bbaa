//! The clerk's page: files in the binary, nothing from elsewhere.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::state::App;

/// Nothing but the page's own files; pictures from memory.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

const FILES: [(&str, &str, &str); 11] = [
    ("/", "text/html; charset=utf-8", include_str!("../page/index.html")),
    ("/style.css", "text/css; charset=utf-8", include_str!("../page/style.css")),
    ("/words.js", "text/javascript; charset=utf-8", include_str!("../page/words.js")),
    ("/verify.js", "text/javascript; charset=utf-8", include_str!("../page/verify.js")),
    ("/tools.js", "text/javascript; charset=utf-8", include_str!("../page/tools.js")),
    ("/camera.js", "text/javascript; charset=utf-8", include_str!("../page/camera.js")),
    ("/desk.js", "text/javascript; charset=utf-8", include_str!("../page/desk.js")),
    ("/seals.js", "text/javascript; charset=utf-8", include_str!("../page/seals.js")),
    ("/accounts.js", "text/javascript; charset=utf-8", include_str!("../page/accounts.js")),
    ("/register.js", "text/javascript; charset=utf-8", include_str!("../page/register.js")),
    ("/materials.js", "text/javascript; charset=utf-8", include_str!("../page/materials.js")),
];

pub(super) fn router() -> Router<App> {
    let mut router = Router::new();
    for (path, kind, text) in FILES {
        router = router.route(path, get(move || async move { give(kind, text) }));
    }
    router
}

fn give(kind: &'static str, text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}

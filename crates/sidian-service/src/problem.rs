//! What went wrong, as `application/problem+json` (RFC 9457), in Chinese and English.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::StoreError;

/// Why a request was not done.
///
/// `code` is the library's stable number where the library refused, and one of the service's own
/// (9200s) where the service did.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    code: u32,
    zh: String,
    en: String,
    errors: Vec<Fault>,
    retry_after: Option<u64>,
}

/// One thing that is wrong with what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Fault {
    /// The stable number.
    pub code: u32,
    /// Which element, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The wire form of a problem (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct ProblemBody {
    /// `urn:sidian:problem:` and the code.
    pub r#type: String,
    /// The sentence in Chinese.
    pub title: String,
    /// The sentence in English.
    pub detail: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable number.
    pub code: u32,
    /// Everything that is wrong with what was sent, where that is known one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// What went wrong, once for all: HTTP status, number and words.
macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $status:ident $code:literal, $zh:literal, $en:literal;)+) => {
        impl Problem {
            $($(#[$doc])* pub fn $name() -> Self {
                Self::new(StatusCode::$status, $code, $zh, $en)
            })+
        }
        /// Every number of the service's own, with its words.
        pub const ALL: &[(u32, &str, &str)] = &[$(($code, $zh, $en)),+];
    };
}

problems! {
    /// Nobody is logged in, or the token is not known.
    unauthenticated = UNAUTHORIZED 9201, "请先登录：缺少有效的令牌", "a valid token is needed";
    /// The account lacks the role.
    forbidden = FORBIDDEN 9202, "账号没有办理此事的权限", "the account may not do this";
    /// The account may not act on licences of this type.
    type_forbidden = FORBIDDEN 9203, "账号无权办理这一类证照", "the account may not act on licences of this type";
    /// Holder data is asked for without saying why.
    basis_missing = FORBIDDEN 9204, "查看持证人资料须说明用途和法定依据（purpose、basis）", "holder data needs a purpose and a legal basis (purpose, basis)";
    /// There is no such thing.
    not_found = NOT_FOUND 9205, "没有找到", "there is no such thing";
    /// Not with this method.
    method = METHOD_NOT_ALLOWED 9206, "该地址不支持这种请求方法", "this address does not take that method";
    /// Could not be read.
    malformed = BAD_REQUEST 9207, "请求无法读懂", "the request cannot be read";
    /// More bytes than allowed.
    too_large = PAYLOAD_TOO_LARGE 9208, "文件超过允许的大小", "larger than is allowed";
    /// A content type that is not taken here.
    media_type = UNSUPPORTED_MEDIA_TYPE 9209, "不接受这种内容类型", "that content type is not taken here";
    /// More work than the machine takes on at once.
    overloaded = SERVICE_UNAVAILABLE 9210, "服务繁忙，请稍后再试", "the service is busy; try again shortly";
    /// Asked too often.
    too_often = TOO_MANY_REQUESTS 9211, "请求过于频繁，请稍后再试", "asked too often; try again later";
    /// The store cannot be written or read.
    store = SERVICE_UNAVAILABLE 9212, "存储暂时不可用，未作任何改动", "the store is not available; nothing was changed";
    /// The machine's clock is behind what was recorded.
    clock = SERVICE_UNAVAILABLE 9213, "本机时钟早于已有记录，暂停签发；请校准时钟", "the clock is behind what was recorded; issuing waits until it is set right";
    /// The idempotency key was used for another request.
    key_reused = CONFLICT 9214, "该幂等键已用于另一请求", "this idempotency key was used for another request";
    /// The same request is being done.
    in_progress = CONFLICT 9215, "同一请求正在处理", "the same request is being done";
    /// It is there already, or no longer as it was.
    conflict = CONFLICT 9216, "与现有内容冲突", "in conflict with what is there";
    /// The body came too slowly.
    too_slow = REQUEST_TIMEOUT 9217, "请求传送过慢", "the request came too slowly";
    /// The second person must be another one.
    same_person = FORBIDDEN 9218, "须由另一人复核", "another person has to approve it";
    /// The text over which a seal is to stand is not in the file.
    keyword_missing = UNPROCESSABLE_ENTITY 9219, "文件中没有这段文字", "that text is not in the file";
    /// A part of an upload does not begin where the last one ended.
    offset = CONFLICT 9220, "上传位置与已收到的不符", "the part does not begin where the last one ended";
    /// The authorisation was withdrawn.
    withdrawn = FORBIDDEN 9221, "授权已被撤回", "the authorisation was withdrawn";
    /// The seal is not in use.
    seal_state = CONFLICT 9222, "印章不在使用中", "the seal is not in use";
    /// Accounts that only verify get copies.
    copies_only = FORBIDDEN 9223, "核验账号请取加注件（/copies）", "an account that only verifies takes an annotated copy (/copies)";
    /// Too many uploads are open.
    uploads = CONFLICT 9224, "未完成的上传过多", "too many uploads are open";
    /// What arrived is not what was announced.
    digest = UNPROCESSABLE_ENTITY 9225, "收到的内容与所给摘要不符", "what arrived does not have the digest that was announced";
    /// What was sent can be read, and says something that cannot be.
    unfit = UNPROCESSABLE_ENTITY 9226, "请求中有不合规定的内容", "something in the request cannot be so";
    /// The file is not the one that was named.
    changed = PRECONDITION_FAILED 9227, "文件已不是所指的那一份", "the file is not the one that was named";
    /// The file has no such part.
    range = RANGE_NOT_SATISFIABLE 9228, "文件没有所要的这一段", "the file has no such part";
    /// The material was withdrawn: what is left is that it was there.
    gone = GONE 9229, "材料已删除，只留登记", "the material was withdrawn; only its entry is left";
    /// A package holds the material.
    needed = CONFLICT 9230, "材料仍在材料包中，须先删除材料包", "a package holds the material and has to be withdrawn first";
    /// The least time for which materials are kept is not over.
    kept_still = CONFLICT 9231, "材料未到最短保存期", "the material has to be kept for longer";
    /// A list as new or newer is there.
    rollback = CONFLICT 9232, "已有同样新或更新的名单", "a list as new or newer is there";
    /// Ours.
    internal = INTERNAL_SERVER_ERROR 9900, "服务内部错误，请报告", "a mistake of the service; please report it";
}

impl Problem {
    /// A problem with its own words.
    pub fn new(
        status: StatusCode,
        code: u32,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        let (zh, en) = (zh.into(), en.into());
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE
            || status == StatusCode::TOO_MANY_REQUESTS)
            .then_some(1);
        Self { status, code, zh, en, errors: Vec::new(), retry_after }
    }

    /// The library refused what was sent. What it says in English inside the Chinese sentence is told in
    /// Chinese there.
    pub fn refused(code: u32, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let zh = sidian::report::reasons_in_chinese(&zh.into());
        let status = match code {
            1100..1200 => StatusCode::PAYLOAD_TOO_LARGE,
            9100..9200 => StatusCode::BAD_GATEWAY,
            1000..1100 | 9000.. => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, code, zh, en)
    }

    /// With what is wrong one by one.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<Fault>) -> Self {
        self.errors = errors;
        self
    }

    /// With a sentence about the case at hand behind the general one.
    #[must_use]
    pub fn about(mut self, zh: &str, en: &str) -> Self {
        self.zh = format!("{}（{zh}）", self.zh);
        self.en = format!("{} ({en})", self.en);
        self
    }

    /// The stable number.
    pub fn code(&self) -> u32 {
        self.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// In Chinese.
    pub fn zh(&self) -> &str {
        &self.zh
    }

    /// In English.
    pub fn en(&self) -> &str {
        &self.en
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::conflict(),
            StoreError::Missing => Self::not_found(),
            StoreError::Refused(problem) => *problem,
            other => {
                tracing::error!(error = %other, "store");
                Self::store()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            r#type: format!("urn:sidian:problem:{}", self.code),
            title: self.zh,
            detail: self.en,
            status: self.status.as_u16(),
            code: self.code,
            errors: self.errors,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json; charset=utf-8"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_number_of_the_service_is_given_once() {
        let numbers: BTreeSet<u32> = ALL.iter().map(|(code, ..)| *code).collect();
        assert_eq!(numbers.len(), ALL.len());
        for (code, zh, en) in ALL {
            assert!(!zh.is_ascii() && en.is_ascii(), "{code} is not in both languages");
        }
    }

    #[test]
    fn what_can_be_tried_again_says_when() {
        for problem in [Problem::overloaded(), Problem::too_often(), Problem::store()] {
            let response = problem.into_response();
            assert!(response.headers().contains_key(header::RETRY_AFTER));
        }
    }
}

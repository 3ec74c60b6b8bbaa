//! Serving until told to stop.

use std::io::Write as _;
use std::net::SocketAddr;

use axum_server::Handle;
use sidian_service::config::Config;
use sidian_service::{FirstStart, Service, ServiceError, serve};
use tracing_subscriber::EnvFilter;

use super::Failure;

pub(super) fn run(config: Config) -> Result<(), Failure> {
    // Structured, to standard error; RUST_LOG chooses how much.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_current_span(false)
        .init();
    let url = config.public_url();
    let data = config.data.display().to_string();
    let (service, first) = Service::open(config)?;
    if let Some(first) = first {
        welcome(&first, &data);
    }
    say(&format!("页面 page: {url}/"));
    say(&format!("接口 API:  {url}/api/v1/docs"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let handle: Handle<SocketAddr> = Handle::new();
        serve::stop_on_signal(handle.clone()).map_err(ServiceError::Listen)?;
        serve::serve(&service, handle).await
    })?;
    say("已停止 stopped");
    Ok(())
}

/// A line for people. Whoever read them may have gone; the service goes on.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// What the first start made. The tokens are told here and never again.
fn welcome(first: &FirstStart, data: &str) {
    say(&format!("首次启动 first start: {data}"));
    say(&format!(
        "  管理员令牌 administrator token (shown once): {}",
        first.administrator.reveal()
    ));
    say(&format!("  经办人令牌 clerk token (shown once):         {}", first.clerk.reveal()));
    say("  已建立测试 CA，仅供试用：签发的证照标有 TEST");
    say("  a TEST authority was made for trying things out; POST /api/v1/keys takes your own key");
    if first.master_key_made {
        say(&format!(
            "  主密钥已生成于 {data}/master.key；正式使用请移出该目录（master_key_file）"
        ));
        say(&format!("  the master key lies in {data}/master.key; move it elsewhere for real use"));
    }
}

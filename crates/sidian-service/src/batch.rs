//! Batches: licences issued one after the other in the background, each all or nothing.

use sidian::licence::LicenceType;

use crate::issue::{self, Order};
use crate::problem::Problem;
use crate::state::App;
use crate::store::batches::{self, Batch, Item};
use crate::store::{StoreError, Use, licences};

/// Goes on with every batch that is not done.
pub(crate) fn resume(app: &App) {
    match app.store().read(batches::open) {
        Ok(open) => open.into_iter().for_each(|id| start(app, id)),
        Err(error) => tracing::error!(%error, "batches"),
    }
}

/// Works on a batch until it is done.
pub(crate) fn start(app: &App, id: i64) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(problem) = work(&app, id).await {
            // What is left is done after the next start.
            tracing::error!(batch = id, code = problem.code(), "batch stopped");
        }
    });
}

async fn work(app: &App, id: i64) -> Result<(), Problem> {
    const AT_ONCE: usize = 16;
    let batch = app.read(move |c| batches::get(c, id)).await?;
    loop {
        let items = app.read(move |c| batches::next(c, id, AT_ONCE)).await?;
        if items.is_empty() {
            return Ok(());
        }
        let mut running = Vec::with_capacity(items.len());
        for item in items {
            let (app, batch) = (app.clone(), batch.clone());
            running.push(tokio::spawn(async move { one(&app, &batch, item).await }));
        }
        for task in running {
            task.await.map_err(|_| Problem::internal())??;
        }
    }
}

async fn one(app: &App, batch: &Batch, item: Item) -> Result<(), Problem> {
    let made = make(app, batch, &item).await;
    let (id, n) = (batch.id, item.n);
    match made {
        Ok((entered, used)) => {
            let entering = app.store().change(move |act| {
                licences::enter(act.connection(), &entered)?;
                act.record(&used)?;
                batches::done(act.connection(), id, n, Ok(&entered.licence.id))
            });
            match entering.await {
                Ok(()) => {
                    app.metrics().issued();
                    Ok(())
                }
                Err(StoreError::Conflict) => refuse(app, id, n, &Problem::conflict()).await,
                Err(error) => Err(error.into()),
            }
        }
        // Busy is no answer about this licence: it is tried again.
        Err(problem) if problem.status().is_server_error() => {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            if problem.code() == Problem::overloaded().code() { Ok(()) } else { Err(problem) }
        }
        Err(problem) => refuse(app, id, n, &problem).await,
    }
}

async fn refuse(app: &App, id: i64, n: i64, problem: &Problem) -> Result<(), Problem> {
    let error = serde_json::json!({
        "code": problem.code(), "zh": problem.zh(), "en": problem.en(),
    })
    .to_string();
    let done = app.store().change(move |act| batches::done(act.connection(), id, n, Err(&error)));
    Ok(done.await?)
}

async fn make(app: &App, batch: &Batch, item: &Item) -> Result<(licences::Entered, Use), Problem> {
    let now = app.now()?;
    let kind: LicenceType = app.published(&batch.kind)?;
    let (account, data) = (batch.account, item.input.clone());
    let made = issue::make(app, Order { kind, data, replaces: None, account }, now).await?;
    let used = Use {
        at: now.seconds(),
        account: Some(account),
        actor: format!("batch {}", batch.id),
        action: "licence.issue",
        licence: Some(made.licence.id.clone()),
        purpose: batch.purpose.clone(),
        outcome: "done",
        digest: Some(made.licence.file.as_bytes().to_vec()),
        ..Use::default()
    };
    Ok((made, used))
}

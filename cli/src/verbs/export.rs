use std::io::{BufWriter, Write as _, sink, stdout};

use application::export::Selection;
use application::{Application, Fault};
use domain::StreamId;

use crate::failure::{Failure, Outcome};
use crate::output;
use crate::session::Session;
use crate::verbs::access_log::{reading, reason};

/// Write the events of the ledger as interchange lines
///
/// One CloudEvents 1.0 object per line, in the order of positions; `import` reads them back. Values that identify
/// somebody are written in clear, and who exported them is kept in the access log.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours export > ledger.ndjson
  parcours export --stream household/dbbf675a-0ce3-55c1-9667-ec123fe0da3b
  parcours export --from 1000 --to 1999")]
pub(crate) struct ExportArgs {
    /// Only this stream: household/UUID, programme/CODE or rules
    #[arg(long)]
    stream: Option<StreamId>,
    /// From this position on
    #[arg(long, value_name = "POSITION")]
    from: Option<u64>,
    /// Up to this position, included
    #[arg(long, value_name = "POSITION")]
    to: Option<u64>,
    /// Why: kept in the access log
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: Option<String>,
}

pub(super) async fn run(args: ExportArgs, session: Session) -> Result<Outcome, Failure> {
    let ExportArgs { stream, from, to, reason } = args;
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        return Err(Failure::misuse("export-range", [("from", first.to_string()), ("to", last.to_string())]));
    }
    let selection = Selection { stream, from, to };
    session
        .on_ledger(|application| async move {
            // Programmes and rules are about nobody.
            match &selection.stream {
                None => application.log_reading(None, &reading("export", reason)).await?,
                Some(stream @ StreamId::Household(_)) => {
                    let household = std::slice::from_ref(stream);
                    application.log_reading(Some(household), &reading("export", reason)).await?;
                }
                Some(StreamId::Programme(_) | StreamId::Rules) => {}
            }
            let mut out = BufWriter::with_capacity(1 << 16, stdout());
            match application.export(&selection, &mut out).await {
                Ok(0) => known(&application, selection.stream).await?,
                Ok(_events) => out.flush().or_else(output::fault)?,
                // Export reads no file: the one that cannot be written is the output.
                Err(Fault::File { source, .. }) => output::fault(source)?,
                Err(fault) => return Err(fault.into()),
            }
            Ok(Outcome::Done)
        })
        .await
}

/// Tells a stream in which nothing was selected from one that does not exist.
async fn known(application: &Application, stream: Option<StreamId>) -> Result<(), Failure> {
    let Some(stream) = stream else { return Ok(()) };
    let name = stream.to_string();
    let whole = Selection { stream: Some(stream), ..Selection::default() };
    match application.export(&whole, &mut sink()).await? {
        0 => Err(Failure::refused("unknown-stream", [("stream", name)])),
        _events => Ok(()),
    }
}

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::failed;
use super::measure::{Report, Series};
use super::place::Place;
use super::served::{PATIENCE, Served};
use crate::failure::Failure;
use crate::texts::Texts;
use crate::verbs::demo;

/// Within how many milliseconds the first byte of a page is to come.
const FIRST_BYTE_MAX: f64 = 50.0;

/// How many bytes a page is to have at most.
const BYTES_MAX: f64 = 100_000.0;

/// The pages, of the examples; of forms one of each make; and the files beside them.
const PAGES: [&str; 24] = [
    "/",
    "/?state=all",
    "/?state=all&sort=id",
    "/households/dbbf675a-0ce3-55c1-9667-ec123fe0da3b?as-of=2010-12-31",
    "/households/dbbf675a-0ce3-55c1-9667-ec123fe0da3b?as-of=2011-03-31&known-at=2011-04-04&since=2010-04-10",
    "/households/dbbf675a-0ce3-55c1-9667-ec123fe0da3b/record",
    "/households/dbbf675a-0ce3-55c1-9667-ec123fe0da3b/record/lease_signed",
    "/households/dbbf675a-0ce3-55c1-9667-ec123fe0da3b/record/household_split",
    "/households/new",
    "/new-programme",
    "/programmes",
    "/programmes/plateforme-regularises?year=2010",
    "/programmes/para?year=2017",
    "/programmes/para/report.xlsx?year=2017",
    "/programmes/para/record",
    "/programmes/para/record/capacity_set",
    "/rules",
    "/rules?set=PARA-2017",
    "/rules/compare?programme=plateforme-regularises",
    "/rules/compare?programme=plateforme-regularises&year=2010&RP06.set=D-STRICT",
    "/integrity",
    "/proofs/1",
    "/assets/page.css",
    "/assets/page.js",
];

/// Ask for one page of each make: time to its first byte, and its size
///
/// A server like that of `serve` is asked over a socket of this machine, a new connection for each request, about the
/// example programmes. How long a page takes that nobody has asked for is told beside the others: what is counted for it
/// is kept until something is recorded. Time runs from before the connection to the first byte of the answer. A page should begin within 50 ms and have at most 100 kB; what does not is marked.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours bench pages
  parcours bench pages --requests 20 --format json")]
pub(super) struct PagesArgs {
    /// Requests for each page
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    requests: u32,
}

pub(super) async fn measure(args: PagesArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let key_file = place.file("signing-key");
    let application = place.open().await?.signing_with(Some(key_file.clone()));
    let setting = place.setting(&application).await?;
    demo::load(&application).await?;
    application.checkpoint(Some(key_file)).await?;
    let server = Served::start(&application).await?;
    let mut series = Vec::new();
    let bar = ProgressBar::new(PAGES.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(texts.say("bench-measuring", &[]));
    for path in PAGES {
        series.extend(measured(server.address, path, args.requests).await?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    server.stop().await?;
    application.close().await;
    Ok(Report { setting, series })
}

/// How long the first byte of a page takes, how many bytes it has, and how many of them are sent when it is compressed.
async fn measured(address: SocketAddr, path: &'static str, requests: u32) -> Result<Vec<Series>, Failure> {
    let named = |what: &str, unit| Series::new(format!("{path}: {what}"), unit);
    let mut first = named("first byte", "ms").within(FIRST_BYTE_MAX);
    let mut unasked = named("first byte when nobody has asked for it", "ms");
    let got = asked(address, path, "identity").await?;
    unasked.values.push(got.first_byte.as_secs_f64() * 1000.0);
    let mut bytes = 0;
    for _ in 0..requests {
        let got = asked(address, path, "identity").await?;
        first.values.push(got.first_byte.as_secs_f64() * 1000.0);
        first.latencies.push(got.first_byte);
        bytes = got.bytes;
    }
    let number = |bytes: usize| Ok::<_, Failure>(f64::from(u32::try_from(bytes).map_err(failed)?));
    let mut size = named("size", "bytes").within(BYTES_MAX);
    size.values.push(number(bytes)?);
    let mut series = vec![first, unasked, size];
    let packed = asked(address, path, "gzip, br, zstd").await?;
    if packed.is_packed {
        let mut sent = named("compressed", "bytes");
        sent.values.push(number(packed.bytes)?);
        series.push(sent);
    }
    Ok(series)
}

/// What came back.
struct Got {
    first_byte: Duration,
    bytes: usize,
    is_packed: bool,
}

async fn asked(address: SocketAddr, path: &'static str, encodings: &'static str) -> Result<Got, Failure> {
    // A socket that blocks: whoever waits for the first byte does nothing else meanwhile.
    let asking = tokio::task::spawn_blocking(move || ask(address, path, encodings));
    asking.await.map_err(failed)?.map_err(failed)
}

fn ask(address: SocketAddr, path: &str, encodings: &str) -> io::Result<Got> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-language: fr\r\naccept-encoding: {encodings}\r\n\
         connection: close\r\n\r\n"
    );
    let since = Instant::now();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = vec![0];
    stream.read_exact(&mut answer)?;
    let first_byte = since.elapsed();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.ok_or_else(|| io::Error::other(format!("{path}: no answer")))?;
    let (head, body) = answer.split_at(end + 4);
    let head = String::from_utf8_lossy(head).to_lowercase();
    if !head.starts_with("http/1.1 200") {
        let status = head.lines().next().unwrap_or_default();
        return Err(io::Error::other(format!("{path}: {status}")));
    }
    Ok(Got { first_byte, bytes: body.len(), is_packed: head.contains("\r\ncontent-encoding:") })
}

//! What attacks over GraphQL cost the server that refuses them.

mod aim;
mod attacks;
mod exchange;
mod server;
mod slow;
mod tokens;

use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;

use aim::Aim;
use attacks::{Attack, attacks};
use exchange::exchange;
use server::Server;
use slow::{READERS, REFUSED, Slow};
use tokens::Issuer;

use super::failed;
use super::measure::{Report, Series};
use super::place::Place;
use super::rebuild::fill;
use crate::failure::Failure;
use crate::texts::Texts;

/// Within how many milliseconds of processor time an attack is to be refused.
const SPENT_MAX: f64 = 20.0;

/// How many MiB all that are sent at once may take together.
const MEMORY_MAX: f64 = 64.0;

/// Attack a server over GraphQL: what each refusal costs it
///
/// `serve` runs as a process of its own, over invented households of about thirty facts each, where everybody signs in by
/// tokens of its own or of an issuer. Each attack is sent so often, by so many connections at once, and must be refused
/// as it should be: fragments that double, aliases, nesting, lists and texts that are too large, guessed and forged
/// tokens, households of others, facts recorded again, readers of subscriptions who take nothing. After each a good
/// question is answered. Told is the processor time of the server for one of them, and by how much its memory grew at
/// most while they were sent; on Linux, which tells both.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  parcours bench abuse
  parcours bench abuse --requests 1000 --connections 32 --format json")]
pub(super) struct AbuseArgs {
    /// Households in the ledger
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
    households: u64,
    /// How often each attack is sent
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    requests: u32,
    /// Connections at once
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    connections: u32,
}

pub(super) async fn measure(args: AbuseArgs, place: &Place, texts: Texts) -> Result<Report, Failure> {
    let application = place.open().await?;
    let setting = place.setting(&application).await?;
    fill(args.households, place, &application, texts).await?;
    let tokens = aim::tokens(&application).await?;
    application.close().await;
    let issuer = Issuer::start().await?;
    let server = Server::start(place, issuer.address).await?;
    let aim = Aim::take(server.address, tokens).await?;
    let good = Attack {
        name: "a good question",
        requests: vec![aim.good.clone()],
        status: 200,
        says: "\"household\":{",
    };
    let attacks = attacks(&aim);
    let bar = ProgressBar::new(attacks.len() as u64 + 2);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(texts.say("bench-measuring", &[]));
    // What is read and prepared once is not the price of any of them.
    sent(&server, &good, args.connections, args.connections).await?;
    let rest = server.held();
    let mut series = Vec::new();
    for attack in [&good].into_iter().chain(&attacks) {
        series.extend(measured(&server, attack, &args).await?);
        // Whoever means well is answered as before.
        sent(&server, &good, 1, 1).await?;
        bar.inc(1);
    }
    series.extend(slowly(&server, &aim.token).await?);
    sent(&server, &good, 1, 1).await?;
    bar.finish_and_clear();
    let mut kept = Series::new("abuse: memory held after all of them, more than before".to_owned(), "MiB")
        .within(MEMORY_MAX);
    kept.values.extend(growth(rest, server.held()));
    series.push(kept);
    Ok(Report { setting, series })
}

/// What an attack costs.
async fn measured(server: &Server, attack: &Attack, args: &AbuseArgs) -> Result<[Series; 2], Failure> {
    let watch = Watch::begin(server);
    sent(server, attack, args.requests, args.connections).await?;
    Ok(watch.end(attack.name, f64::from(args.requests)))
}

/// What readers cost who take nothing.
async fn slowly(server: &Server, token: &str) -> Result<[Series; 2], Failure> {
    let watch = Watch::begin(server);
    let slow = Slow::begin(server.address, token).await?;
    let readers = u32::try_from(READERS).map_err(failed)?;
    let series = watch.end("a reader of a subscription who takes nothing", f64::from(readers));
    let refused = slow.refused().await?;
    if refused != REFUSED {
        return Err(failed(format!("{refused} of {READERS} readers were refused, and not {REFUSED}")));
    }
    Ok(series)
}

/// Sends an attack so often. Every answer must be the one that is due.
async fn sent(server: &Server, attack: &Attack, requests: u32, connections: u32) -> Result<(), Failure> {
    let address = server.address;
    let asked: Arc<[_]> = attack.requests.clone().into();
    let mut senders = JoinSet::new();
    for sender in 0..connections.min(requests) {
        let (asked, step) = (Arc::clone(&asked), usize::try_from(connections).map_err(failed)?);
        let mut numbers = (0..requests as usize).skip(sender as usize).step_by(step);
        let due = (attack.name, attack.status, attack.says.to_owned());
        senders.spawn(async move {
            while let Some(request) = numbers.next().and_then(|number| asked.get(number % asked.len())) {
                let told = exchange(address, request).await?;
                let (name, status, says) = &due;
                if !told.starts_with(&format!("HTTP/1.1 {status} ")) || !told.contains(says.as_str()) {
                    let told: String = told.chars().take(1_000).collect();
                    return Err(failed(format!("{name} was answered otherwise: {told}")));
                }
            }
            Ok(())
        });
    }
    while let Some(sender) = senders.join_next().await {
        sender.map_err(failed)??;
    }
    Ok(())
}

/// What a server spends from now on.
struct Watch<'a> {
    server: &'a Server,
    spent: Option<Duration>,
    held: Option<f64>,
}

impl<'a> Watch<'a> {
    fn begin(server: &'a Server) -> Self {
        server.forget_peak();
        Self { server, spent: server.spent(), held: server.held() }
    }

    /// Processor time of each of so many, and how much more memory was held at most.
    fn end(self, name: &str, many: f64) -> [Series; 2] {
        let mut spent = Series::new(format!("abuse: {name}: processor time"), "ms").within(SPENT_MAX);
        let now = self.server.spent();
        spent.values.extend(
            self.spent.zip(now).map(|(was, is)| is.saturating_sub(was).as_secs_f64() * 1000.0 / many),
        );
        let mut memory = Series::new(format!("abuse: {name}: memory"), "MiB").within(MEMORY_MAX);
        memory.values.extend(growth(self.held, self.server.peak()));
        [spent, memory]
    }
}

fn growth(before: Option<f64>, after: Option<f64>) -> Option<f64> {
    Some((after? - before?).max(0.0))
}

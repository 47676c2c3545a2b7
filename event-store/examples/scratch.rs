#![allow(warnings)]
use event_store::*;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;
fn ev(id: u128, s: &str) -> NewEvent {
    NewEvent {
        event_id: Uuid::from_u128(id),
        stream: StreamName::new(s).unwrap(),
        event_type: "entered".into(),
        schema: 1,
        occurred_on: "2024-02-01".into(),
        actor: Actor {
            organisation: "asso".into(),
            role: Some("referent".into()),
            user: Some("u1".into()),
        },
        origin: Origin::Manual,
        batch: None,
        warnings: vec![],
        payload: vec![b'x'; 350],
        source_recorded_at: None,
    }
}
fn req(e: Vec<NewEvent>) -> AppendRequest {
    AppendRequest {
        events: e,
        expected: vec![],
        guards: vec![],
        stamp: Stamp::Now,
    }
}
#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let clock = Arc::new(|| Timestamp::now());
    let l = Ledger::open(&url, clock).await.unwrap();
    println!("{}", l.durability().await.unwrap());
    let base = (l.head().await.unwrap().position as u128 + 1) << 40;
    let t = Instant::now();
    let n = 200;
    for i in 0..n {
        l.append(req(vec![ev(base + i, &format!("h/{}", i % 50))]))
            .await
            .unwrap();
    }
    println!(
        "sequential: {:.2} ms each",
        t.elapsed().as_secs_f64() * 1000.0 / n as f64
    );
    let t = Instant::now();
    let n = 100u128;
    let clients = 64u128;
    let hs: Vec<_> = (0..clients)
        .map(|c| {
            let l = l.clone();
            tokio::spawn(async move {
                for i in 0..n {
                    l.append(req(vec![ev(
                        base + 1_000_000 * (c + 1) + i,
                        &format!("h/{}", c),
                    )]))
                    .await
                    .unwrap();
                }
            })
        })
        .collect();
    for h in hs {
        h.await.unwrap();
    }
    println!(
        "64 clients: {:.0} ev/s",
        (n * clients) as f64 / t.elapsed().as_secs_f64()
    );
    let t = Instant::now();
    let total: u128 = std::env::args()
        .nth(2)
        .map_or(100_000, |x| x.parse().unwrap());
    let per = 4000u128;
    let mut x = l.exclusive().await.unwrap();
    for c in 0..total / per {
        let reqs = (0..per / 20)
            .map(|r| {
                req((0..20)
                    .map(|i| {
                        ev(
                            base + 1_000_000_000 + c * per + r * 20 + i,
                            &format!("b/{}", (c * per / 20 + r)),
                        )
                    })
                    .collect())
            })
            .collect();
        for a in x.append(reqs).await.unwrap() {
            a.unwrap();
        }
    }
    x.commit().await.unwrap();
    println!(
        "exclusive: {:.0} ev/s",
        total as f64 / t.elapsed().as_secs_f64()
    );
    let t = Instant::now();
    let mut after = 0;
    loop {
        let p = l.read_positions(after, 10_000).await.unwrap();
        if p.is_empty() {
            break;
        };
        after += p.len() as u64;
    }
    println!(
        "read all {after}: {:.0} ev/s",
        after as f64 / t.elapsed().as_secs_f64()
    );
    let t = Instant::now();
    let m = 500;
    for i in 0..m {
        let s = StreamName::new(format!("b/{i}")).unwrap();
        assert_eq!(l.read_streams(&[s], 0).await.unwrap().len(), 20);
    }
    println!(
        "read stream of 20: {:.3} ms",
        t.elapsed().as_secs_f64() * 1000.0 / m as f64
    );
    println!(
        "{}",
        std::fs::read_to_string("/proc/self/status")
            .unwrap()
            .lines()
            .find(|l| l.starts_with("VmHWM"))
            .unwrap()
    );
    l.close().await;
}

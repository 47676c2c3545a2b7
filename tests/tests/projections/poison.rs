//! S9: an event that one projection cannot apply pauses that one, and the others go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use application::{Projector, State};
use event_store::{Column, Model, Table};
use projections::{Projection, Rows, Subject};

use super::{Working, eventually};
use crate::faults::facts::Family;
use crate::faults::{node, record};
use crate::store::{Place, contracts};

contracts![s9_a_poison_event_pauses_one_projection_and_the_others_go_on];

/// Cannot fold households of more than three events, until it is mended.
struct Choosy {
    mended: Arc<AtomicBool>,
}

static MODEL: Model = Model {
    name: "choosy",
    version: 1,
    tables: &[Table { name: "choosy_v1", columns: &[Column::int("events")], indexes: &[], personal: false }],
};

impl Projection for Choosy {
    fn model(&self) -> &'static Model {
        &MODEL
    }

    fn fold(&self, subject: &Subject<'_>) -> Result<Rows, String> {
        let Subject::Household(of) = subject else { return Ok(vec![Vec::new()]) };
        if of.events.len() > 3 && !self.mended.load(Ordering::SeqCst) {
            return Err("it is too long".to_owned());
        }
        let events = i64::try_from(of.events.len()).unwrap();
        Ok(vec![vec![vec![events.into()]]])
    }
}

async fn s9_a_poison_event_pauses_one_projection_and_the_others_go_on(place: Place) {
    let node = node(&place).await;
    let mended = Arc::new(AtomicBool::new(false));
    let mut all = projections::all();
    all.push(Arc::new(Choosy { mended: Arc::clone(&mended) }));
    let working = Working::with(Projector::new(&node, all));
    let families: Vec<Family> = (0..3).map(|_| Family::new()).collect();
    for family in &families {
        record(&node, family.opened()).await.unwrap();
    }
    // Positions 7 and 8; the second is the fourth event of its stream. Then one more.
    record(&node, [families[1].status("2021"), families[1].status("2022")]).await.unwrap();
    record(&node, [families[2].status("2021")]).await.unwrap();
    let choosy = async || {
        let told = node.projections().await.unwrap();
        told.into_iter().find(|one| one.status.name == "choosy")
    };
    eventually(async || choosy().await.is_some_and(|one| one.status.state == State::Paused)).await;
    let paused = choosy().await.unwrap();
    assert_eq!((paused.status.position, paused.lag, paused.is_complete), (7, 2, true));
    let letter = paused.status.dead_letter.unwrap();
    assert_eq!((letter.position, letter.attempts), (8, 1));
    let stream = &families[1].stream;
    assert_eq!(letter.error, format!("projection choosy cannot fold {stream}: it is too long"));
    eventually(async || {
        let told = node.projections().await.unwrap();
        told.iter().all(|one| one.status.name == "choosy" || (one.lag == 0 && one.is_complete))
    })
    .await;

    // Trying again without a change counts the attempt.
    assert!(node.retry_projection("choosy").await.unwrap());
    eventually(async || {
        let told = choosy().await.unwrap();
        told.status.dead_letter.is_some_and(|letter| letter.attempts == 2)
    })
    .await;
    mended.store(true, Ordering::SeqCst);
    eventually(async || choosy().await.unwrap().status.state == State::Paused).await;
    assert!(node.retry_projection("choosy").await.unwrap());
    eventually(async || choosy().await.unwrap().lag == 0).await;
    let told = choosy().await.unwrap();
    assert!(told.is_complete && told.status.dead_letter.is_none(), "{told:?}");
    assert!(!node.retry_projection("choosy").await.unwrap(), "nothing is paused");
    working.stop().await;
    node.close().await;
}

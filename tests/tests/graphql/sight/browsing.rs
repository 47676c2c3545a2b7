//! Signing in with a browser: a form, a cookie that no script reads, and back out.

use application::sight::Role;

use super::{Caller, client, locked};
use crate::graphql::Server;
use crate::store::{Place, contracts};

contracts![a_browser_signs_in_and_out];

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn enter(server: &Server, token: &str, headers: &[(&str, &str)]) -> client::Answer {
    let headers = [&[FORM], headers].concat();
    client::post(server.address, "/sign-in", &headers, &format!("token={token}")).await
}

async fn a_browser_signs_in_and_out(place: Place) {
    let server = locked(place).await;
    let caller = Caller::new(&server, "elia", Role::Caseworker).await;
    let first = client::get(server.address, "/", &[]).await;
    assert_eq!(first.status, 401);
    assert!(
        first.body.contains("action=\"/sign-in\"") && first.body.contains("name=\"token\""),
        "{}",
        first.body
    );
    assert!(!first.body.contains("/sign-out"), "{}", first.body);

    let wrong = enter(&server, "parcours_00000000_x", &[]).await;
    assert_eq!(wrong.status, 401);
    assert!(
        wrong.body.contains("Ce jeton n’ouvre rien") && !wrong.body.contains("00000000"),
        "{}",
        wrong.body
    );
    assert!(!wrong.head.to_lowercase().contains("set-cookie"), "{}", wrong.head);
    let back = "&back=/households/x?as-of%3D2010-12-31";
    let entered = enter(&server, &(caller.token.clone() + back), &[]).await;
    assert!(entered.head.contains("location: /households/x?as-of=2010-12-31"), "{}", entered.head);
    let entered = enter(&server, &(caller.token.clone() + "&back=//example.org"), &[]).await;
    assert!(entered.head.contains("location: /\r\n"), "{}", entered.head);
    let foreign = enter(&server, &caller.token, &[("origin", "https://example.org")]).await;
    assert_eq!(foreign.status, 403, "another site signs nobody in");

    let entered = enter(&server, &caller.token, &[]).await;
    assert_eq!(entered.status, 303, "{}", entered.body);
    let cookie = entered.head.lines().find(|line| line.to_lowercase().starts_with("set-cookie:")).unwrap();
    let lower = cookie.to_lowercase();
    for part in ["__host-parcours=", "; secure", "; httponly", "; samesite=lax", "; path=/"] {
        assert!(lower.contains(part), "{part}: {cookie}");
    }
    let kept = format!("lang=fr; __Host-parcours={}", caller.token);
    let page = client::get(server.address, "/", &[("cookie", &kept)]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Connecté pour elia : travail social"), "{}", page.body);
    assert!(!page.body.contains(&caller.token));
    let twice = format!("{kept}; __Host-parcours={}", caller.token);
    assert_eq!(client::get(server.address, "/", &[("cookie", &twice)]).await.status, 401);

    let left = client::post(server.address, "/sign-out", &[FORM, ("cookie", &kept)], "").await;
    assert_eq!(left.status, 303);
    assert!(left.head.to_lowercase().contains("max-age=0"), "{}", left.head);
    server.application.revoke_token(&caller.id).await.unwrap();
    assert_eq!(client::get(server.address, "/", &[("cookie", &kept)]).await.status, 401, "revoked");
    server.stop().await;
}

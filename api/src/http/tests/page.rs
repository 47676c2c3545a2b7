use super::*;
use crate::http::{Example, graphiql};

const EXAMPLE: Example = Example {
    french: "Un ménage",
    english: "A household",
    query: "query($a: String = \"<b>&\") { echo(text: $a) }",
    variables: "{}",
};

async fn file(path: &str) -> (HeaderMap, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = graphiql(&[EXAMPLE]).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn the_page_offers_its_examples_and_escapes_them() {
    let (headers, html) = file("/graphiql").await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(html.contains("Un ménage · A household"));
    assert!(html.contains("(text: $a) }\""));
    assert!(html.contains("&quot;&lt;b&gt;&amp;&quot;"));
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere_and_has_nothing_inline() {
    let mut loaded = 0;
    let (headers, html) = file("/graphiql").await;
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    assert!(!policy.contains("unsafe"));
    for inline in ["<style", " style=", " onclick=", "<script>", "//"] {
        assert!(!html.contains(inline), "{inline}");
    }
    for (path, kind) in [("page.js", "text/javascript"), ("page.css", "text/css")] {
        assert!(html.contains(&format!("\"graphiql/{path}\"")));
        let (headers, text) = file(&format!("/graphiql/{path}")).await;
        assert_eq!(headers[header::CONTENT_TYPE], format!("{kind}; charset=utf-8"));
        assert!(!text.contains("http:") && !text.contains("https:"));
        loaded += 1;
    }
    assert_eq!(html.matches("src=").count() + html.matches("rel=\"stylesheet\"").count(), loaded);
}

//! A browser that fills in forms and sends them, and knows nothing else of the pages.

use crate::graphql::Server;
use crate::graphql::client::{self, Answer};

/// Whoever sits before it.
pub(super) struct Browser<'s> {
    pub(super) server: &'s Server,
    pub(super) language: &'static str,
    pub(super) token: Option<String>,
}

impl<'s> Browser<'s> {
    pub(super) fn new(server: &'s Server) -> Self {
        Self { server, language: "fr", token: None }
    }

    fn headers(&self) -> Vec<(String, String)> {
        let bearer = self.token.as_ref().map(|token| ("authorization".to_owned(), format!("Bearer {token}")));
        std::iter::once(("accept-language".to_owned(), self.language.to_owned())).chain(bearer).collect()
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        let headers = self.headers();
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        client::get(self.server.address, path, &headers).await
    }

    pub(super) async fn post(&self, path: &str, pairs: &[(String, String)]) -> Answer {
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let headers = self.headers();
        let mut headers: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        client::post(self.server.address, path, &headers, &body.join("&")).await
    }

    /// The form of a page that can be opened.
    pub(super) async fn form(&self, path: &str) -> Form {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        Form::of(&answer.body)
    }

    /// Presses a button of a form.
    pub(super) async fn press(&self, form: &Form, step: &str) -> Answer {
        let mut pairs = form.fields.clone();
        pairs.push(("step".to_owned(), step.to_owned()));
        self.post(&form.action, &pairs).await
    }

    /// Looks at what a form would record, and records it, confirmed where that is asked; answers the path of the page after
    /// that.
    pub(super) async fn record(&self, form: &Form) -> String {
        let preview = self.press(form, "preview").await;
        assert_eq!(preview.status, 200, "{}: {}", form.action, told(&preview.body));
        let mut form_again = Form::of(&preview.body);
        if form_again.body.contains("name=\"confirmed\"") {
            form_again = form_again.set("confirmed", "yes");
        }
        let saved = self.press(&form_again, "save").await;
        assert_eq!(saved.status, 303, "{}: {}", form.action, saved.body);
        location(&saved)
    }
}

/// Where an answer leads.
pub(in crate::pages) fn location(answer: &Answer) -> String {
    let line = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
    line.unwrap_or_else(|| panic!("{}", answer.head)).trim().to_owned()
}

/// What a page says is wrong.
pub(super) fn told(body: &str) -> &str {
    let from = body.find("class=\"notice wrong\"").unwrap_or(0);
    let rest = &body[from..];
    rest.find("<form").map_or(rest, |end| &rest[..end])
}

/// A form as a browser has it.
#[derive(Debug, Clone)]
pub(in crate::pages) struct Form {
    pub(super) action: String,
    pub(in crate::pages) fields: Vec<(String, String)>,
    /// Its text.
    pub(super) body: String,
}

impl Form {
    pub(in crate::pages) fn of(page: &str) -> Self {
        let (_, main) = page.split_once("<main").unwrap();
        let (_, form) = main.split_once("<form").unwrap_or_else(|| panic!("no form in {page}"));
        let (form, _) = form.split_once("</form>").unwrap();
        let mut fields = Vec::new();
        for tag in form.split('<').skip(1) {
            let (tag, _) = tag.split_once('>').unwrap();
            let is = |name: &str| tag.starts_with(&format!("{name} "));
            let of = |name| attribute(tag, name);
            let unchecked = tag.contains("type=\"checkbox\"") && !tag.contains(" checked");
            if is("input") && !unchecked {
                fields.push((of("name").unwrap(), of("value").unwrap_or_default()));
            } else if is("select") {
                fields.push((of("name").unwrap(), String::new()));
            } else if is("option") && tag.contains(" selected") {
                fields.last_mut().unwrap().1 = of("value").unwrap();
            }
        }
        let action = attribute(form.split('>').next().unwrap(), "action").unwrap();
        Self { action, fields, body: form.to_owned() }
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }

    /// Types a value, in place of what is there.
    pub(in crate::pages) fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(given, _)| given != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses of a list what is labelled so; the first that can be chosen when the label is empty.
    pub(super) fn choose(self, name: &str, label: &str) -> Self {
        let start = format!("name=\"{name}\"");
        let (_, select) =
            self.body.split_once(&start).unwrap_or_else(|| panic!("no {name} in {}", self.body));
        let (select, _) = select.split_once("</select>").unwrap();
        let options = select.split("<option ").skip(1).filter_map(|option| option.split_once('>'));
        let mut options = options.map(|(tag, text)| (attribute(tag, "value").unwrap(), text.to_owned()));
        let found = options.find(|(value, text)| !value.is_empty() && text.starts_with(label));
        let value = found.unwrap_or_else(|| panic!("no {label} in {select}")).0;
        self.set(name, &value)
    }

    /// Ticks every box of a list.
    pub(super) fn tick(mut self, name: &str) -> Self {
        self.fields.retain(|(given, _)| given != name);
        let boxes = self.body.split("<input ").filter(|tag| tag.contains(&format!("name=\"{name}\"")));
        let values: Vec<String> = boxes.filter_map(|tag| attribute(tag, "value")).collect();
        assert!(!values.is_empty(), "no {name} in {}", self.body);
        self.fields.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        self
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    let text = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    Some(text.iter().fold(value.to_owned(), |value, (escaped, plain)| value.replace(escaped, plain)))
}

pub(in crate::pages) fn encoded(text: &str) -> String {
    let byte = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(byte).collect()
}

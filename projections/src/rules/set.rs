//! Rule sets: parameters, views and indicators under a code and a version; a set may state differences from another.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{self, Fields, Given};
use super::files::{Files, digest, list};
use super::indicator::Indicator;
use super::label::Label;
use super::parameter::{self, Parameter, Values};
use super::problem::{Fault, File, Notes, Problem};
use super::report::Report;
use super::sql::Sql;

/// The rule set when none is named.
const DEFAULT: &str = "base";

/// A rule set with everything that it takes from those it is based on.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// Its code, `PARA-2017`.
    pub code: String,
    /// Its version, from 1.
    pub version: u32,
    /// What it is called for people.
    pub label: Label,
    /// The rule set it states differences from.
    pub base: Option<Arc<RuleSet>>,
    /// The parameters there are.
    pub parameters: BTreeMap<String, Parameter>,
    /// What they are in this rule set.
    pub values: Values,
    /// The views, by name.
    pub views: BTreeMap<String, Arc<Sql>>,
    /// The indicators, by code.
    pub indicators: BTreeMap<String, Arc<Indicator>>,
    /// The report that it prints of a programme.
    pub report: Option<Arc<Report>>,
    /// Its files and those of the rule sets it is based on, with their digests, as `sha256sum` prints them.
    pub list: String,
    /// SHA-256 of that list, in hexadecimal digits.
    pub digest: String,
    files: BTreeMap<String, Arc<File>>,
}

impl RuleSet {
    /// `CODE/VERSION`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.code, self.version)
    }

    /// Whether the file of its parameters is that one.
    #[must_use]
    pub fn is_of_file(&self, path: &str) -> bool {
        let own = self.files.get(&format!("{}/rules.toml", self.name()));
        own.is_some_and(|file| file.name == path)
    }

    /// The values in force when some are changed on top of this rule set.
    ///
    /// # Errors
    /// Everything that is wrong with the changes: the place, what it is about, and why.
    pub fn resolve(&self, changes: &Changes) -> Result<Values, Vec<(usize, String, Fault)>> {
        let (mut values, mut wrong) = (self.values.clone(), Vec::new());
        for (id, (named_at, given)) in changes {
            let done = parameter::change(&self.parameters, id, *named_at, given, &mut values);
            wrong.extend(done.err().into_iter().flatten());
        }
        if wrong.is_empty() { Ok(values) } else { Err(wrong) }
    }

    /// The values that are not what their parameter has by default.
    #[must_use]
    pub fn differences(&self) -> Values {
        let defaults = parameter::defaults(&self.parameters);
        let differs = |name: &String| self.values.get(name) != defaults.get(name);
        self.values.iter().filter(|(name, _)| differs(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
    }
}

/// Parameters changed on top of a rule set, each with the place of its name.
pub type Changes = BTreeMap<String, (usize, Given)>;

/// The rule sets there are.
#[derive(Debug, Clone, Default)]
pub struct RuleSets {
    sets: BTreeMap<(String, u32), Arc<RuleSet>>,
}

impl RuleSets {
    /// Reads rule sets, and everything that is wrong with their files, by file and place.
    #[must_use]
    pub fn load(files: &Files) -> (Self, Vec<Problem>) {
        let mut loader = Loader { files: files.sets().collect(), ..Loader::default() };
        for name in loader.files.keys().copied().collect::<Vec<_>>() {
            loader.load(name);
        }
        let Loader { loaded, mut problems, .. } = loader;
        let sets = loaded.into_values().flatten().map(|set| ((set.code.clone(), set.version), set));
        problems.sort_by(|one, other| (&one.file, one.place).cmp(&(&other.file, other.place)));
        (Self { sets: sets.collect() }, problems)
    }

    /// Every rule set, by code and version.
    pub fn all(&self) -> impl Iterator<Item = &Arc<RuleSet>> {
        self.sets.values()
    }

    /// The rule set of a name: `CODE/VERSION` (or `CODE@VERSION`), or `CODE` for its newest version; `default` is the
    /// base.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Arc<RuleSet>> {
        let name = if name == "default" { DEFAULT } else { name };
        if let Some((code, version)) = name.split_once(['/', '@']) {
            return self.sets.get(&(code.to_owned(), version.parse().ok()?));
        }
        let versions = self.sets.range((name.to_owned(), 0)..=(name.to_owned(), u32::MAX));
        versions.last().map(|(_, set)| set)
    }
}

#[derive(Default)]
struct Loader<'f> {
    files: BTreeMap<&'f str, &'f BTreeMap<String, Arc<File>>>,
    /// None for those that cannot be made sense of, and those that are being loaded.
    loaded: BTreeMap<&'f str, Option<Arc<RuleSet>>>,
    under_way: Vec<&'f str>,
    problems: Vec<Problem>,
}

impl Loader<'_> {
    fn load(&mut self, name: &str) -> Option<Arc<RuleSet>> {
        let (name, files) = self.files.get_key_value(name).map(|(name, files)| (*name, *files))?;
        if let Some(loaded) = self.loaded.get(name) {
            return loaded.clone();
        }
        self.under_way.push(name);
        let set = self.read(name, files).map(Arc::new);
        self.under_way.pop();
        self.loaded.insert(name, set.clone());
        set
    }

    fn read(&mut self, name: &str, files: &BTreeMap<String, Arc<File>>) -> Option<RuleSet> {
        let Some(file) = files.get("rules.toml") else {
            let fault = Fault::MissingKey { key: "rules.toml".to_owned() };
            self.problems.push(Problem { file: name.to_owned(), place: None, subject: String::new(), fault });
            return None;
        };
        let mut notes = Notes::about(file);
        let mut fields = document::parse(&file.text, &mut notes);
        let code = fields.required_text("code", &mut notes);
        let version = fields.integer("version", &mut notes);
        let label = Label::read(&mut fields, &mut notes);
        let version = version.and_then(|version| u32::try_from(version).ok()).unwrap_or(0);
        if format!("{code}/{version}") != name {
            notes.say(0, "code, version", Fault::OtherName { expected: name.to_owned() });
            self.problems.extend(notes.end());
            return None;
        }
        let base_name = fields.take("base").map(|given| (given.at, given));
        let base = match base_name {
            None => None,
            Some((at, given)) => {
                let base = self.base(at, &given, &mut notes);
                if base.is_none() {
                    self.problems.extend(notes.end());
                    return None;
                }
                base
            }
        };
        let mut set = base.as_deref().cloned().unwrap_or_else(RuleSet::empty);
        (set.code, set.version, set.label) = (code, version, label);
        set.base = base;
        set.declare(fields, &mut notes);
        self.problems.extend(notes.end());
        for (path, file) in files {
            self.problems.extend(set.take_in(path, file));
        }
        let own = files.iter().map(|(path, file)| (format!("{name}/{path}"), Arc::clone(file)));
        set.files.extend(own);
        set.list = list(set.files.iter().map(|(path, file)| (path.clone(), file.as_ref())));
        set.digest = digest(&set.list);
        Some(set)
    }

    fn base(&mut self, at: usize, given: &Given, notes: &mut Notes) -> Option<Arc<RuleSet>> {
        let document::What::Text(base) = &given.what else {
            notes.say(at, "base", Fault::WrongType { value: given.shown(), expected: "text" });
            return None;
        };
        if self.under_way.contains(&base.as_str()) {
            let path = self.under_way.join(" → ") + " → " + base;
            notes.say(at, "base", Fault::CyclicBase { path });
            return None;
        }
        let found = self.load(base);
        if found.is_none() && !self.files.contains_key(base.as_str()) {
            notes.say(at, "base", Fault::UnknownRuleSet { rule_set: base.clone() });
        }
        found
    }
}

impl RuleSet {
    fn empty() -> Self {
        Self {
            code: String::new(),
            version: 0,
            label: Label::default(),
            base: None,
            parameters: BTreeMap::new(),
            values: Values::new(),
            views: BTreeMap::new(),
            indicators: BTreeMap::new(),
            report: None,
            list: String::new(),
            digest: String::new(),
            files: BTreeMap::new(),
        }
    }

    /// Its parameters and values.
    fn declare(&mut self, mut fields: Fields, notes: &mut Notes) {
        if let Some(given) = fields.take("parameter") {
            for (id, member) in Fields::of(given, "parameter", notes).rest() {
                let of = Fields::of(member.given, &id, notes);
                self.parameters.insert(id.clone(), Parameter::read(&id, of, notes));
            }
        }
        for (name, default) in parameter::defaults(&self.parameters) {
            self.values.entry(name).or_insert(default);
        }
        if let Some(given) = fields.take("values") {
            for (id, member) in Fields::of(given, "values", notes).rest() {
                let (at, given) = (member.named_at, &member.given);
                let changed = parameter::change(&self.parameters, &id, at, given, &mut self.values);
                for (at, subject, fault) in changed.err().into_iter().flatten() {
                    notes.say(at, &subject, fault);
                }
            }
        }
        fields.end(notes);
    }

    /// A file of a view, an indicator or the report, which takes the place of that of the base.
    fn take_in(&mut self, path: &str, file: &Arc<File>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let view = path.strip_prefix("views/").and_then(|name| name.strip_suffix(".sql"));
        let indicator = path.strip_prefix("indicators/").and_then(|name| name.strip_suffix(".toml"));
        if let Some(name) = view {
            if let Some(view) = Sql::whole(file, &mut problems) {
                self.views.insert(name.to_owned(), Arc::new(view));
            }
        } else if let Some(id) = indicator {
            let mut notes = Notes::about(file);
            let read = Indicator::read(file, id, &mut notes);
            self.indicators.extend(read.map(|indicator| (id.to_owned(), Arc::new(indicator))));
            problems.extend(notes.end());
        } else if path == "report.toml" {
            let mut notes = Notes::about(file);
            self.report = Some(Arc::new(Report::read(file, &mut notes)));
            problems.extend(notes.end());
        }
        problems
    }
}

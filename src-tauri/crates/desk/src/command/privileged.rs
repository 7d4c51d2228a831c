//! What may be between a lawyer and a client: the list it is told by, and opening, releasing and keeping what is set aside.

use std::path::PathBuf;

use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, CaseMut, Rule, RuleKind, Standing};
use ts_rs::TS;

use super::{Answer, OfCase, OfId, request};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{self, moment, open, open_mut},
    privilege::Matcher,
    searching, setting_aside,
};

const MOST_RULES: usize = 5_000;
const FEWEST_CHARS: usize = 2;
const MOST_CHARS: usize = 200;

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct AddRules {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    domain: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    name: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    word: Vec<String>,
}

#[derive(Serialize, TS)]
pub(super) struct PrivilegeAnswer {
    /// What documents are set aside by.
    rules: Vec<RuleLine>,
    /// How many documents are set aside now.
    set_aside: u64,
    /// How many of them by this command.
    newly: u64,
    documents: Vec<AsideLine>,
}

#[derive(Serialize, TS)]
struct RuleLine {
    id: String,
    #[ts(type = "\"domain\" | \"name\" | \"word\"")]
    kind: RuleKind,
    text: String,
    by: String,
    since: String,
}

#[derive(Serialize, TS)]
struct AsideLine {
    document: String,
    path: String,
    /// `aside` while nobody has decided, else `kept` or `released`.
    #[ts(type = "\"aside\" | \"kept\" | \"released\"")]
    standing: Standing,
    because: String,
}

pub(super) fn add(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let AddRules { case, domain, name, word } = request(value)?;
    let kinds = [(RuleKind::Domain, domain), (RuleKind::Name, name), (RuleKind::Word, word)];
    let wanted: Vec<(RuleKind, String)> = kinds
        .into_iter()
        .flat_map(|(kind, texts)| texts.into_iter().map(move |text| (kind, text)))
        .map(|(kind, text)| Ok((kind, tidy(kind, &text)?)))
        .collect::<Result<_>>()?;
    if wanted.is_empty() {
        return Err(Error::new(Code::Usage, "Say what to set aside by: --domain, --name or --word."));
    }
    let mut case = open_mut(desk, &case)?;
    if case.privilege_rules()?.len() + wanted.len() > MOST_RULES {
        return Err(Error::new(
            Code::Refused,
            format!("The list holds at most {MOST_RULES} lines. Nothing was added."),
        ));
    }
    case.hold("setting aside what may be privileged")?;
    let mut index = searching::open_if_there(&case)?;
    let mut tx = case.begin(&desk.author, "adding to the privilege list")?;
    let ids = wanted
        .iter()
        .map(|(kind, text)| Ok(tx.add_privilege_rule(*kind, text)?))
        .collect::<Result<Vec<facts::RuleId>>>()?;
    tx.commit()?;
    let fresh: Vec<Rule> = case.privilege_rules()?.into_iter().filter(|rule| ids.contains(&rule.id)).collect();
    let newly = match Matcher::new(&fresh)? {
        Some(matcher) => setting_aside::apply(desk, job, &mut case, &mut index, &matcher)?,
        None => 0,
    };
    Answer::of(answer(&case, newly)?)
}

fn tidy(kind: RuleKind, text: &str) -> Result<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = match kind {
        RuleKind::Domain => text.rsplit('@').next().unwrap_or_default().trim_matches('.').to_lowercase(),
        _ => text,
    };
    let is_domain = || !text.contains(|c: char| c.is_whitespace() || c == '/') && text.contains('.');
    match text.chars().count() {
        n if n < FEWEST_CHARS => Err(Error::new(Code::Usage, "A line of the list has 2 characters at least.")),
        n if n > MOST_CHARS => {
            Err(Error::new(Code::Usage, format!("A line of the list has at most {MOST_CHARS} characters.")))
        }
        _ if kind == RuleKind::Domain && !is_domain() => {
            Err(Error::new(Code::Usage, format!("{text} is not a domain, as brand-kolb.example is.")))
        }
        _ => match Matcher::trouble(kind, &text) {
            Some(why) => Err(Error::new(Code::Usage, format!("“{text}” {why}: no document could match it."))),
            None => Ok(text),
        },
    }
}

pub(super) fn list(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    Answer::of(answer(&open(desk, &case)?, 0)?)
}

fn answer(case: &Case, newly: u64) -> Result<PrivilegeAnswer> {
    let people = case.people()?;
    let rules = case.privilege_rules()?.into_iter().map(|rule| RuleLine {
        id: rule.id.to_string(),
        kind: rule.kind,
        text: rule.text,
        by: people.get(&rule.author).cloned().unwrap_or_default(),
        since: moment(rule.at),
    });
    let mut documents = Vec::new();
    for (document, aside) in case.set_aside()? {
        let path = case.acquisitions(&document)?.into_iter().next().map(|place| place.path).unwrap_or_default();
        let (standing, because) = (aside.standing, aside.because);
        documents.push(AsideLine { document: document.to_string(), path, standing, because });
    }
    documents.sort_by(|one, other| one.path.cmp(&other.path));
    let set_aside = documents.iter().filter(|line| line.standing != Standing::Released).count() as u64;
    Ok(PrivilegeAnswer { rules: rules.collect(), set_aside, newly, documents })
}

pub(super) fn remove(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfId { case, id } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let rules = case.privilege_rules()?;
    let rule = match rules.iter().find(|rule| rule.text == id) {
        Some(rule) => rule.id,
        None => library::by_prefix("rule", &id, rules, |rule| rule.id.to_string())?.id,
    };
    let mut tx = case.begin(&desk.author, "taking a line off the privilege list")?;
    tx.remove_privilege_rule(rule)?;
    tx.commit()?;
    Answer::of(answer(&case, 0)?)
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Decide {
    case: PathBuf,
    doc: String,
    because: String,
}

#[derive(Serialize, TS)]
pub(super) struct Decided {
    document: String,
    path: String,
    /// `opened`, `released` or `kept`.
    #[ts(type = "\"opened\" | \"released\" | \"kept\"")]
    done: &'static str,
    because: String,
}

pub(super) fn open_one(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let (mut case, document, because) = deciding(desk, value)?;
    let mut tx = case.begin(&desk.author, "opening what is set aside")?;
    tx.open_set_aside(&document, &because)?;
    tx.commit()?;
    decided(&case, document, "opened", because)
}

pub(super) fn release(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let (mut case, document, because) = deciding(desk, value)?;
    case.hold("releasing what was set aside")?;
    let mut index = searching::open_if_there(&case)?;
    let mut tx = case.begin(&desk.author, "releasing what was set aside")?;
    tx.set_standing(&document, Standing::Released, &because)?;
    tx.commit()?;
    index.add(&case, &document)?;
    index.commit()?;
    decided(&case, document, "released", because)
}

pub(super) fn keep(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let (mut case, document, because) = deciding(desk, value)?;
    let mut tx = case.begin(&desk.author, "keeping what is set aside")?;
    tx.set_standing(&document, Standing::Kept, &because)?;
    tx.commit()?;
    decided(&case, document, "kept", because)
}

/// A document that is set aside, and why a named person decides on it.
fn deciding(desk: &Desk, value: Value) -> Result<(CaseMut, DocumentId, String)> {
    let Decide { case, doc, because } = request(value)?;
    let because = because.split_whitespace().collect::<Vec<_>>().join(" ");
    if because.is_empty() {
        return Err(Error::new(Code::Usage, "This needs a reason: --because TEXT"));
    }
    if desk.author.is_empty() {
        return Err(Error::new(Code::Usage, "What is set aside is decided on by somebody with a name.")
            .hint("Give yours with --author NAME, or for good with: casebound settings --author NAME"));
    }
    let case = open_mut(desk, &case)?;
    let document = case.find_document(&doc)?.id;
    if !case.is_shut(&document)? {
        return Err(Error::new(Code::Refused, format!("{doc} is not set aside. Nothing was changed.")));
    }
    Ok((case, document, because))
}

fn decided(case: &Case, document: DocumentId, done: &'static str, because: String) -> Result<Answer> {
    let path = case.acquisitions(&document)?.into_iter().next().map(|place| place.path).unwrap_or_default();
    Answer::of(Decided { document: document.to_string(), path, done, because })
}

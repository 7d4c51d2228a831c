//! From arguments to a request, by the table of commands.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgAction, ArgMatches, Command, error::ErrorKind, value_parser};
use desk::command::{COMMANDS, Command as Declared, Form};
use serde_json::{Map, Value};

/// What the arguments ask for.
pub(crate) struct Parsed {
    pub command: &'static Declared,
    pub request: Value,
    pub json: bool,
    pub author: Option<String>,
}

/// Why no command runs.
pub(crate) enum Stop {
    /// Help or the version was asked for.
    Help(String),
    /// The arguments cannot be understood.
    Usage(String),
}

const ABOUT: &str = "Casebound binds every fact to its source.";
const LONG_ABOUT: &str = "Casebound binds every fact to its source.\n\n\
Take in files, find words in them, cite the exact words, build facts on the citations, and check them again at any time. \
A case is a folder; nothing leaves this machine.\n\n\
A first walk:\n  \
casebound new tern --name \"Project Tern\"\n  \
casebound ingest tern leak/ --source HERON\n  \
casebound search tern 'container AND shenzhen'\n  \
casebound cite tern contract.pdf --unit 2 --quote 'shall deliver 64 units'\n  \
casebound event add tern --date 2025-03-04 --title 'Delivery agreed' --cite ID\n  \
casebound timeline tern\n\n\
Or look at the sample case: casebound demo";
const EXITS: &str = "Exit codes: 0 done, 1 failed, 2 the command line cannot be understood, \
3 done but something could not be read (the ledger says what).\n\n\
Changes are signed with --author, or with the name in the file \"author\" of the profile folder: \
CASEBOUND_PROFILE, or the place where your system keeps such things (~/.config/casebound on Linux).";

/// Understands a command line.
pub(crate) fn parse(args: &[OsString], cwd: &Path) -> Result<Parsed, Stop> {
    let matches = root().try_get_matches_from(args).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Stop::Help(error.to_string())
        }
        _ => Stop::Usage(error.to_string()),
    })?;
    let mut words = Vec::new();
    let mut at = &matches;
    while let Some((word, inner)) = at.subcommand() {
        words.push(word);
        at = inner;
    }
    let command =
        COMMANDS.iter().find(|c| c.name == words).ok_or_else(|| Stop::Usage(root().render_help().to_string()))?;
    let request = request(command, at, cwd).map_err(Stop::Usage)?;
    let given = |matches: &ArgMatches| matches.try_get_one::<String>("author").ok().flatten().cloned();
    let author = given(at).or_else(|| given(&matches));
    Ok(Parsed { command, request, json: at.get_flag("json"), author })
}

/// The whole command line, built from the table.
pub(crate) fn root() -> Command {
    let mut root = Command::new("casebound")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT)
        .long_about(LONG_ABOUT)
        .after_help(EXITS)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(Arg::new("json").long("json").global(true).action(ArgAction::SetTrue).help("Print one JSON document"))
        .arg(Arg::new("author").long("author").value_name("NAME").help("Who signs what is changed, and who looks"));
    for command in COMMANDS.iter().filter(|command| !command.is_for_windows_alone()) {
        root = match command.name {
            [word] => root.subcommand(declared(word, command)),
            [group, word] => {
                if root.find_subcommand(group).is_none() {
                    let about = match *group {
                        "entity" => {
                            "Companies, people, goods, ships, places: add, list, show, merge, withdraw".to_owned()
                        }
                        "link" => "Connections between them: add, list, withdraw".to_owned(),
                        "password" => "What locked files are tried with: add, list, remove".to_owned(),
                        "privilege" => {
                            "What may be privileged: the list it is set aside by, and deciding on it".to_owned()
                        }
                        "saved" => {
                            "Searches that are kept in the case, and what each finds that is new to you".to_owned()
                        }
                        "source" => "What is known of a source: set".to_owned(),
                        "event" => "What happened: add, list, withdraw".to_owned(),
                        other => format!("Add, list and withdraw: {other}"),
                    };
                    root = root.subcommand(Command::new(*group).about(about).subcommand_required(true));
                }
                // A group may be a command by itself: one of its words stands in for what that needs.
                root.mut_subcommand(*group, |g| {
                    let is_command = !g.is_subcommand_required_set();
                    g.subcommand_negates_reqs(is_command).subcommand(declared(word, command))
                })
            }
            _ => root,
        };
    }
    root
}

fn declared(word: &'static str, declared: &Declared) -> Command {
    let examples: String = declared.examples.iter().map(|line| format!("\n  casebound {line}")).collect();
    let mut command = Command::new(word).about(declared.about).after_help(format!("Examples:{examples}"));
    for arg in declared.args {
        let built = Arg::new(arg.name).help(arg.help);
        let built = match arg.form {
            Form::Needed => built.value_name(arg.value).required(true),
            Form::Optional => built.value_name(arg.value),
            Form::Many => built.value_name(arg.value).required(true).num_args(1..),
            Form::Any => built.value_name(arg.value).num_args(0..),
            Form::Option => built.long(arg.name).value_name(arg.value).allow_hyphen_values(true),
            // No argument: it is asked for.
            Form::Secret => continue,
            Form::NeededOption => built.long(arg.name).value_name(arg.value).required(true).allow_hyphen_values(true),
            Form::Number => built.long(arg.name).value_name(arg.value).value_parser(value_parser!(u32)),
            Form::Repeated => built.long(arg.name).value_name(arg.value).action(ArgAction::Append),
            Form::Flag => built.long(arg.name).action(ArgAction::SetTrue),
            Form::NeededPath => built.value_name(arg.value).required(true).value_parser(value_parser!(PathBuf)),
            Form::OptionalPath => built.value_name(arg.value).value_parser(value_parser!(PathBuf)),
            Form::ManyPaths => {
                built.value_name(arg.value).required(true).num_args(1..).value_parser(value_parser!(PathBuf))
            }
            Form::PathOption | Form::Input => {
                built.long(arg.name).value_name(arg.value).value_parser(value_parser!(PathBuf))
            }
        };
        command = command.arg(built);
    }
    match author(declared) {
        Some(help) => command.arg(Arg::new("author").long("author").value_name("NAME").help(help)),
        None => command,
    }
}

/// What a name is for; `None` where it changes nothing. What is set aside is opened for one person, and marks, searches
/// and lists are each person's own.
fn author(declared: &Declared) -> Option<&'static str> {
    let has = |name: &str| declared.args.iter().any(|arg| arg.name == name);
    match () {
        () if has("author") => None,
        () if declared.signs => Some("Who signs what is changed"),
        () if has("case") => {
            Some("Who looks: what is set aside is open to some, marks and searches are each person's own")
        }
        () => None,
    }
}

fn request(command: &Declared, matches: &ArgMatches, cwd: &Path) -> Result<Value, String> {
    let mut request = Map::new();
    for arg in command.args {
        let value = match arg.form {
            Form::Needed | Form::Optional | Form::Option | Form::NeededOption => {
                matches.get_one::<String>(arg.name).map(|text| Value::from(text.as_str()))
            }
            Form::Secret => None,
            Form::Number => matches.get_one::<u32>(arg.name).map(|number| Value::from(*number)),
            Form::Many | Form::Any | Form::Repeated => {
                matches.get_many::<String>(arg.name).map(|all| all.map(|text| Value::from(text.as_str())).collect())
            }
            Form::Flag => Some(Value::from(matches.get_flag(arg.name))),
            Form::Input if matches.get_one::<PathBuf>(arg.name).is_some_and(|path| path.as_os_str() == "-") => {
                Some(Value::from("-"))
            }
            Form::NeededPath | Form::OptionalPath | Form::PathOption | Form::Input => {
                matches.get_one::<PathBuf>(arg.name).map(|path| place(path, cwd)).transpose()?
            }
            Form::ManyPaths => matches
                .get_many::<PathBuf>(arg.name)
                .map(|all| all.map(|path| place(path, cwd)).collect::<Result<Value, String>>())
                .transpose()?,
        };
        if let Some(value) = value {
            request.insert(arg.name.replace('-', "_"), value);
        }
    }
    Ok(Value::Object(request))
}

fn place(path: &Path, cwd: &Path) -> Result<Value, String> {
    let place = cwd.join(path);
    place.to_str().map(Value::from).ok_or_else(|| {
        format!(
            "{} is not UTF-8; give the folder that holds it instead, and what is in it is taken in.\n",
            place.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_makes_a_sound_command_line() {
        root().debug_assert();
    }

    #[test]
    fn a_name_is_asked_for_where_it_changes_something() {
        let parsed = |line: &str| {
            let args: Vec<OsString> = line.split(' ').map(Into::into).collect();
            parse(&args, Path::new("/")).map(|parsed| parsed.author).map_err(|_| ())
        };
        let name = Some("Mara".to_owned());
        for line in ["undo tern --author Mara", "--author Mara undo tern", "--author Tovin undo tern --author Mara"] {
            assert_eq!(parsed(&format!("casebound {line}")), Ok(name.clone()), "{line}");
        }
        assert_eq!(parsed("casebound text tern letter.txt --author Mara"), Ok(name));
        assert_eq!(parsed("casebound vocabulary --author Mara"), Err(()));
        let help = |words: &[&str]| {
            let args: Vec<OsString> = words.iter().map(Into::into).collect();
            match parse(&args, Path::new("/")) {
                Err(Stop::Help(text)) => text,
                _ => panic!("{words:?}"),
            }
        };
        assert!(help(&["casebound", "undo", "--help"]).contains("Who signs what is changed"));
        assert!(!help(&["casebound", "ledger", "--help"]).contains("signs"));
    }

    #[test]
    fn every_command_teaches_with_an_example_that_is_understood() {
        for command in COMMANDS.iter().filter(|command| !command.is_for_windows_alone()) {
            assert!(!command.examples.is_empty(), "{:?}", command.name);
            for example in command.examples {
                let words = split(example);
                let args: Vec<OsString> =
                    std::iter::once("casebound".to_owned()).chain(words).map(Into::into).collect();
                match parse(&args, Path::new("/")) {
                    Ok(parsed) => assert_eq!(parsed.command.name, command.name, "{example}"),
                    Err(Stop::Help(text) | Stop::Usage(text)) => panic!("{example}: {text}"),
                }
            }
        }
    }

    /// Splits as a shell does, as far as the examples go.
    fn split(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quote = None;
        for c in line.chars() {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (None, '\'' | '"') => quote = Some(c),
                (None, ' ') => words.push(String::new()),
                _ => words.last_mut().expect("there is one").push(c),
            }
        }
        words
    }
}

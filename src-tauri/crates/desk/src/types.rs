//! The wire types of every command as TypeScript, written from the Rust types so that the two cannot drift apart.

use std::{any::TypeId, collections::BTreeMap, collections::HashSet, fmt::Write};

use ts_rs::{Config, TS, TypeVisitor};

use crate::{Error, Event, HostEvent, command::COMMANDS};

/// A wire type, by the function that writes it down.
#[derive(Clone, Copy)]
pub struct Shape {
    name: fn(&Config) -> String,
    collect: for<'a, 'b> fn(&'a mut Collector<'b>),
}

impl Shape {
    /// The shape of `T`.
    pub const fn of<T: TS + 'static>() -> Shape {
        Shape { name: <T as TS>::name, collect: take::<T> }
    }
}

fn take<T: TS + 'static>(collector: &mut Collector<'_>) {
    collector.take::<T>();
}

/// Declarations by name, each once.
struct Collector<'a> {
    config: &'a Config,
    seen: HashSet<TypeId>,
    declared: BTreeMap<String, String>,
}

impl Collector<'_> {
    fn take<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only types of our own are declared; the rest is spelled out where it is used.
        if <T as TS>::output_path().is_some() {
            let declaration = format!("export {}", <T as TS>::decl(self.config));
            let name = <T as TS>::ident(self.config);
            let before = self.declared.insert(name.clone(), declaration.clone());
            debug_assert!(before.is_none_or(|before| before == declaration), "two wire types are called {name}");
        }
        <T as TS>::visit_dependencies(self);
        <T as TS>::visit_generics(self);
    }
}

impl TypeVisitor for Collector<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.take::<T>();
    }
}

/// The whole file that the window's code is checked against: every wire type, and every command by name.
pub fn typescript() -> String {
    // Counts and sizes stay far below 2^53, where JavaScript's numbers end being exact.
    let config = Config::new().with_large_int("number");
    let mut collector = Collector { config: &config, seen: HashSet::new(), declared: BTreeMap::new() };
    let mut commands = String::from("export interface Commands {\n");
    for command in COMMANDS {
        for shape in [command.request, command.response] {
            (shape.collect)(&mut collector);
        }
        let (request, response) = ((command.request.name)(&config), (command.response.name)(&config));
        let name = command.name.join(" ");
        writeln!(commands, "  \"{name}\": {{ request: {request}; response: {response} }};")
            .expect("writing to a string cannot fail");
    }
    commands.push_str("}\n");
    collector.take::<Error>();
    collector.take::<Event>();
    collector.take::<HostEvent>();
    let mut text = String::from("// Written from the Rust types by `cargo xtask types`. Not to be edited.\n\n");
    for declaration in collector.declared.values() {
        text.push_str(declaration);
        text.push_str("\n\n");
    }
    text.push_str(&commands);
    text
}

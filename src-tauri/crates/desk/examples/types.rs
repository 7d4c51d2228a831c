//! Prints the wire types as TypeScript; `cargo xtask types` puts them where the window's code looks for them.

#![allow(clippy::print_stdout, reason = "this is what it is for")]

fn main() {
    print!("{}", desk::typescript());
}

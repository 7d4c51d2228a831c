/// Gives an enum the words it is written with: `Display` and `FromStr`, the same as in JSON.
macro_rules! words {
    ($name:ident = $what:literal { $($variant:ident = $word:literal,)* }) => {
        impl $name {
            /// The word it is written with.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::Error::NotAWord {
                        what: $what,
                        text: text.into(),
                        known: &[$($word),*],
                    }),
                }
            }
        }
    };
}

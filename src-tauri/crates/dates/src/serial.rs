use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::date::Date;

#[derive(Serialize)]
struct Written<'a> {
    edtf: &'a str,
    original: Option<&'a str>,
}

#[derive(Deserialize)]
struct Fields {
    edtf: String,
    #[serde(default)]
    original: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Readable {
    Text(String),
    Fields(Fields),
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() && self.original().is_none() {
            return serializer.serialize_str(self.edtf());
        }
        Written { edtf: self.edtf(), original: self.original() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Formats which do not describe themselves cannot tell a string from two fields.
        let fields = if deserializer.is_human_readable() {
            match Readable::deserialize(deserializer)? {
                Readable::Text(edtf) => Fields { edtf, original: None },
                Readable::Fields(fields) => fields,
            }
        } else {
            Fields::deserialize(deserializer)?
        };
        let date = Self::parse(&fields.edtf).map_err(D::Error::custom)?;
        Ok(match fields.original {
            Some(original) => date.with_original(original),
            None => date,
        })
    }
}

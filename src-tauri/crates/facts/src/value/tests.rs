#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use PropertyType::*;

#[test]
fn values_have_a_canonical_form() {
    #[track_caller]
    fn check(kind: PropertyType, text: &str, expect: &str) {
        let canonical = super::check(kind, text).unwrap();
        assert_eq!(canonical.value, expect);
        assert_eq!(canonical.original.is_some(), text != expect);
    }
    check(Name, "  Meridian\u{a0}Lattice \n Ltd ", "Meridian Lattice Ltd");
    check(Text, " two\n\nparagraphs ", "two\n\nparagraphs");
    check(Date, "2025-03", "2025-03");
    check(Date, "2025-03/2025-05", "2025-03/2025-05");
    check(Country, "CN", "cn");
    check(Country, "malaysia", "my");
    check(Country, "UK", "gb");
    check(Country, "cy-trnc", "cy-trnc");
    check(Language, "en", "eng");
    check(Language, "Chinese", "zho");
    check(Language, "zho", "zho");
    check(Topic, "corp.shell", "corp.shell");
    check(Gender, "Female", "female");
    check(Identifier, " 202312 345K ", "202312 345K");
    check(Email, "Ops.Desk@Meridian-Lattice.EXAMPLE", "Ops.Desk@meridian-lattice.example");
    check(Phone, "+86 (755) 1234-5678", "+8675512345678");
    check(Url, "HTTPS://Example.ORG:443/A?b#c", "https://example.org:443/A?b#c");
    check(Url, "http://[2001:db8::1]/x", "http://[2001:db8::1]/x");
    check(Url, "https://例子.example", "https://例子.example");
    check(Mimetype, "Application/PDF", "application/pdf");
    check(Ip, "0:0:0:0:0:0:0:1", "::1");
    check(Checksum, &"AB".repeat(20), &"ab".repeat(20));
    check(Json, "{\"a\": 1.10}", "{\"a\": 1.10}");
    check(Entity, "018BCFE5-6800-7FFF-BFFF-FFFFFFFFFFFF", "018bcfe5-6800-7fff-bfff-ffffffffffff");
}

#[test]
fn what_is_wrong_with_a_value_is_said() {
    #[track_caller]
    fn check(kind: PropertyType, text: &str, expect: &str) {
        assert_eq!(super::check(kind, text).unwrap_err().to_string(), expect);
    }
    check(Name, " \t", "it is empty");
    check(Name, &"x".repeat(385), "it has 385 characters, 384 are the most");
    check(Country, "Ruritania", "`Ruritania` is not a country: give its code or its English name");
    check(Language, "xx", "`xx` is not a language: give its ISO 639 code or its English name");
    check(Topic, "shell", "`shell` is not a topic of FollowTheMoney");
    check(Gender, "f", "`f` is not a gender: one of female, male, other");
    check(Email, "ops@localhost", "`ops@localhost` is not an e-mail address such as name@example.org");
    check(Email, "a@b@example.org", "`a@b@example.org` is not an e-mail address such as name@example.org");
    check(Phone, "0755 123456", "`0755 123456` is not a telephone number that begins with + and the country code");
    check(Url, "example.org", "`example.org` is not a web address such as https://example.org/page");
    check(
        Url,
        "javascript://alert(1)",
        "`javascript://alert(1)` is not a web address such as https://example.org/page",
    );
    check(
        Mimetype,
        "text/html; charset=utf-8",
        "`text/html; charset=utf-8` is not a media type such as application/pdf",
    );
    check(Ip, "10.0.0.256", "`10.0.0.256` is not an internet address");
    check(Checksum, "abc", "`abc` is not 40 or 64 hexadecimal digits");
    check(Entity, "Meridian", "`Meridian` is not the id of an entity");
    check(Json, "{a}", "it is not JSON: key must be a string at line 1 column 2");
    assert!(super::check(Date, "2025-13").unwrap_err().to_string().contains("13"));
}

#[test]
fn numbers() {
    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(Quantity::parse(text).unwrap().to_string(), expect, "{text}");
    }
    check("1200", "1200");
    check("1200kg", "1200 kg");
    check("1,200 kg", "1200 kg");
    check("1.200", "1.200");
    check("1,5", "1.5");
    check("0,500 t", "0.500 t");
    check("1,234,567.80", "1234567.80");
    check("1.234.567,80 EUR", "1234567.80 EUR");
    check("12,34,567", "1234567");
    check("1 234 567 EUR", "1234567 EUR");
    check("1\u{202f}234,500", "1234.500");
    check("1'200'000", "1200000");
    check("-007.50", "-7.50");
    check("\u{2212}5 °C", "-5 °C");
    check("+3", "3");
    check(".5", "0.5");
    check("45000 USD", "45000 USD");
    check("USD 45,000", "45000 USD");
    check("€45", "45 EUR");
    check("US$ 1.25 million", "1250000 USD");
    check("1.2345678 million", "1234567.8");
    check("0.5 billion RMB", "500000000 CNY");
    check("45k USD", "45000 USD");
    check("8 GPUs", "8 GPUs");
    check("12.5 %", "12.5 %");
    check("3.35 TB/s", "3.35 TB/s");
    check("40 square  metres", "40 square metres");
}

#[test]
fn what_is_no_number_is_said() {
    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(Quantity::parse(text).unwrap_err().to_string(), expect);
    }
    check("many", "`many` is not a number");
    check("-", "`-` is not a number");
    check("1200-1300", "`1200-1300` is not a number");
    check("1,20,3", "`1,20,3` is not a number");
    check("1200 500", "`1200 500` is not a number");
    check("$5", "`$5` is not a number: many currencies use that sign, give the code, as in 1200 USD");
    check("5 £", "`5 £` is not a number: many currencies use that sign, give the code, as in 1200 USD");
    check("5 usd", "`usd` is not a unit; a currency is written in capitals");
    check("USD 5 EUR", "`USD 5 EUR` is not a number with one unit");
}

const ALL: [PropertyType; 20] = [
    Address, Checksum, Country, Date, Email, Entity, Gender, Html, Identifier, Ip, Json, Language, Mimetype, Name,
    Number, Phone, String, Text, Topic, Url,
];

proptest! {
    #[test]
    fn the_canonical_form_is_its_own(kind in prop::sample::select(ALL.to_vec()), text in "\\PC{0,24}") {
        if let Ok(canonical) = check(kind, &text) {
            let again = check(kind, &canonical.value).unwrap();
            prop_assert_eq!(again, Canonical { value: canonical.value, original: None });
        }
    }

    #[test]
    fn numbers_are_their_own(text in "[-+]?[0-9]{1,4}([., ][0-9]{1,3}){0,3}( ?(kg|USD|million|k EUR|GPUs))?") {
        if let Ok(number) = Quantity::parse(&text) {
            prop_assert_eq!(Quantity::parse(&number.to_string()).unwrap(), number);
        }
    }
}

#[test]
fn a_property_may_ask_for_more_than_its_type() {
    #[track_caller]
    fn check(schema: &str, property: &str, text: &str, expect: Result<&str, &str>) {
        let property = crate::Vocabulary::standard().property(schema, property).unwrap();
        let found = check_for(property, text);
        let found = found.as_ref().map(|canonical| &*canonical.value).map_err(ToString::to_string);
        assert_eq!(found, expect.map_err(str::to_owned), "{text}");
        // What is canonical is its own canonical form, with nothing to keep beside it.
        if let Ok(value) = found {
            let again = Canonical { value: value.to_owned(), original: None };
            assert_eq!(check_for(property, value), Ok(again));
        }
    }
    let share = |text: &str, expect: Result<&str, &str>| check("Ownership", "percentage", text, expect);
    for (text, expect) in [
        ("60", "60"),
        ("60 %", "60"),
        ("33,3%", "33.3"),
        ("100 per cent", "100"),
        ("0", "0"),
        ("25-50", "25-50"),
        ("25% \u{2013} 50%", "25-50"),
        ("between 25 and 50 percent", "25-50"),
        ("from 5 to 10", "5-10"),
        ("Over 50", "over 50"),
        ("more than 50 %", "over 50"),
        (">=25", "at least 25"),
        ("less than 5", "under 5"),
        ("up to 10%", "up to 10"),
        ("~60", "about 60"),
    ] {
        share(text, Ok(expect));
    }
    for text in ["abc", "a majority", "101", "-5", "50-25", "over", "60 EUR", "60 kg", "20-120", "over 120", "half"] {
        let message = format!("`{text}` is not a share from 0 to 100, such as 60, 33.3, 25-50, over 50 or up to 10");
        share(text, Err(&message));
    }
    check("Ownership", "sharesCount", "1,200", Ok("1200"));
    check("Ownership", "sharesCount", "many", Err("`many` is not a number"));
    check("Payment", "currency", "usd", Ok("USD"));
    check("Payment", "currency", "€", Ok("EUR"));
    check("Payment", "currency", "gold", Err("`gold` is not a currency: give its code, as in USD"));
    check("Payment", "amountUsd", "45000", Ok("45000"));
    check("Payment", "amountUsd", "45000 USD", Ok("45000 USD"));
    check("Payment", "amountUsd", "45000 EUR", Err("`45000 EUR` is not an amount in US dollars"));
    check("Site", "latitude", "1.29\u{b0}", Ok("1.29"));
    check("Site", "latitude", "91", Err("`91` is not a number of degrees from -90 to 90"));
    check("Site", "longitude", "-103.8", Ok("-103.8"));
    check("Company", "jurisdiction", "zz", Err("`zz` is not a country: give its code or its English name"));
}

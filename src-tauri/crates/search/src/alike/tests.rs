//! Which names find each other by transliteration, in all scripts, and which do not.

use super::{Alike, Slot, Way};
use crate::tokens::{Token, tokens};

fn finds(name: &str, text: &str) -> bool {
    let words: Vec<Token> = tokens(text).filter(|token| !token.joined).collect();
    let stands = |row: &[Slot], words: &[Token]| row.iter().zip(words).all(|(slot, word)| slot.fits(word));
    let is_there = |row: &Vec<Slot>| words.windows(row.len()).any(|words| stands(row, words));
    Alike::new(name, Way::Translit).is_some_and(|alike| alike.rows.iter().any(is_there))
}

fn both_ways<'a>(name: &'a str, others: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
    others.iter().flat_map(move |other| [(name, *other), (*other, name)])
}

#[test]
fn names_find_each_other_in_both_directions() {
    let mut wrong: Vec<String> = Vec::new();
    for (name, others) in [
        ("Прокофьев", &["Prokofiev", "Prokofyev", "Prokofjew"][..]),
        ("Королёв", &["Korolyov", "Korolev", "Koroljow"]),
        ("Королев", &["Korolyov", "Korolev"]),
        ("Соловьёв", &["Solovyov", "Soloviev", "Solovyev"]),
        ("Горбачёв", &["Gorbachev", "Gorbachyov", "Gorbatschow"]),
        ("Хрущёв", &["Khrushchev", "Khrushchov", "Chruschtschow"]),
        ("Юлия", &["Yulia", "Julia", "Iuliia", "Yuliya"]),
        ("Чайковский", &["Tchaikovsky", "Chaikovsky", "Chaykovskiy"]),
        ("Ельцин", &["Yeltsin", "Eltsin", "Jelzin"]),
        ("Александр Васильев", &["Alexander Vasiliev", "Aleksandr Vasilyev"]),
        ("Григорьев", &["Grigoriev", "Grigoryev"]),
        ("Достоевский", &["Dostoevsky", "Dostoyevsky"]),
        ("Евгений", &["Evgeny", "Yevgeny", "Evgenii", "Evgeniy"]),
        ("Пётр Фёдоров", &["Pyotr Fyodorov", "Petr Fedorov"]),
        ("Наталья", &["Natalia", "Natalya"]),
        ("أحمد", &["Ahmed", "Ahmad"]),
        ("صدام", &["Saddam"]),
        ("القاهرة", &["al-Qahira", "Qahira"]),
        ("علي", &["Ali", "Aly", "Али", "Άλι"]),
        ("عمر", &["Omar", "Umar", "Омар"]),
        ("دبي", &["Dubai", "Дубай"]),
        ("عبدالله", &["Abdullah", "Abdallah", "Abdulla", "Абдулла", "Abd Allah", "عبد الله"]),
        ("عبد الله", &["Abdullah", "Abdallah", "Abd Allah", "Абдулла"]),
        ("عبد الرحمن", &["Abdulrahman", "Abdurrahman", "Abdul Rahman", "Abd al-Rahman", "Abdel-Rahman"]),
        ("عبدالرحمن", &["Abdulrahman", "Abdurrahman", "Abdul Rahman", "Abd al-Rahman", "Abdel-Rahman"]),
        ("عبد الله عمر", &["Abdullah Omar"]),
        ("حزب الله", &["Hezbollah", "Hizballah"]),
        ("الأسد", &["Assad", "al-Assad", "Asad"]),
        ("بن علي", &["Ben Ali", "bin Ali"]),
        ("محمد الرشيد", &["Mohammed al-Rashid", "Muhammad Rashid"]),
        ("عائشة", &["Aisha", "Ayesha"]),
        ("مصطفى", &["Mustafa", "Moustafa"]),
        ("Παπαδόπουλος", &["Papadopoulos", "Пападопулос"]),
        ("Χρήστου", &["Christou", "Hristou"]),
        ("Γιώργος", &["Giorgos", "Yiorgos"]),
        ("Αγγελική", &["Angeliki", "Aggeliki"]),
        ("深圳", &["Shenzhen", "Shen Zhen", "Shēnzhèn", "shen1zhen4", "Шэньчжэнь"]),
        ("李明", &["Li Ming", "Ли Мин"]),
    ] {
        let missed = both_ways(name, others).filter(|(one, other)| !finds(one, other));
        wrong.extend(missed.map(|(one, other)| format!("{one} does not find {other}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn other_names_and_common_words_are_not_found() {
    let mut wrong: Vec<String> = Vec::new();
    for (name, others) in [
        ("علي", &["Юлия", "Юля", "Yulia", "Julia", "Alia", "ally", "Lee", "al", "Ли"][..]),
        ("Ali", &["إلى", "ل", "لي", "عالية", "الى"]),
        ("Omar", &["أمر", "مر", "عامر", "عمران"]),
        ("Dubai", &["دب", "ذئب", "دبا"]),
        ("Tom", &["تم"]),
        ("El Tom", &["تم"]),
        ("Ben", &["بن"]),
        ("Min", &["من"]),
        ("Fee", &["في"]),
        ("Alan", &["الآن"]),
        ("Li", &["لي", "علي"]),
        ("من", &["Min", "Man", "Мин"]),
        ("Abdullah", &["عبد", "الله", "عبد القادر"]),
        ("Прокофьев", &["Prokofov", "Prokofyeva"]),
        ("Королёв", &["Korolov", "Karolev"]),
        ("Юлия", &["Ulla", "Yula", "Ali", "علي"]),
        ("Петров", &["Petrova", "Петрова"]),
        ("深圳", &["沈阳", "Shenyang", "Шэньян"]),
    ] {
        let found = both_ways(name, others).filter(|(one, other)| finds(one, other));
        wrong.extend(found.map(|(one, other)| format!("{one} finds {other}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

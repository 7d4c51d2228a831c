//! Where the words of an RTF group go (RTF 1.9.1, "Destinations").

/// A place for words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The text, or what stands beside it and is open.
    Text,
    /// Nowhere, though groups within may have a place.
    Silent,
    /// Nowhere, groups within included.
    Skip,
    Fonts,
    /// The list of those who changed the text.
    Authors,
    /// What a field would do.
    Instruction,
    Picture,
    ObjectData,
    CommentAuthor,
    CommentDate,
    Info(Info),
    /// What a property that was added by hand is called, and what it says.
    PropertyName,
    PropertyValue,
    /// What a property of a shape is called, and what it says.
    ShapeName,
    ShapeValue,
}

/// What a document says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Info {
    Title,
    Subject,
    Author,
    Operator,
    Company,
    Comment,
    Keywords,
    Category,
    Manager,
    LinkBase,
    Generator,
    Template,
    Created,
    Modified,
    Printed,
}

/// What stands beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    Footnote,
    Endnote,
    Comment,
    Header,
    Footer,
    Box,
}

/// The place that a word gives its group; `None` for words that are no destinations.
pub(super) fn place(word: &str) -> Option<Place> {
    Some(match word {
        "fonttbl" => Place::Fonts,
        "revtbl" => Place::Authors,
        "fldinst" => Place::Instruction,
        "pict" => Place::Picture,
        "objdata" => Place::ObjectData,
        "atnauthor" => Place::CommentAuthor,
        "atndate" => Place::CommentDate,
        "title" => Place::Info(Info::Title),
        "subject" => Place::Info(Info::Subject),
        "author" => Place::Info(Info::Author),
        "operator" => Place::Info(Info::Operator),
        "company" => Place::Info(Info::Company),
        "doccomm" => Place::Info(Info::Comment),
        "keywords" => Place::Info(Info::Keywords),
        "category" => Place::Info(Info::Category),
        "manager" => Place::Info(Info::Manager),
        "hlinkbase" => Place::Info(Info::LinkBase),
        "propname" => Place::PropertyName,
        "staticval" => Place::PropertyValue,
        "sn" => Place::ShapeName,
        "generator" => Place::Info(Info::Generator),
        "template" => Place::Info(Info::Template),
        "creatim" => Place::Info(Info::Created),
        "revtim" => Place::Info(Info::Modified),
        "printim" => Place::Info(Info::Printed),
        "info" | "userprops" | "object" | "shpinst" | "sp" | "sv" | "do" | "field" | "shp" => Place::Silent,
        "fldrslt" | "result" => Place::Text,
        "colortbl" | "stylesheet" | "listtable" | "listoverridetable" | "rsidtbl" | "filetbl" | "buptim"
        | "nonshppict" | "shprslt" | "xe" | "tc" | "tcn" | "rxe" | "txe" | "bkmkstart" | "bkmkend" | "atrfstart"
        | "atrfend" | "atnid" | "atnref" | "atnparent" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc"
        | "aftncn" | "pn" | "pnseclvl" | "falt" | "panose" | "datafield" | "objclass" | "objname" | "objalias"
        | "objsect" | "formfield" | "themedata" | "colorschememapping" | "nonesttables" | "mmathPict"
        | "latentstyles" | "datastore" | "xmlnstbl" | "mmathPr" | "listtext2007" => Place::Skip,
        _ => return None,
    })
}

/// What a word opens beside the text.
pub(super) fn aside(word: &str) -> Option<Aside> {
    Some(match word {
        "footnote" => Aside::Footnote,
        "annotation" => Aside::Comment,
        "header" | "headerl" | "headerr" | "headerf" => Aside::Header,
        "footer" | "footerl" | "footerr" | "footerf" => Aside::Footer,
        "shptxt" | "dptxbxtext" => Aside::Box,
        _ => return None,
    })
}

/// The character that a word stands for.
pub(super) fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" => "\u{2003}",
        "enspace" => "\u{2002}",
        "qmspace" => "\u{2005}",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        "zwbo" => "\u{200b}",
        "ltrmark" => "\u{200e}",
        "rtlmark" => "\u{200f}",
        _ => return None,
    })
}

//! The functions of the library that are used, by the names and types of its public headers (`fpdfview.h`, `fpdf_text.h`,
//! `fpdf_annot.h`, `fpdf_attachment.h`, `fpdf_doc.h`, `fpdf_edit.h`, `fpdf_flatten.h`, `fpdf_formfill.h`,
//! `fpdf_javascript.h`, `fpdf_signature.h`, `fpdf_transformpage.h`).
//!
//! Letters and pixels need all of [`Calls`]. The other groups are there whole or not at all: a library without them cannot
//! tell what they would, and says so ([`super::Error::Absent`]). Room for text is told as untyped, whatever its letters are.
//!
//! What is relied on: that a library with all of these names is PDFium, whose headers keep these types by promise; and
//! that it is called by one thread at a time, which [`super::turn`] sees to. Handles live in the types of this crate, which
//! close them once and never use them after.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::{c_char, c_int, c_uint, c_ulong, c_void};
use std::path::Path;

use libloading::Library;

/// A document, page, text, bitmap or form of the library.
pub(crate) type Handle = *mut c_void;

/// `FS_RECTF`.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C)]
pub(crate) struct RectF {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

/// `FS_MATRIX`.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C)]
pub(crate) struct Matrix {
    pub a: f32,
    pub b: f32,
    pub c: f32,
    pub d: f32,
    pub e: f32,
    pub f: f32,
}

/// `FPDF_FORMFILLINFO`, version 1: none of its callbacks is set, which the library bears. It has more room than any
/// version so far takes.
#[repr(C)]
pub(crate) struct FormInfo {
    pub version: c_int,
    pub callbacks: [*const c_void; 62],
}

macro_rules! calls {
    ($(#[$doc:meta])* $group:ident { $($name:ident($($arg:ty),*) $(-> $result:ty)?;)* }) => {
        $(#[$doc])*
        #[allow(non_snake_case, reason = "the library's names")]
        pub(crate) struct $group {
            $(pub $name: unsafe extern "C" fn($($arg),*) $(-> $result)?,)*
        }

        impl $group {
            fn find(library: &Library) -> Result<$group, libloading::Error> {
                Ok($group {
                    // SAFETY: the type is the one the library's header gives for this name.
                    $($name: unsafe { *library.get(concat!(stringify!($name), "\0").as_bytes())? },)*
                })
            }
        }
    };
}

calls! {
    /// Letters and pixels. As all of these, they must only be called by who has the [`super::turn`].
    Calls {
        FPDF_InitLibrary();
        FPDF_GetLastError() -> c_ulong;
        FPDF_LoadMemDocument64(*const c_void, usize, *const c_char) -> Handle;
        FPDF_CloseDocument(Handle);
        FPDF_GetPageCount(Handle) -> c_int;
        FPDF_GetMetaText(Handle, *const c_char, *mut c_void, c_ulong) -> c_ulong;
        FPDF_LoadPage(Handle, c_int) -> Handle;
        FPDF_ClosePage(Handle);
        FPDF_GetPageBoundingBox(Handle, *mut RectF) -> c_int;
        FPDFPage_GetRotation(Handle) -> c_int;
        FPDFPage_GetAnnotCount(Handle) -> c_int;
        FPDFPage_Flatten(Handle, c_int) -> c_int;
        FPDFPage_CountObjects(Handle) -> c_int;
        FPDFPage_GetObject(Handle, c_int) -> Handle;
        FPDFPageObj_GetType(Handle) -> c_int;
        FPDFText_LoadPage(Handle) -> Handle;
        FPDFText_ClosePage(Handle);
        FPDFText_CountChars(Handle) -> c_int;
        FPDFText_GetUnicode(Handle, c_int) -> c_uint;
        FPDFText_HasUnicodeMapError(Handle, c_int) -> c_int;
        FPDFText_IsGenerated(Handle, c_int) -> c_int;
        FPDFText_IsHyphen(Handle, c_int) -> c_int;
        FPDFText_GetCharOrigin(Handle, c_int, *mut f64, *mut f64) -> c_int;
        FPDFText_GetLooseCharBox(Handle, c_int, *mut RectF) -> c_int;
        FPDFText_GetMatrix(Handle, c_int, *mut Matrix) -> c_int;
        FPDFText_GetFontSize(Handle, c_int) -> f64;
        FPDFBitmap_CreateEx(c_int, c_int, c_int, *mut c_void, c_int) -> Handle;
        FPDFBitmap_Destroy(Handle);
        FPDF_RenderPageBitmapWithMatrix(Handle, Handle, *const Matrix, *const RectF, c_int);
        FPDFDOC_InitFormFillEnvironment(Handle, *mut FormInfo) -> Handle;
        FPDFDOC_ExitFormFillEnvironment(Handle);
        FPDF_SetFormFieldHighlightAlpha(Handle, u8);
        FORM_OnAfterLoadPage(Handle, Handle);
        FORM_OnBeforeClosePage(Handle, Handle);
        FPDF_FFLDraw(Handle, Handle, Handle, c_int, c_int, c_int, c_int, c_int, c_int);
    }
}

calls! {
    /// The outline.
    OutlineCalls {
        FPDFBookmark_GetFirstChild(Handle, Handle) -> Handle;
        FPDFBookmark_GetNextSibling(Handle, Handle) -> Handle;
        FPDFBookmark_GetTitle(Handle, *mut c_void, c_ulong) -> c_ulong;
        FPDFBookmark_GetDest(Handle, Handle) -> Handle;
        FPDFBookmark_GetAction(Handle) -> Handle;
        FPDFAction_GetType(Handle) -> c_ulong;
        FPDFDest_GetDestPageIndex(Handle, Handle) -> c_int;
    }
}

calls! {
    /// What pages are called.
    LabelCalls {
        FPDF_GetPageLabel(Handle, c_int, *mut c_void, c_ulong) -> c_ulong;
    }
}

calls! {
    /// Comments, links and form fields on pages.
    MarkCalls {
        FPDFPage_GetAnnot(Handle, c_int) -> Handle;
        FPDFPage_CloseAnnot(Handle);
        FPDFAnnot_HasKey(Handle, *const c_char) -> c_int;
        FPDFAnnot_GetValueType(Handle, *const c_char) -> c_int;
        FPDFAnnot_GetStringValue(Handle, *const c_char, *mut c_void, c_ulong) -> c_ulong;
        FPDFAnnot_GetFlags(Handle) -> c_int;
        FPDFAnnot_GetRect(Handle, *mut RectF) -> c_int;
        FPDFAnnot_GetAP(Handle, c_int, *mut c_void, c_ulong) -> c_ulong;
        FPDFAnnot_GetFormFieldType(Handle, Handle) -> c_int;
        FPDFAnnot_GetFormFieldName(Handle, Handle, *mut c_void, c_ulong) -> c_ulong;
        FPDFAnnot_GetFormFieldValue(Handle, Handle, *mut c_void, c_ulong) -> c_ulong;
        FPDFAnnot_GetOptionCount(Handle, Handle) -> c_int;
        FPDFAnnot_IsOptionSelected(Handle, Handle, c_int) -> c_int;
        FPDFAnnot_GetOptionLabel(Handle, Handle, c_int, *mut c_void, c_ulong) -> c_ulong;
        FPDFAnnot_GetLink(Handle) -> Handle;
        FPDFLink_GetAction(Handle) -> Handle;
        FPDFAction_GetType(Handle) -> c_ulong;
        FPDFAction_GetURIPath(Handle, Handle, *mut c_void, c_ulong) -> c_ulong;
        FPDFAction_GetFilePath(Handle, *mut c_void, c_ulong) -> c_ulong;
    }
}

calls! {
    /// Files inside.
    FileCalls {
        FPDFDoc_GetAttachmentCount(Handle) -> c_int;
        FPDFDoc_GetAttachment(Handle, c_int) -> Handle;
        FPDFPage_GetAnnot(Handle, c_int) -> Handle;
        FPDFPage_CloseAnnot(Handle);
        FPDFAnnot_GetFileAttachment(Handle) -> Handle;
        FPDFAttachment_GetName(Handle, *mut c_void, c_ulong) -> c_ulong;
        FPDFAttachment_GetStringValue(Handle, *const c_char, *mut c_void, c_ulong) -> c_ulong;
        FPDFAttachment_GetFile(Handle, *mut c_void, c_ulong, *mut c_ulong) -> c_int;
    }
}

calls! {
    /// Scripts of the document, forms of the other kind, signatures.
    TraitCalls {
        FPDFDoc_GetJavaScriptActionCount(Handle) -> c_int;
        FPDF_GetXFAPacketCount(Handle) -> c_int;
        FPDF_GetSignatureCount(Handle) -> c_int;
        FPDF_GetSignatureObject(Handle, c_int) -> Handle;
        FPDFSignatureObj_GetReason(Handle, *mut c_void, c_ulong) -> c_ulong;
        FPDFSignatureObj_GetTime(Handle, *mut c_void, c_ulong) -> c_ulong;
    }
}

/// The library, opened, with what was found in it.
pub(crate) struct Opened {
    pub calls: Calls,
    pub outline: Option<OutlineCalls>,
    pub labels: Option<LabelCalls>,
    pub marks: Option<MarkCalls>,
    pub files: Option<FileCalls>,
    pub traits: Option<TraitCalls>,
    /// What they are part of. It is never closed.
    _library: Library,
}

impl Opened {
    /// Opens the library and readies it.
    pub fn open(path: &Path) -> Result<Opened, libloading::Error> {
        // SAFETY: what runs when the library is opened is what the host chose to lend; it is shipped with the program.
        let library = unsafe { Library::new(path)? };
        let opened = Opened {
            calls: Calls::find(&library)?,
            outline: OutlineCalls::find(&library).ok(),
            labels: LabelCalls::find(&library).ok(),
            marks: MarkCalls::find(&library).ok(),
            files: FileCalls::find(&library).ok(),
            traits: TraitCalls::find(&library).ok(),
            _library: library,
        };
        let _turn = super::turn();
        // SAFETY: nothing of the library was called before.
        unsafe { (opened.calls.FPDF_InitLibrary)() };
        Ok(opened)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_library_without_the_names_has_no_such_calls() {
        let other: Library = libloading::os::unix::Library::this().into();
        assert!(OutlineCalls::find(&other).is_err() && LabelCalls::find(&other).is_err());
        assert!(MarkCalls::find(&other).is_err() && FileCalls::find(&other).is_err());
        assert!(TraitCalls::find(&other).is_err() && Calls::find(&other).is_err());
    }
}

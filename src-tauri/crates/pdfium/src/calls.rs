//! The functions of the library that are used, by the names and types of its public headers (`fpdfview.h`, `fpdf_text.h`,
//! `fpdf_annot.h`, `fpdf_edit.h`, `fpdf_flatten.h`, `fpdf_formfill.h`, `fpdf_transformpage.h`).
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
    ($($name:ident($($arg:ty),*) $(-> $result:ty)?;)*) => {
        /// The library's functions. They must only be called by who has the [`super::turn`].
        #[allow(non_snake_case, reason = "the library's names")]
        pub(crate) struct Calls {
            $(pub $name: unsafe extern "C" fn($($arg),*) $(-> $result)?,)*
            /// What they are part of. It is never closed.
            _library: Library,
        }

        impl Calls {
            fn find(library: Library) -> Result<Calls, libloading::Error> {
                Ok(Calls {
                    // SAFETY: the type is the one the library's header gives for this name.
                    $($name: unsafe { *library.get(concat!(stringify!($name), "\0").as_bytes())? },)*
                    _library: library,
                })
            }
        }
    };
}

calls! {
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

impl Calls {
    /// Opens the library and readies it.
    pub fn open(path: &Path) -> Result<Calls, libloading::Error> {
        // SAFETY: what runs when the library is opened is what the host chose to lend; it is shipped with the program.
        let library = unsafe { Library::new(path)? };
        let calls = Calls::find(library)?;
        let _turn = super::turn();
        // SAFETY: nothing of the library was called before.
        unsafe { (calls.FPDF_InitLibrary)() };
        Ok(calls)
    }
}

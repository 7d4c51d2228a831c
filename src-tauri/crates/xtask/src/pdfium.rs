//! PDFium, the second engine for PDF.

use crate::wheel::Wheel;

/// The Python package that carries it (BSD-3-Clause and Apache-2.0; what it is built from is named in its folder of
/// licences): the wheels for Linux, macOS and Windows on the processors of our time.
pub(crate) const PDFIUM: Wheel = Wheel {
    folder: "pdfium",
    requirement: "pypdfium2==5.15.2 \
        --hash=sha256:e71fe832e94421ac3c28d6a6ed4a9e61f22417089652d339f391c4ffc2a44c35 \
        --hash=sha256:7f296a298074d76fb7c3d1ecb80d7097a96778bf0ad9c5c48a0170e56e2c6821 \
        --hash=sha256:dd46e93c0c3a73f6cea8489baff6d77a5d0759dd53fbbce0aeb49c91830176fc \
        --hash=sha256:74d1bace34fb01c660d0b64344d5a4b7d276942b7c6623c88ab59ea21c5acfbd \
        --hash=sha256:a20398367f188eb817be156bfd00077dcb5f8ad06c093849f3fa70b8087b4a87 \
        --hash=sha256:dc31aea5b0fb9fefc9b537a65f4113980b2c40798445736a7e6565bc85161e37\n",
    files: &[
        (LIBRARY.0, LIBRARY.1),
        ("pypdfium2-5.15.2.dist-info/licenses/BUILD_LICENSES", "licenses"),
        ("pypdfium2-5.15.2.dist-info/licenses/LICENSES/BSD-3-Clause.txt", "LICENSE"),
    ],
    what: "the second engine for PDF",
};

const LIBRARY: (&str, &str) = if cfg!(windows) {
    ("pypdfium2_raw/pdfium.dll", "pdfium.dll")
} else if cfg!(target_os = "macos") {
    ("pypdfium2_raw/libpdfium.dylib", "libpdfium.dylib")
} else {
    ("pypdfium2_raw/libpdfium.so", "libpdfium.so")
};

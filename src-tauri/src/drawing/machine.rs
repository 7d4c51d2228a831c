//! What decides whether a way of drawing works: the web view and the graphics drivers.

use std::{fs, path::Path};

/// The web view's version, and every graphics driver with its version, in one line.
pub(crate) fn describe() -> String {
    let web_view = tauri::webview_version().unwrap_or_default();
    let drivers = drivers(Path::new("/sys"));
    format!("web view {web_view}; {}", if drivers.is_empty() { "no graphics driver".to_owned() } else { drivers })
}

/// The drivers of the cards that a system names: `i915 6.1.0`. One that has no version of its own has the kernel's.
fn drivers(sys: &Path) -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cards = fs::read_dir(sys.join("class/drm")).into_iter().flatten().flatten();
    let mut drivers: Vec<String> = cards
        .filter_map(|card| {
            let link = fs::read_link(card.path().join("device/driver")).ok()?;
            let driver = link.file_name()?.to_string_lossy().into_owned();
            let version = fs::read_to_string(sys.join("module").join(&driver).join("version"));
            Some(format!("{driver} {}", version.as_deref().unwrap_or(&kernel).trim()))
        })
        .collect();
    drivers.sort();
    drivers.dedup();
    drivers.join(", ")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn each_driver_is_named_once_with_its_version() -> std::io::Result<()> {
        let sys = tempfile::tempdir()?;
        for (card, driver) in [("card0", "nvidia"), ("renderD128", "nvidia"), ("card1", "i915")] {
            let device = sys.path().join("class/drm").join(card).join("device");
            fs::create_dir_all(&device)?;
            symlink(format!("../../bus/pci/drivers/{driver}"), device.join("driver"))?;
        }
        fs::create_dir_all(sys.path().join("class/drm/version"))?;
        fs::create_dir_all(sys.path().join("module/nvidia"))?;
        fs::write(sys.path().join("module/nvidia/version"), "550.90\n")?;
        let named = drivers(sys.path());
        assert!(named.starts_with("i915 ") && named.ends_with(", nvidia 550.90"), "{named}");
        assert_eq!(drivers(Path::new("/nowhere")), "");
        Ok(())
    }
}

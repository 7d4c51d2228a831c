//! Is a case on a network share? SQLite's WAL needs memory shared between all who have the file open, which no network
//! share gives: such a case is only read.

use std::path::Path;

/// The kind of network share `dir` lies on, if it lies on one.
pub(crate) fn network_share(dir: &Path) -> Option<&'static str> {
    #[cfg(target_os = "linux")]
    {
        let kind = rustix::fs::statfs(dir).ok()?.f_type as u64 & 0xffff_ffff;
        match kind {
            0x6969 => Some("NFS"),
            0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
            0x0102_1997 => Some("9P"),
            0x5346_414f => Some("AFS"),
            0x7375_7245 => Some("Coda"),
            0x00c3_6400 => Some("Ceph"),
            // FUSE: a program stands behind it, and the list of mounts says which.
            0x6573_5546 => share_among(&std::fs::read("/proc/self/mountinfo").ok()?, &dir.canonicalize().ok()?),
            _ => None,
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = dir;
        None
    }
}

/// The nearest folder on the way up from `path` that exists: where a case that is still to be made would lie.
pub(crate) fn standing(path: &Path) -> &Path {
    let mut up = path.ancestors().map(|dir| if dir.as_os_str().is_empty() { Path::new(".") } else { dir });
    up.find(|dir| dir.exists()).unwrap_or(path)
}

/// Programs that show a network as a folder, by the file system's type, and what people call it. What is not here is
/// taken for local: disks of other systems, encrypted folders, containers.
const NETWORKS: &[(&str, &str)] = &[
    ("fuse.sshfs", "SSHFS"),
    ("fuse.rclone", "rclone"),
    ("fuse.s3fs", "S3"),
    ("fuse.goofys", "S3"),
    ("fuse.mount-s3", "S3"),
    ("fuse.gcsfuse", "Google Cloud"),
    ("fuse.blobfuse", "Azure"),
    ("fuse.blobfuse2", "Azure"),
    ("fuse.davfs", "WebDAV"),
    ("fuse.davfs2", "WebDAV"),
    ("fuse.wdfs", "WebDAV"),
    ("fuse.curlftpfs", "FTP"),
    ("fuse.gvfsd-fuse", "GNOME network folder"),
    ("fuse.kio-fuse", "KDE network folder"),
    ("fuse.smbnetfs", "SMB"),
    ("fuse.nfs", "NFS"),
    ("fuse.glusterfs", "GlusterFS"),
    ("fuse.ceph-fuse", "Ceph"),
    ("fuse.ceph", "Ceph"),
    ("fuse.moosefs", "MooseFS"),
    ("fuse.lizardfs", "LizardFS"),
    ("fuse.juicefs", "JuiceFS"),
    ("fuse.seaweedfs", "SeaweedFS"),
    ("fuse.google-drive-ocamlfuse", "Google Drive"),
    ("fuse.onedriver", "OneDrive"),
];

/// The network file system that `path` lies on, by the text of `/proc/self/mountinfo` (proc(5)).
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only Linux has this list"))]
fn share_among(mountinfo: &[u8], path: &Path) -> Option<&'static str> {
    let path = path.as_os_str().as_encoded_bytes();
    let mounts = mountinfo.split(|b| *b == b'\n').filter_map(mount);
    // The deepest mount point holds the path; of two at one place the later lies on top.
    let (_, kind, source) = mounts.filter(|(at, ..)| holds(at, path)).max_by_key(|(at, ..)| at.len())?;
    let known = NETWORKS.iter().find(|(name, _)| name.as_bytes() == kind).map(|(_, word)| *word);
    // Some helpers mount as plain `fuse` and name an address as what is mounted.
    known.or_else(|| (kind.starts_with(b"fuse") && source.windows(3).any(|w| w == b"://")).then_some("network folder"))
}

/// Mount point, type and source of one line.
fn mount(line: &[u8]) -> Option<(Vec<u8>, &[u8], &[u8])> {
    let mut fields = line.split(|b| *b == b' ');
    let at = unescaped(fields.nth(4)?);
    fields.find(|field| *field == b"-")?;
    Some((at, fields.next()?, fields.next().unwrap_or_default()))
}

/// Spaces, tabs, line breaks and backslashes stand as three octal digits.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut at = 0;
    while at < field.len() {
        let digits = field.get(at + 1..at + 4).and_then(|d| std::str::from_utf8(d).ok());
        match digits.and_then(|d| u8::from_str_radix(d, 8).ok()) {
            Some(byte) if field[at] == b'\\' => {
                bytes.push(byte);
                at += 4;
            }
            _ => {
                bytes.push(field[at]);
                at += 1;
            }
        }
    }
    bytes
}

fn holds(mount: &[u8], path: &[u8]) -> bool {
    mount == b"/" || path.strip_prefix(mount).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &[u8] = b"\
22 28 0:21 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
31 22 0:27 / /mnt/far\\040away rw,nosuid shared:9 - fuse.sshfs desk@example.org:/srv rw,user_id=0
32 22 0:28 / /mnt/stick rw shared:10 - fuseblk /dev/sdb1 rw
33 22 0:29 / /mnt/locked rw master:3 shared:11 - fuse.gocryptfs /home/mara/locked rw
34 22 0:30 / /mnt/dav rw - fuse https://dav.example.org/ rw
35 31 0:31 / /mnt/far\\040away/near rw - tmpfs tmpfs rw
36 22 0:32 / /mnt/cloud rw shared:12 - fuse.rclone far: rw
";

    fn check(path: &str, expect: Option<&str>) {
        assert_eq!(share_among(MOUNTS, Path::new(path)), expect, "{path}");
    }

    #[test]
    fn programs_that_show_a_network_are_told_from_local_ones() {
        check("/home/mara/tern", None);
        check("/mnt/far away/tern", Some("SSHFS"));
        check("/mnt/far away", Some("SSHFS"));
        check("/mnt/far awayish/tern", None);
        check("/mnt/far away/near/tern", None);
        check("/mnt/stick/tern", None);
        check("/mnt/locked/tern", None);
        check("/mnt/dav/tern", Some("network folder"));
        check("/mnt/cloud/tern", Some("rclone"));
    }

    #[test]
    fn a_case_to_be_made_lies_where_its_nearest_folder_lies() -> std::io::Result<()> {
        let dir = tempfile::tempdir()?;
        assert_eq!(standing(&dir.path().join("cases/tern")), dir.path());
        assert_eq!(standing(dir.path()), dir.path());
        assert_eq!(standing(Path::new("no such folder/tern")), Path::new("."));
        Ok(())
    }

    #[test]
    fn a_list_that_is_none_names_no_share() {
        for text in ["", "\n\n", "1 2 3", "22 28 0:21 / /mnt rw - ", "22 28 0:21 / /mnt\\9 rw -"] {
            assert_eq!(share_among(text.as_bytes(), Path::new("/mnt/tern")), None, "{text:?}");
        }
    }
}

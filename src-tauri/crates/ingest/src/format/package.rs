//! Files that older programs packed into documents ([MS-OLEDS], 2.3.6 and what the Packager writes).

/// A packed file's name and bytes, from what follows the size of the whole.
pub(crate) fn package(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let rest = bytes.strip_prefix(&[2, 0])?;
    let (label, rest) = zero_ended(rest)?;
    let (path, rest) = zero_ended(rest)?;
    // Two numbers of no use, then the length of a path and the path.
    let path_len = u32_at(rest, 4)? as usize;
    let rest = rest.get(8..)?.get(path_len..)?;
    let len = u32_at(rest, 0)? as usize;
    let data = rest.get(4..)?.get(..len)?;
    let name = if label.is_empty() { path } else { label };
    let file = name.rsplit(|byte| matches!(byte, b'\\' | b'/')).next().unwrap_or(name);
    Some((file.to_vec(), data))
}

fn zero_ended(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

/// Four bytes as a number, the lowest first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Two bytes as a number, the lowest first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::package;

    #[test]
    fn a_packed_file_has_its_name() {
        let whole = b"\x02\0list.csv\0C:\\temp\\list.csv\0\0\0\x03\0\x04\0\0\0C:a\0\x05\0\0\0a,b,crest";
        assert_eq!(package(whole), Some((b"list.csv".to_vec(), &b"a,b,c"[..])));
        assert_eq!(package(&whole[..40]), None);
        assert_eq!(package(b"\x02\0a\0b\0\0\0\x03\0\xff\xff\xff\xff"), None);
        assert_eq!(package(b""), None);
    }
}

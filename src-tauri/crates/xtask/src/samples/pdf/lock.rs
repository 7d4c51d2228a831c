//! The standard security handler, revision 3 with 128-bit RC4 (PDF 32000-1:2008, 7.6.3): weak, and what many leaked
//! files have.

use md5::{Digest, Md5};

const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E, 0x2E, 0x00,
    0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];
/// Printing and copying allowed, nothing else.
const PERMISSIONS: i32 = -1340;

/// A document's key and what its encryption dictionary says.
pub(super) struct Lock {
    pub(super) file_id: [u8; 16],
    key: [u8; 16],
    owner: Vec<u8>,
    user: Vec<u8>,
}

impl Lock {
    /// A lock opened by `password`, which is the owner's too. The file id is made from `seed`, to be the same each time.
    pub(super) fn new(password: &str, seed: &str) -> Lock {
        let file_id = md5(&[seed.as_bytes()]);
        let padded: Vec<u8> = password.bytes().chain(PADDING).take(32).collect();
        let owner = twenty_times(&fifty_times(md5(&[&padded])), padded.clone());
        let key = fifty_times(md5(&[&padded, &owner, &PERMISSIONS.to_le_bytes(), &file_id]));
        let mut user = twenty_times(&key, md5(&[&PADDING, &file_id]).to_vec());
        user.resize(32, 0);
        Lock { file_id, key, owner, user }
    }

    /// Encrypts a string or a stream of object `id`, generation 0.
    pub(super) fn apply(&self, id: usize, data: &[u8]) -> Vec<u8> {
        let number = (id as u32).to_le_bytes();
        rc4(&md5(&[&self.key, &number[..3], &[0, 0]]), data)
    }

    /// The encryption dictionary.
    pub(super) fn dictionary(&self) -> String {
        format!(
            "<< /Filter /Standard /V 2 /R 3 /Length 128 /P {PERMISSIONS} /O <{}> /U <{}> >>",
            super::hex(&self.owner),
            super::hex(&self.user)
        )
    }
}

fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

fn fifty_times(mut key: [u8; 16]) -> [u8; 16] {
    for _ in 0..50 {
        key = md5(&[&key]);
    }
    key
}

fn twenty_times(key: &[u8; 16], mut data: Vec<u8>) -> Vec<u8> {
    for round in 0..20 {
        data = rc4(&key.map(|byte| byte ^ round), &data);
    }
    data
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    let step = |byte: &u8| {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[usize::from(i)]);
        state.swap(usize::from(i), usize::from(j));
        let sum = state[usize::from(i)].wrapping_add(state[usize::from(j)]);
        byte ^ state[usize::from(sum)]
    };
    data.iter().map(step).collect()
}

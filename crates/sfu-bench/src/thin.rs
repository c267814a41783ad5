//! Thin receivers leave media encrypted, so that one core has time for more of them. They still do all that a router
//! can see: str0m reads the headers, and answers with the same feedback.
//!
//! str0m asks a cipher for each payload; this one wraps the real one, and while [`unread`] says so gives zeros instead.
//! That is said by a flag of the thread, because ciphers are made by something static, which knows of no client; and all
//! clients share a thread, on which str0m decrypts within the call that hands it the packet.
//!
//! For AES-128-CM nothing is left out: str0m checks the SHA-1 itself. Neither router chooses it.

use std::cell::Cell;

use str0m::crypto::{
    AeadAes128Gcm, AeadAes128GcmCipher, AeadAes256Gcm, AeadAes256GcmCipher, CryptoError,
    CryptoProvider, SrtpProvider, SupportedAeadAes128Gcm, SupportedAeadAes256Gcm,
    SupportedAes128CmSha1_80, from_feature_flags,
};

thread_local! {
    static UNREAD: Cell<bool> = const { Cell::new(false) };
}

/// Does something; packets that come in meanwhile are decrypted or not.
pub(crate) fn unread<T>(on: bool, work: impl FnOnce() -> T) -> T {
    UNREAD.set(on);
    let done = work();
    UNREAD.set(false);
    done
}

/// As without it, but for what [`unread`] says.
pub(crate) fn provider() -> CryptoProvider {
    CryptoProvider {
        srtp_provider: &Thin,
        ..from_feature_flags()
    }
}

fn real() -> &'static dyn SrtpProvider {
    from_feature_flags().srtp_provider
}

#[derive(Debug)]
struct Thin;

impl SrtpProvider for Thin {
    fn aes_128_cm_sha1_80(&self) -> &'static dyn SupportedAes128CmSha1_80 {
        real().aes_128_cm_sha1_80()
    }

    fn aead_aes_128_gcm(&self) -> &'static dyn SupportedAeadAes128Gcm {
        &Thin
    }

    fn aead_aes_256_gcm(&self) -> &'static dyn SupportedAeadAes256Gcm {
        &Thin
    }

    fn srtp_aes_128_ecb_round(&self, key: &[u8], input: &[u8], output: &mut [u8]) {
        real().srtp_aes_128_ecb_round(key, input, output);
    }

    fn srtp_aes_256_ecb_round(&self, key: &[u8], input: &[u8], output: &mut [u8]) {
        real().srtp_aes_256_ecb_round(key, input, output);
    }
}

impl SupportedAeadAes128Gcm for Thin {
    fn create_cipher(&self, key: [u8; 16], encrypt: bool) -> Box<dyn AeadAes128GcmCipher> {
        Box::new(Cipher(
            real().aead_aes_128_gcm().create_cipher(key, encrypt),
        ))
    }
}

impl SupportedAeadAes256Gcm for Thin {
    fn create_cipher(&self, key: [u8; 32], encrypt: bool) -> Box<dyn AeadAes256GcmCipher> {
        Box::new(Cipher(
            real().aead_aes_256_gcm().create_cipher(key, encrypt),
        ))
    }
}

/// A cipher, and whether it is asked.
#[derive(Debug)]
struct Cipher<T: ?Sized>(Box<T>);

impl AeadAes128GcmCipher for Cipher<dyn AeadAes128GcmCipher> {
    fn encrypt(
        &mut self,
        iv: &[u8; AeadAes128Gcm::IV_LEN],
        aad: &[u8],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<(), CryptoError> {
        self.0.encrypt(iv, aad, input, output)
    }

    fn decrypt(
        &mut self,
        iv: &[u8; AeadAes128Gcm::IV_LEN],
        aads: &[&[u8]],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<usize, CryptoError> {
        match blank(input, AeadAes128Gcm::TAG_LEN, output) {
            Some(length) => Ok(length),
            None => self.0.decrypt(iv, aads, input, output),
        }
    }
}

impl AeadAes256GcmCipher for Cipher<dyn AeadAes256GcmCipher> {
    fn encrypt(
        &mut self,
        iv: &[u8; AeadAes256Gcm::IV_LEN],
        aad: &[u8],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<(), CryptoError> {
        self.0.encrypt(iv, aad, input, output)
    }

    fn decrypt(
        &mut self,
        iv: &[u8; AeadAes256Gcm::IV_LEN],
        aads: &[&[u8]],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<usize, CryptoError> {
        match blank(input, AeadAes256Gcm::TAG_LEN, output) {
            Some(length) => Ok(length),
            None => self.0.decrypt(iv, aads, input, output),
        }
    }
}

/// Zeros, as many as what is left unread has bytes. What stood in the output is of another packet.
fn blank(input: &[u8], tag: usize, output: &mut [u8]) -> Option<usize> {
    let length = input.len().checked_sub(tag).filter(|_| UNREAD.get())?;
    output.get_mut(..length)?.fill(0);
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [u8; 12] = [0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1];
    const IV: [u8; 12] = [7; 12];
    const PAYLOAD: [u8; 40] = [0x5a; 40];

    /// What the thin cipher and the real one of the key make of a packet of the real one, with a byte turned over or not.
    fn decrypted(is_unread: bool, is_broken: bool) -> [Option<Vec<u8>>; 2] {
        let mut sealed = [0; PAYLOAD.len() + AeadAes256Gcm::TAG_LEN];
        let mut long = real().aead_aes_256_gcm().create_cipher([1; 32], true);
        long.encrypt(&IV, &HEADER, &PAYLOAD, &mut sealed).unwrap();
        sealed[3] ^= u8::from(is_broken);
        let mut thin = Thin.aead_aes_256_gcm().create_cipher([1; 32], false);
        let mut output = vec![0xee; PAYLOAD.len()];
        let length = unread(is_unread, || {
            thin.decrypt(&IV, &[&HEADER], &sealed, &mut output)
        });
        let of_256 = length.ok().map(|length| output[..length].to_vec());

        let mut short = real().aead_aes_128_gcm().create_cipher([1; 16], true);
        short.encrypt(&IV, &HEADER, &PAYLOAD, &mut sealed).unwrap();
        sealed[3] ^= u8::from(is_broken);
        let mut thin = Thin.aead_aes_128_gcm().create_cipher([1; 16], false);
        let mut output = vec![0xee; PAYLOAD.len()];
        let length = unread(is_unread, || {
            thin.decrypt(&IV, &[&HEADER], &sealed, &mut output)
        });
        [of_256, length.ok().map(|length| output[..length].to_vec())]
    }

    #[test]
    fn what_is_unread_is_as_long_and_blank_whatever_it_was() {
        let blank = Some(vec![0; PAYLOAD.len()]);
        assert_eq!(decrypted(true, false), [blank.clone(), blank.clone()]);
        assert_eq!(decrypted(true, true), [blank.clone(), blank]);
    }

    #[test]
    fn all_else_is_decrypted_and_verified() {
        let payload = Some(PAYLOAD.to_vec());
        assert_eq!(decrypted(false, false), [payload.clone(), payload]);
        assert_eq!(decrypted(false, true), [None, None]);
    }

    #[test]
    fn what_it_encrypts_the_real_one_decrypts() {
        let mut sealed = [0; PAYLOAD.len() + AeadAes256Gcm::TAG_LEN];
        let mut thin = Thin.aead_aes_256_gcm().create_cipher([1; 32], true);
        let sealing = unread(true, || thin.encrypt(&IV, &HEADER, &PAYLOAD, &mut sealed));
        sealing.unwrap();
        let mut long = real().aead_aes_256_gcm().create_cipher([1; 32], false);
        let mut output = [0; PAYLOAD.len()];
        long.decrypt(&IV, &[&HEADER], &sealed, &mut output).unwrap();
        assert_eq!(output, PAYLOAD);
    }

    #[test]
    fn the_next_packet_is_read_again() {
        unread(true, || {});
        assert!(!UNREAD.get());
    }
}

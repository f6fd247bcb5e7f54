/** Key, nonce, additional data and plain text, as text, with the sealed bytes that another implementation made of them. */
export interface GcmVector {
  name: string;
  key: string;
  nonce: string;
  associatedData: string;
  plain: string;
  /** Base64 of ciphertext and tag. */
  sealed: string;
}

const ZERO_KEY = '\0'.repeat(32);
const ZERO_NONCE = '\0'.repeat(12);

/**
 * The AES-256 test cases of "The Galois/Counter Mode of Operation" by McGrew and Viega, published by NIST, that have
 * a nonce of text bytes.
 */
const PUBLISHED: readonly GcmVector[] = [
  {
    name: 'GCM test case 13',
    key: ZERO_KEY,
    nonce: ZERO_NONCE,
    associatedData: '',
    plain: '',
    sealed: Buffer.from('530f8afbc74536b9a963b4f1c4cb738b', 'hex').toString('base64'),
  },
  {
    name: 'GCM test case 14',
    key: ZERO_KEY,
    nonce: ZERO_NONCE,
    associatedData: '',
    plain: '\0'.repeat(16),
    sealed: Buffer.from('cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919', 'hex').toString('base64'),
  },
];

/**
 * Made once with Java 17, run as `java Gcm.java` around
 *
 *     Cipher c = Cipher.getInstance("AES/GCM/NoPadding");
 *     c.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
 *     c.updateAAD(associatedData);
 *     Base64.getEncoder().encodeToString(c.doFinal(plain));
 *
 * with the UTF-8 bytes of each text.
 */
const JAVA: readonly GcmVector[] = [
  {
    name: 'javax.crypto, with additional data',
    key: '0123456789abcdefghijklmnopqrstuv',
    nonce: 'fdasflkja484',
    associatedData: 'transaction',
    plain: '{"order_receive_state":"RECEIVED"}',
    sealed: 'kdUw4QwIYZw1qY3zpown7laoNTpqBWwuE/14+uLRMUtn0Ud/W5zpWU6gkXNWZvl7NB8=',
  },
  {
    name: 'javax.crypto, without additional data, Chinese and emoji',
    key: '0123456789abcdefghijklmnopqrstuv',
    nonce: 'i9B2Gp0aLxQ7',
    associatedData: '',
    plain: '已领取🔋\n',
    sealed: 'UGs1c42Hilumqk5qnhjSQfsfpBkOJxWQBetIkllq',
  },
  {
    name: 'javax.crypto, empty',
    key: '0123456789abcdefghijklmnopqrstuv',
    nonce: '0123456789ab',
    associatedData: 'certificate',
    plain: '',
    sealed: 'adNL5jTPnTh5uVjiHUOEeQ==',
  },
];

/** All of them. */
export const GCM_VECTORS: readonly GcmVector[] = [...PUBLISHED, ...JAVA];

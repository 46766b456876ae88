// digests.js - MD5, SHA-1, SHA-256 and SHA-512 with their HMAC, comparison that
// tells nothing by its time, and chance. Words are of 32 bits; those of SHA-512
// stand as two, the high one first.

// rotated:
function rotated(word, count) {
  return word << count | word >>> (32 - count);
}

// padded_words: needs bytes_of
// Big-endian words of the data, the bit 1, zeros and the length in bits, which
// fills the last `tail` bytes of a block.
function padded_words(data, block, tail) {
  var bytes = bytes_of(data).concat([128]), words = [], bits, i;
  bits = (bytes.length - 1) * 8;
  while (bytes.length % block !== block - tail) {
    bytes.push(0);
  }
  for (i = 0; i < bytes.length; i += 4) {
    words.push(bytes[i] << 24 | bytes[i + 1] << 16 | bytes[i + 2] << 8 |
      bytes[i + 3]);
  }
  for (i = 8; i < tail; i += 4) {
    words.push(0);
  }
  words.push(Math.floor(bits / 4294967296), bits | 0);
  return words;
}

// word_bytes:
function word_bytes(words) {
  var result = [];
  words.forEach(function (word) {
    result.push(word >>> 24, word >>> 16 & 255, word >>> 8 & 255, word & 255);
  });
  return result;
}

// swapped:
// A word with its bytes the other way round.
function swapped(word) {
  return word << 24 | (word & 0xff00) << 8 | word >>> 8 & 0xff00 | word >>> 24;
}

// md5: needs padded_words, rotated, swapped, word_bytes
// RFC 1321.
function md5(data) {
  var words = padded_words(data, 64, 8), low = words.pop(), high = words.pop();
  var turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  var state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  var start, i, a, b, c, d, mix, at, next;
  words = words.map(swapped).concat([low, high]);
  for (start = 0; start < words.length; start += 16) {
    a = state[0];
    b = state[1];
    c = state[2];
    d = state[3];
    for (i = 0; i < 64; i += 1) {
      mix = i < 16 ? b & c | ~b & d : i < 32 ? d & b | ~d & c :
        i < 48 ? b ^ c ^ d : c ^ (b | ~d);
      at = i < 16 ? i : i < 32 ? 5 * i + 1 : i < 48 ? 3 * i + 5 : 7 * i;
      next = a + mix + Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296) +
        words[start + at % 16] | 0;
      a = d;
      d = c;
      c = b;
      b = b + rotated(next, turns[(i >> 4) * 4 + i % 4]) | 0;
    }
    state = [state[0] + a | 0, state[1] + b | 0, state[2] + c | 0,
      state[3] + d | 0];
  }
  return word_bytes(state.map(swapped));
}

// sha1: needs padded_words, rotated, word_bytes
// FIPS 180-4.
function sha1(data) {
  var words = padded_words(data, 64, 8);
  var state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476,
    0xc3d2e1f0 | 0];
  var start, i, w, a, b, c, d, e, mix, next;
  for (start = 0; start < words.length; start += 16) {
    w = words.slice(start, start + 16);
    a = state[0];
    b = state[1];
    c = state[2];
    d = state[3];
    e = state[4];
    for (i = 0; i < 80; i += 1) {
      if (i >= 16) {
        w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
      }
      mix = i < 20 ? (b & c | ~b & d) + 0x5a827999 :
        i < 40 ? (b ^ c ^ d) + 0x6ed9eba1 :
          i < 60 ? (b & c | b & d | c & d) + 0x8f1bbcdc :
            (b ^ c ^ d) + 0xca62c1d6;
      next = rotated(a, 5) + mix + e + w[i] | 0;
      e = d;
      d = c;
      c = rotated(b, 30);
      b = a;
      a = next;
    }
    state = [state[0] + a | 0, state[1] + b | 0, state[2] + c | 0,
      state[3] + d | 0, state[4] + e | 0];
  }
  return word_bytes(state);
}

// sha256: needs padded_words, rotated, word_bytes
// FIPS 180-4.
function sha256(data) {
  var K = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  ];
  var words = padded_words(data, 64, 8);
  var state = [0x6a09e667, 0xbb67ae85 | 0, 0x3c6ef372, 0xa54ff53a | 0,
    0x510e527f, 0x9b05688c | 0, 0x1f83d9ab, 0x5be0cd19];
  var start, i, w, s, x, y, first, second;
  for (start = 0; start < words.length; start += 16) {
    w = words.slice(start, start + 16);
    s = state.slice();
    for (i = 0; i < 64; i += 1) {
      if (i >= 16) {
        x = w[i - 15];
        y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] +
          (rotated(x, 25) ^ rotated(x, 14) ^ x >>> 3) +
          (rotated(y, 15) ^ rotated(y, 13) ^ y >>> 10) | 0;
      }
      first = s[7] + (rotated(s[4], 26) ^ rotated(s[4], 21) ^
        rotated(s[4], 7)) + (s[4] & s[5] ^ ~s[4] & s[6]) + K[i] + w[i] | 0;
      second = (rotated(s[0], 30) ^ rotated(s[0], 19) ^ rotated(s[0], 10)) +
        (s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]) | 0;
      s = [first + second | 0, s[0], s[1], s[2], s[3] + first | 0, s[4], s[5],
        s[6]];
    }
    for (i = 0; i < 8; i += 1) {
      state[i] = state[i] + s[i] | 0;
    }
  }
  return word_bytes(state);
}

// sum_64:
// Of words of 64 bits, each [high, low].
function sum_64(words) {
  var high = 0, low = 0;
  words.forEach(function (word) {
    high += word[0];
    low += word[1] >>> 0;
  });
  return [high + Math.floor(low / 4294967296) | 0, low | 0];
}

// mixed_64:
// The exclusive or of a word of 64 bits turned right by each of the counts; the
// last is shifted only, where `shifts` is true.
function mixed_64(word, counts, shifts) {
  var result = [0, 0];
  counts.forEach(function (count, i) {
    var high = word[count < 32 ? 0 : 1], low = word[count < 32 ? 1 : 0];
    var in_high = shifts && i === 2 ? 0 : low << 32 - count % 32;
    result[0] ^= high >>> count % 32 | in_high;
    result[1] ^= low >>> count % 32 | high << 32 - count % 32;
  });
  return result;
}

// sha512: needs mixed_64, padded_words, sum_64, word_bytes
// FIPS 180-4.
function sha512(data) {
  var K = [
    0x428a2f98, 0xd728ae22, 0x71374491, 0x23ef65cd, 0xb5c0fbcf, 0xec4d3b2f,
    0xe9b5dba5, 0x8189dbbc, 0x3956c25b, 0xf348b538, 0x59f111f1, 0xb605d019,
    0x923f82a4, 0xaf194f9b, 0xab1c5ed5, 0xda6d8118, 0xd807aa98, 0xa3030242,
    0x12835b01, 0x45706fbe, 0x243185be, 0x4ee4b28c, 0x550c7dc3, 0xd5ffb4e2,
    0x72be5d74, 0xf27b896f, 0x80deb1fe, 0x3b1696b1, 0x9bdc06a7, 0x25c71235,
    0xc19bf174, 0xcf692694, 0xe49b69c1, 0x9ef14ad2, 0xefbe4786, 0x384f25e3,
    0x0fc19dc6, 0x8b8cd5b5, 0x240ca1cc, 0x77ac9c65, 0x2de92c6f, 0x592b0275,
    0x4a7484aa, 0x6ea6e483, 0x5cb0a9dc, 0xbd41fbd4, 0x76f988da, 0x831153b5,
    0x983e5152, 0xee66dfab, 0xa831c66d, 0x2db43210, 0xb00327c8, 0x98fb213f,
    0xbf597fc7, 0xbeef0ee4, 0xc6e00bf3, 0x3da88fc2, 0xd5a79147, 0x930aa725,
    0x06ca6351, 0xe003826f, 0x14292967, 0x0a0e6e70, 0x27b70a85, 0x46d22ffc,
    0x2e1b2138, 0x5c26c926, 0x4d2c6dfc, 0x5ac42aed, 0x53380d13, 0x9d95b3df,
    0x650a7354, 0x8baf63de, 0x766a0abb, 0x3c77b2a8, 0x81c2c92e, 0x47edaee6,
    0x92722c85, 0x1482353b, 0xa2bfe8a1, 0x4cf10364, 0xa81a664b, 0xbc423001,
    0xc24b8b70, 0xd0f89791, 0xc76c51a3, 0x0654be30, 0xd192e819, 0xd6ef5218,
    0xd6990624, 0x5565a910, 0xf40e3585, 0x5771202a, 0x106aa070, 0x32bbd1b8,
    0x19a4c116, 0xb8d2d0c8, 0x1e376c08, 0x5141ab53, 0x2748774c, 0xdf8eeb99,
    0x34b0bcb5, 0xe19b48a8, 0x391c0cb3, 0xc5c95a63, 0x4ed8aa4a, 0xe3418acb,
    0x5b9cca4f, 0x7763e373, 0x682e6ff3, 0xd6b2b8a3, 0x748f82ee, 0x5defb2fc,
    0x78a5636f, 0x43172f60, 0x84c87814, 0xa1f0ab72, 0x8cc70208, 0x1a6439ec,
    0x90befffa, 0x23631e28, 0xa4506ceb, 0xde82bde9, 0xbef9a3f7, 0xb2c67915,
    0xc67178f2, 0xe372532b, 0xca273ece, 0xea26619c, 0xd186b8c7, 0x21c0c207,
    0xeada7dd6, 0xcde0eb1e, 0xf57d4f7f, 0xee6ed178, 0x06f067aa, 0x72176fba,
    0x0a637dc5, 0xa2c898a6, 0x113f9804, 0xbef90dae, 0x1b710b35, 0x131c471b,
    0x28db77f5, 0x23047d84, 0x32caab7b, 0x40c72493, 0x3c9ebe0a, 0x15c9bebc,
    0x431d67c4, 0x9c100d4c, 0x4cc5d4be, 0xcb3e42b6, 0x597f299c, 0xfc657e2a,
    0x5fcb6fab, 0x3ad6faec, 0x6c44198c, 0x4a475817
  ];
  var state = [
    0x6a09e667, 0xf3bcc908, 0xbb67ae85, 0x84caa73b, 0x3c6ef372, 0xfe94f82b,
    0xa54ff53a, 0x5f1d36f1, 0x510e527f, 0xade682d1, 0x9b05688c, 0x2b3e6c1f,
    0x1f83d9ab, 0xfb41bd6b, 0x5be0cd19, 0x137e2179
  ];
  var words = padded_words(data, 128, 16), start, i, w, s, first, second;

  function pair(list, at) {
    return [list[at] | 0, list[at + 1] | 0];
  }

  function chosen(a, b, c, half) {
    return a[half] & b[half] ^ ~a[half] & c[half];
  }

  function majority(a, b, c, half) {
    return a[half] & b[half] ^ a[half] & c[half] ^ b[half] & c[half];
  }

  for (start = 0; start < words.length; start += 32) {
    w = [];
    s = [];
    for (i = 0; i < 8; i += 1) {
      s.push(pair(state, 2 * i));
    }
    for (i = 0; i < 80; i += 1) {
      w.push(i < 16 ? pair(words, start + 2 * i) : sum_64([w[i - 16], w[i - 7],
        mixed_64(w[i - 15], [1, 8, 7], true),
        mixed_64(w[i - 2], [19, 61, 6], true)]));
      first = sum_64([s[7], mixed_64(s[4], [14, 18, 41], false),
        [chosen(s[4], s[5], s[6], 0), chosen(s[4], s[5], s[6], 1)],
        pair(K, 2 * i), w[i]]);
      second = sum_64([mixed_64(s[0], [28, 34, 39], false),
        [majority(s[0], s[1], s[2], 0), majority(s[0], s[1], s[2], 1)]]);
      s = [sum_64([first, second]), s[0], s[1], s[2], sum_64([s[3], first]),
        s[4], s[5], s[6]];
    }
    for (i = 0; i < 8; i += 1) {
      first = sum_64([pair(state, 2 * i), s[i]]);
      state[2 * i] = first[0];
      state[2 * i + 1] = first[1];
    }
  }
  return word_bytes(state);
}

// hmac: needs bytes_of
// RFC 2104, with a digest and the size of its blocks.
function hmac(digest, block, key, data) {
  var bytes = bytes_of(key), inner, outer;
  bytes = bytes.length > block ? digest(bytes) : bytes.slice();
  while (bytes.length < block) {
    bytes.push(0);
  }
  inner = bytes.map(function (byte) {
    return byte ^ 0x36;
  });
  outer = bytes.map(function (byte) {
    return byte ^ 0x5c;
  });
  return digest(outer.concat(digest(inner.concat(bytes_of(data)))));
}

// hmac_md5: needs hmac, md5
function hmac_md5(key, data) {
  return hmac(md5, 64, key, data);
}

// hmac_sha1: needs hmac, sha1
function hmac_sha1(key, data) {
  return hmac(sha1, 64, key, data);
}

// hmac_sha256: needs hmac, sha256
function hmac_sha256(key, data) {
  return hmac(sha256, 64, key, data);
}

// hmac_sha512: needs hmac, sha512
function hmac_sha512(key, data) {
  return hmac(sha512, 128, key, data);
}

// constant_time_eq: needs bytes_of
function constant_time_eq(a, b) {
  var x = bytes_of(a), y = bytes_of(b), difference = x.length ^ y.length, i;
  for (i = 0; i < x.length; i += 1) {
    difference |= x[i] ^ (i < y.length ? y[i] : 0);
  }
  return difference === 0;
}

// uuid: needs bytes_to_hex
// RFC 9562, version 4, a byte for each call of Math.random.
function uuid() {
  var bytes = [], text;
  while (bytes.length < 16) {
    bytes.push(Math.floor(Math.random() * 256));
  }
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  text = bytes_to_hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16),
    text.slice(16, 20), text.slice(20)].join('-');
}

// nonce: needs limited
// Letters and digits, one for each call of Math.random.
function nonce(length) {
  var digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  var count = limited(length === undefined || length === null ? 32 : length);
  var text = '';
  while (text.length < count) {
    text += digits.charAt(Math.floor(Math.random() * 62));
  }
  return text;
}

// Prints the checksums that tests/unit/test_gb18030.c compares with: those of the TextDecoder built into Node (ICU),
// a second implementation of the WHATWG decoder.
//
//     node tests/reference/gb18030_checksums.mjs
//
// Each byte sequence is decoded alone; one that is refused counts as 0xFFFFFFFF. Differences known (2026-11):
// none in Node 20 with ICU 78. Python's codec "gb18030" (before 2022) differs in 20 two-byte places: A3A0, A6D9-A6DF,
// A6EC, A6ED, A6F3, A8BC, FE59, FE61, FE66, FE67, FE6D, FE7E, FE90, FEA0; glibc 2.36 in 7: A3A0, and FE51, FE52, FE53,
// FE6C, FE76, FE91, which it takes for ideographs above U+FFFF.
const decoder = new TextDecoder('gb18030', {fatal: true, ignoreBOM: true});

function codePoint(bytes) {
  try {
    const text = decoder.decode(bytes);
    const value = text.codePointAt(0);
    return text.length === (value > 0xffff ? 2 : 1) ? value : 0xffffffff;
  } catch {
    return 0xffffffff;
  }
}

// FNV-1a over whole code points instead of bytes.
function* sequences(counts) {
  const [firsts, seconds, thirds, fourths] = counts;
  for (const a of firsts) {
    for (const b of seconds) {
      if (!thirds) { yield Uint8Array.of(a, b); continue; }
      for (const c of thirds) for (const d of fourths) yield Uint8Array.of(a, b, c, d);
    }
  }
}

function checksum(counts) {
  let sum = 2166136261, valid = 0;
  for (const bytes of sequences(counts)) {
    const value = codePoint(bytes);
    if (value !== 0xffffffff) valid++;
    sum = Math.imul(sum ^ value, 16777619) >>> 0;
  }
  return `${sum.toString(16)} (${valid} valid)`;
}

const range = (first, last) => Array.from({length: last - first + 1}, (_, i) => first + i);
const lead = range(0x81, 0xfe), digit = range(0x30, 0x39);
console.log(`two bytes, 81-FE 00-FF: ${checksum([lead, range(0, 255)])}`);
console.log(`four bytes, 81-FE 30-39 81-FE 30-39: ${checksum([lead, digit, lead, digit])}`);

// The ceiling: what the sketch costs in native code on one core. Every record's text is found, unescaped, cut into words, hashed, rolled
// into shingles of 5 words and sketched with 128 minima of a*h+b (32 bit), the widest the machine has (AVX2). Nothing is kept but a
// checksum. What it leaves out, to be a ceiling: Unicode (a byte over 127 is a letter), validation of the JSON, errors.
//
//   gcc -O3 -mavx2 -o build/native/sketch bench/native/sketch.c && build/native/sketch FILE.jsonl
//
// The text is the value of the first `"text":"` of a line.
#define _GNU_SOURCE
#include <fcntl.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LANES 128
#define WORDS 5

static uint32_t factor[LANES] __attribute__((aligned(32)));
static uint32_t offset[LANES] __attribute__((aligned(32)));
static uint32_t minima[LANES] __attribute__((aligned(32)));

static uint64_t splitmix(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static int hex(uint8_t c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

// Copies the string that begins at `in` until its closing quote, unescaped; returns the bytes written. `out` has room for the rest of the line and 64 more.
static size_t unescape(const uint8_t *in, const uint8_t *end, uint8_t *out) {
  uint8_t *begin = out;
  const __m256i quote = _mm256_set1_epi8('"'), slash = _mm256_set1_epi8('\\');
  for (;;) {
    while (in + 32 <= end) {
      __m256i block = _mm256_loadu_si256((const __m256i *)in);
      _mm256_storeu_si256((__m256i *)out, block);
      uint32_t special = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_cmpeq_epi8(block, quote), _mm256_cmpeq_epi8(block, slash)));
      int plain = special ? __builtin_ctz(special) : 32;
      in += plain;
      out += plain;
      if (special) break;
    }
    while (in < end && *in != '"' && *in != '\\') *out++ = *in++;
    if (in + 1 >= end || *in == '"') return (size_t)(out - begin);
    uint8_t c = in[1];
    in += 2;
    if (c == 'u' && in + 4 <= end) {
      uint32_t code = (uint32_t)(hex(in[0]) << 12 | hex(in[1]) << 8 | hex(in[2]) << 4 | hex(in[3]));
      in += 4;
      if (code < 0x80) *out++ = (uint8_t)code;
      else if (code < 0x800) *out++ = (uint8_t)(0xc0 | code >> 6), *out++ = (uint8_t)(0x80 | (code & 63));
      else *out++ = (uint8_t)(0xe0 | code >> 12), *out++ = (uint8_t)(0x80 | (code >> 6 & 63)), *out++ = (uint8_t)(0x80 | (code & 63));
    } else *out++ = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
  }
}

// A bit for each of 32 bytes: letter, digit or over 127.
static inline uint32_t word_bits(const uint8_t *at) {
  __m256i x = _mm256_loadu_si256((const __m256i *)at);
  __m256i low = _mm256_or_si256(x, _mm256_set1_epi8(32));
  __m256i letter = _mm256_cmpeq_epi8(_mm256_min_epu8(_mm256_sub_epi8(low, _mm256_set1_epi8('a')), _mm256_set1_epi8(25)), _mm256_sub_epi8(low, _mm256_set1_epi8('a')));
  __m256i figure = _mm256_sub_epi8(x, _mm256_set1_epi8('0'));
  __m256i digit = _mm256_cmpeq_epi8(_mm256_min_epu8(figure, _mm256_set1_epi8(9)), figure);
  return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(letter, digit), x));
}

static inline uint64_t hash_word(const uint8_t *at, size_t length) {
  const uint64_t fold = 0x2020202020202020u;
  uint64_t h = length * 0x9e3779b97f4a7c15u, x;
  for (; length > 8; length -= 8, at += 8) {
    memcpy(&x, at, 8);
    h = (h ^ (x | fold)) * 0xff51afd7ed558ccdu;
    h ^= h >> 32;
  }
  memcpy(&x, at, 8);
  h = (h ^ ((x | fold) & (~(uint64_t)0 >> (64 - 8 * length)))) * 0xc4ceb9fe1a85ec53u;
  return h ^ h >> 29;
}

static const uint64_t BASE = 0xd6e8feb86659fd93u;

// Words of the text -> hashes of its shingles. `text` is followed by 64 bytes of zeros.
static size_t shingles(const uint8_t *text, size_t length, uint32_t *out) {
  uint64_t last[8] = {0}, rolling = 0, leaving = BASE * BASE * BASE * BASE * BASE, carry = 0;
  size_t words = 0, made = 0, start = 0;
  for (size_t at = 0; at <= length; at += 64) {
    uint64_t bits = (uint64_t)word_bits(text + at) | (uint64_t)word_bits(text + at + 32) << 32;
    uint64_t edges = bits ^ (bits << 1 | carry);
    carry = bits >> 63;
    for (; edges; edges &= edges - 1) {
      size_t edge = at + (size_t)__builtin_ctzll(edges);
      if (bits >> (edge & 63) & 1) {
        start = edge;
        continue;
      }
      uint64_t word = hash_word(text + start, edge - start);
      rolling = rolling * BASE + word - last[words % WORDS] * leaving;
      last[words % WORDS] = word;
      if (++words >= WORDS) {
        uint64_t mixed = (rolling ^ rolling >> 32) * 0xff51afd7ed558ccdu;
        out[made++] = (uint32_t)(mixed >> 32);
      }
    }
  }
  return made;
}

static void sketch(const uint32_t *hashes, size_t count) {
  for (int lane = 0; lane < LANES; lane += 32) {
    __m256i a[4], b[4], least[4];
    for (int k = 0; k < 4; k++) {
      a[k] = _mm256_load_si256((const __m256i *)(factor + lane) + k);
      b[k] = _mm256_load_si256((const __m256i *)(offset + lane) + k);
      least[k] = _mm256_set1_epi32(-1);
    }
    for (size_t i = 0; i < count; i++) {
      __m256i h = _mm256_set1_epi32((int)hashes[i]);
      for (int k = 0; k < 4; k++) least[k] = _mm256_min_epu32(least[k], _mm256_add_epi32(_mm256_mullo_epi32(h, a[k]), b[k]));
    }
    for (int k = 0; k < 4; k++) _mm256_store_si256((__m256i *)(minima + lane) + k, least[k]);
  }
}

int main(int argc, char **argv) {
  struct stat facts;
  int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  if (fd < 0 || fstat(fd, &facts) < 0) return fputs("usage: sketch FILE.jsonl\n", stderr), 2;
  size_t size = (size_t)facts.st_size;
  const uint8_t *file = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (file == MAP_FAILED) return perror(argv[1]), 2;
  uint64_t state = 1, checksum = 0, articles = 0, total = 0;
  for (int i = 0; i < LANES; i++) factor[i] = (uint32_t)splitmix(&state) | 1, offset[i] = (uint32_t)splitmix(&state);
  uint8_t *text = NULL;
  uint32_t *hashes = NULL;
  size_t room = 0;
  for (const uint8_t *line = file, *end = file + size; line < end;) {
    const uint8_t *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    const uint8_t *value = memmem(line, (size_t)(stop - line), "\"text\":\"", 8);
    if (value) {
      size_t most = (size_t)(stop - value);
      if (most > room) {
        room = 2 * most;
        text = realloc(text, room + 128);
        hashes = realloc(hashes, (room / 2 + 1) * sizeof *hashes);
        if (!text || !hashes) return fputs("out of memory\n", stderr), 2;
      }
      size_t length = unescape(value + 8, stop, text);
      memset(text + length, 0, 128);
      size_t count = shingles(text, length, hashes);
      sketch(hashes, count);
      for (int i = 0; i < LANES; i++) checksum = checksum * 31 + minima[i];
      articles++;
      total += count;
    }
    line = stop + 1;
  }
  printf("%llu articles, %llu shingles, checksum %016llx\n", (unsigned long long)articles, (unsigned long long)total, (unsigned long long)checksum);
  return 0;
}

# rensa (Rust, from Python): shingles of 5 words, 128 permutations, 32 bands of 4 rows; each article is asked for and put into the index.
# R-MinHash over all shingles: its faster "rho" functions hash a sample of at most 64 tokens of a long text, which is another task.
# Prints {"cpu": seconds, "bytes": ...} of the work, without the start of Python and the imports.
#
#   python rensa.py FILE.jsonl
import sys

# A script's own folder comes first: this file would be taken for the package.
sys.path.pop(0)
try:
    from rensa import RMinHash, RMinHashLSH
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
import json
import os
import re
import time

word = re.compile(r"\w+")
began = time.process_time()
index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
found = 0
with open(sys.argv[1], encoding="utf8") as lines:
    for number, line in enumerate(lines):
        words = word.findall(json.loads(line)["text"].lower())
        shingles = list({" ".join(words[i : i + 5]) for i in range(len(words) - 4)})
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update(shingles)
        found += len(index.query(sketch))
        index.insert(number, sketch)
print(json.dumps({"cpu": time.process_time() - began, "bytes": os.path.getsize(sys.argv[1]), "found": found}))

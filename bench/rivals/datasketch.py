# datasketch: shingles of 5 words, 128 permutations, 32 bands of 4 rows; each article is asked for and put into the index.
# Prints {"cpu": seconds, "bytes": ...} of the work, without the start of Python and the imports.
#
#   python datasketch.py FILE.jsonl
import sys

# A script's own folder comes first: this file would be taken for the package.
sys.path.pop(0)
try:
    from datasketch import MinHash, MinHashLSH
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
import json
import os
import re
import time

word = re.compile(r"\w+")
began = time.process_time()
index = MinHashLSH(num_perm=128, params=(32, 4))
found = 0
with open(sys.argv[1], encoding="utf8") as lines:
    for line in lines:
        article = json.loads(line)
        words = word.findall(article["text"].lower())
        shingles = {" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)}
        sketch = MinHash(num_perm=128)
        sketch.update_batch(list(shingles))
        found += len(index.query(sketch))
        index.insert(article["id"], sketch, check_duplication=False)
print(json.dumps({"cpu": time.process_time() - began, "bytes": os.path.getsize(sys.argv[1]), "found": found}))

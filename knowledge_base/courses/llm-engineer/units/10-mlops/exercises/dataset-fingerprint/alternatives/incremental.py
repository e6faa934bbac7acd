import hashlib
import json
from operator import itemgetter


def encoded(record):
    pairs = sorted(record.items())
    return json.dumps(dict(pairs), separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(records):
    digest = hashlib.sha256()
    for record in sorted(records, key=itemgetter("id")):
        digest.update(encoded(record))
        digest.update(b"\n")
    return digest.hexdigest()


def changes(old, new):
    found = {"added": [], "removed": [], "changed": []}
    before, after = ({record["id"]: record for record in rows} for rows in (old, new))
    for key in sorted({*before, *after}):
        if key not in before:
            found["added"].append(key)
        elif key not in after:
            found["removed"].append(key)
        elif encoded(before[key]) != encoded(after[key]):
            found["changed"].append(key)
    return found

import hashlib
import json


def line(record):
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n"  # fault


def fingerprint(records):
    ordered = sorted(records, key=lambda record: record["id"])
    text = "".join(map(line, ordered))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def changes(old, new):
    before = {record["id"]: line(record) for record in old}
    after = {record["id"]: line(record) for record in new}
    return {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": sorted(key for key in before.keys() & after.keys() if before[key] != after[key]),
    }

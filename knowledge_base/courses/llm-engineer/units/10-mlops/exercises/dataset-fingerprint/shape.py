import hashlib
import json


def line(record):
    return json.dumps(record, ____) + "\n"


def fingerprint(records):
    ordered = sorted(records, key=____)
    text = "".join(map(line, ordered))
    return ____


def changes(old, new):
    before = {record["id"]: line(record) for record in old}
    after = {record["id"]: line(record) for record in new}
    return {
        "added": sorted(____),
        "removed": sorted(____),
        "changed": sorted(key for key in ____ if ____),
    }

import hashlib
import json


def lines(records):
    encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {(record["id"], encoder.encode(record)) for record in records}


def fingerprint(records):
    text = "".join(f"{written}\n" for _, written in sorted(lines(records)))
    return hashlib.sha256(bytes(text, "utf-8")).hexdigest()


def changes(old, new):
    gone = {key for key, _ in lines(old) - lines(new)}
    come = {key for key, _ in lines(new) - lines(old)}
    return {"added": sorted(come - gone), "removed": sorted(gone - come), "changed": sorted(come & gone)}

import unicodedata


def tokenize(text):
    tokens, word = [], ""
    for character in unicodedata.normalize("NFC", text).lower():
        if character.isalnum():
            word += character
            continue
        if word:
            tokens.append(word)
            word = ""
        if not character.isspace():
            tokens.append(character)
    return [*tokens, word] if word else tokens

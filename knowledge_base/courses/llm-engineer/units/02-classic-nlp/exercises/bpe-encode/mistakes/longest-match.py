def bpe_encode(text, merges):
    vocabulary = {left + right for left, right in merges}
    return [symbol for word in text.split() for symbol in cut(word + "</w>", vocabulary)]


def cut(word, vocabulary):
    symbols = []
    while word:
        single = 4 if word == "</w>" else 1
        sizes = [size for size in range(1, len(word) + 1) if word[:size] in vocabulary]
        size = max(sizes, default=single)  # fault
        symbols.append(word[:size])
        word = word[size:]
    return symbols


def bpe_decode(symbols):
    return "".join(symbols).replace("</w>", " ").strip()

from functools import cache


def lcs_length(first, second):
    @cache
    def longest(row, column):
        if row == 0 or column == 0:
            return 0
        if first[row - 1] == second[column - 1]:
            return longest(row - 1, column - 1) + 1
        return max(longest(row - 1, column), longest(row, column - 1))

    return longest(len(first), len(second))


def result(matches, said, wanted):
    f1 = 2 * matches / (said + wanted) if matches else 0.0
    return {"precision": matches / max(said, 1), "recall": matches / max(wanted, 1), "f1": f1}


def rouge_n(candidate, reference, n):
    left = [tuple(reference[at : at + n]) for at in range(len(reference) - n + 1)]
    said, wanted, matches = max(len(candidate) - n + 1, 0), len(left), 0
    for at in range(said):
        gram = tuple(candidate[at : at + n])
        if gram in left:
            left.remove(gram)
            matches += 1
    return result(matches, said, wanted)


def rouge_l(candidate, reference):
    return result(lcs_length(candidate, reference), len(candidate), len(reference))

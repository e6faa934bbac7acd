def early_stopping(losses, patience, margin):
    best, best_epoch, waited = ____
    for epoch, loss in enumerate(____, ____):
        if ____:
            best, best_epoch, waited = ____
        else:
            waited += 1
        if ____:
            return ____
    return best_epoch, ____

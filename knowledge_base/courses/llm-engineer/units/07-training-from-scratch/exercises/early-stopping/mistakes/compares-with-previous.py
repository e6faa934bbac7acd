import math


def early_stopping(losses, patience, margin):
    previous, best_epoch, waited = math.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < previous - margin:
            best_epoch, waited = epoch, 0
        else:
            waited += 1
        previous = loss  # fault
        if waited == patience:
            return best_epoch, epoch
    return best_epoch, len(losses) - 1

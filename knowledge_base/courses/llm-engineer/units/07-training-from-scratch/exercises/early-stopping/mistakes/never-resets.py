def early_stopping(losses, patience, margin):
    best, best_epoch, waited = losses[0], 0, 0
    for epoch, loss in enumerate(losses[1:], 1):
        if loss < best - margin:
            best, best_epoch = loss, epoch  # fault
        else:
            waited += 1
        if waited == patience:
            return best_epoch, epoch
    return best_epoch, len(losses) - 1

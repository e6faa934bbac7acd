def early_stopping(losses, patience, margin):
    best_epoch = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best_epoch] - margin:
            best_epoch = epoch
        if epoch - best_epoch >= patience:
            break
    return best_epoch, epoch

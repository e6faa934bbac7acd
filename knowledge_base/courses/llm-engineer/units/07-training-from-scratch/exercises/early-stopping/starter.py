def early_stopping(losses, patience, margin):
    # losses: list of float -> (best_epoch: int, last_epoch: int)
    raise NotImplementedError

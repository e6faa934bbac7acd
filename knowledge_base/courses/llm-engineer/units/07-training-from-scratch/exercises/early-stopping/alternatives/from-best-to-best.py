import math


def early_stopping(losses, patience, margin):
    best_epoch, goal = 0, losses[0] - margin
    while True:
        window = range(best_epoch + 1, min(best_epoch + 1 + patience, len(losses)))
        better = next((epoch for epoch in window if losses[epoch] < goal), math.nan)
        if math.isnan(better):
            return best_epoch, max(window, default=best_epoch)
        best_epoch, goal = better, losses[better] - margin

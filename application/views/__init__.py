"""Read models: what a record looks like after each of its events. Pure folds, one a stream."""

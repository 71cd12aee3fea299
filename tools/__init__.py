"""Tools of the house: training, demo, and the scripts that build the data files from their sources."""

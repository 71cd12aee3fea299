"""The commands of `gilbeot`, one file per group; `assistant.cli` puts them together."""

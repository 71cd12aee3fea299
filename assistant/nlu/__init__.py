"""Rasa graph components: thin adapters over `assistant.korean` and `assistant.places`.

`kiwi_tokenizer` and `jamo_featurizer` give DIET what it needs of Korean; `mentions` finds times, places,
modes and hazards through `annotate`, which knows no Rasa. Rasa reads the type
hints of its components at run time, so their imports are real ones and not under `TYPE_CHECKING`.
"""

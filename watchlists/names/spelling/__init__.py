"""How names are spelt: inflection, sounds, transliteration, given names."""

"""How a listed form is found in a text, from the inside out.

`forms` turns what a list says into cells: words as they are compared.
`vocabulary` tells which cells a word of a text fits, once for each distinct
word. `index` finds all forms of a list in one pass over the words. `document`
holds what was found in one article, and `terms` and `queries` (whose trees are
made of `nodes`) decide from it what each term has matched.
"""

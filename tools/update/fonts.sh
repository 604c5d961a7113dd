#!/usr/bin/env bash
# Makes app/ui/fonts/ again from Debian's font packages (apt: fonts-inter fonts-jetbrains-mono fonttools), keeping only the
# characters that the playground draws: Latin, Greek, sub- and superscripts, arrows, the mathematics of the lessons.
set -euo pipefail
cd "$(dirname "$0")/../../app/ui/fonts"
characters='U+0020-007E,U+00A0-00FF,U+0370-03E1,U+03F0-03FF,U+2010-2026,U+2032,U+2070-209C,U+2190-2193,U+2202,U+2211,U+2212'
characters+=',U+221A,U+221E,U+2248,U+2260,U+2264,U+2265,U+25B6,U+25CF,U+2713'

# subset FONT RESULT
subset() {
  /usr/bin/python3 -m fontTools.subset "$1" --unicodes="$characters" --layout-features='' --no-hinting --output-file="$2"
}
subset /usr/share/fonts/opentype/inter/Inter-Regular.otf Inter-sub.otf
subset /usr/share/fonts/opentype/inter/Inter-SemiBold.otf Inter-SemiBold-sub.otf
subset /usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf JBM-sub.ttf
ls -l -- *.otf *.ttf

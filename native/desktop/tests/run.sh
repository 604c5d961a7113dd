#!/bin/sh
# Tests of the desktop program: native/desktop/tests/run.sh BINARY [SHOTS]
# Runs it on a display of its own (Xvfb), clicks it (xdotool) and looks at its pictures. Ends with "N passed, N failed".
set -u
binary=${1:?usage: run.sh BINARY [SHOTS]}
folder=$(mktemp -d)
shots=${2:-$folder}
mkdir -p "$shots"
passed=0
failed=0
server=
program=

finish() {
  [ -n "$program" ] && kill "$program" 2>/dev/null
  [ -n "$server" ] && kill "$server" 2>/dev/null
  rm -rf "$folder"
}
trap finish EXIT INT TERM

ok() { passed=$((passed + 1)); echo "ok    $1"; }
bad() { failed=$((failed + 1)); echo "FAIL  $1"; }
check() { name=$1; shift; if "$@"; then ok "$name"; else bad "$name"; fi; }

missing=
for tool in Xvfb xdotool; do command -v "$tool" >/dev/null || missing="$missing $tool"; done
if [ -n "$missing" ]; then
  echo "FAIL  these tools are missing:$missing"
  echo "0 passed, 1 failed"
  exit 1
fi

# A number that no other display has.
number=$((90 + $$ % 400))
while [ -e "/tmp/.X11-unix/X$number" ]; do number=$((number + 1)); done
Xvfb ":$number" -screen 0 1600x1100x24 >/dev/null 2>&1 &
server=$!
tries=0
until [ -e "/tmp/.X11-unix/X$number" ] || [ $tries -ge 100 ]; do sleep 0.1; tries=$((tries + 1)); done
DISPLAY=":$number"
export DISPLAY

# How many different bytes a picture has where it is no header: a blank one has a handful.
variety() { tail -c +200 "$1" | od -An -v -tu1 -w1 | sort -un | wc -l; }
size_of() { od -An -tu1 -j16 -N8 "$1" | awk '{print $1*16777216+$2*65536+$3*256+$4 "x" $5*16777216+$6*65536+$7*256+$8}'; }

photograph() { # name, expected size, options
  picture=$1; expected=$2; shift 2
  "$binary" --screenshot "$shots/$picture.png" --frames 8 "$@" >/dev/null 2>"$folder/err" || { cat "$folder/err"; return 1; }
  [ "$(size_of "$shots/$picture.png")" = "$expected" ] || { echo "      size $(size_of "$shots/$picture.png")"; return 1; }
  [ "$(variety "$shots/$picture.png")" -gt 100 ] || { echo "      $(variety "$shots/$picture.png") colours"; return 1; }
}

no_display() { env -u DISPLAY "$binary" --frames 1 >/dev/null 2>"$folder/err"; [ $? -eq 1 ] && grep -qi display "$folder/err"; }
refuses() { "$binary" "$@" >/dev/null 2>"$folder/err"; [ $? -eq 1 ] && [ -s "$folder/err" ]; }
differ() { ! cmp -s "$1" "$2"; }

check "prints its options" sh -c "'$binary' --help | grep -q -- --screenshot"
check "an unknown option is an error" refuses --sideways
check "an unknown lesson is an error" refuses --lesson moon-walk
check "no display is a clear error" no_display
check "sine-cubic, dark" photograph sine-cubic 1000x700 --lesson sine-cubic --size 1000x700 --theme dark --step 100
check "linear-regression, light" photograph linear-regression 1000x700 --lesson linear-regression --size 1000x700 --theme light --step 60
check "loss surface" photograph surface 1000x700 --lesson linear-regression --stage surface --size 1000x700 --theme dark --step 60
check "two-moons at twice the density" photograph two-moons 1200x1000 --lesson two-moons --size 600x500 --scale 2 --theme dark --step 40
check "themes look different" differ "$shots/sine-cubic.png" "$shots/linear-regression.png"

# The real window: it trains, and a click stops it.
"$binary" --size 1000x700 --theme dark >/dev/null 2>&1 &
program=$!
window=
tries=0
while [ -z "$window" ] && [ $tries -lt 100 ]; do
  window=$(xdotool search --onlyvisible --name Gradbox 2>/dev/null | head -1)
  sleep 0.1
  tries=$((tries + 1))
done
check "opens a window named after its lesson" sh -c "sleep 1; xdotool getwindowname '$window' | grep -q 'Gradbox – .'"

used() { awk '{print $14 + $15}' "/proc/$program/stat"; }
busy_for() { before=$(used); sleep 1; echo $(($(used) - before)); }
busy=$(busy_for)
xdotool windowfocus "$window" 2>/dev/null
xdotool mousemove --window "$window" 30 690 sleep 0.3 key --window "$window" space
sleep 1.5
idle=$(busy_for)
check "space pauses it, and then it sleeps ($busy, then $idle hundredths of a second of work a second)" [ "$idle" -le 4 ]
xdotool key --window "$window" space
sleep 1
again=$(busy_for)
check "space lets it go on ($again)" [ "$again" -gt "$idle" ]
xdotool mousemove --window "$window" 500 300 sleep 0.3 click 4
sleep 0.5
check "it is still alive after clicks and the wheel" kill -0 "$program"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
